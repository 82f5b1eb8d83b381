/// A function of one number, applied to each element by ``ElementwiseKernels/unary(_:_:_:count:)``.
public enum UnaryOperation<Scalar: Sendable>: Sendable {
  /// -x
  case negate
  /// 1 / x
  case reciprocal
  /// x²
  case square
  /// √x
  case squareRoot
  /// 1 / √x
  case reciprocalSquareRoot
  /// eˣ
  case exp
  /// eˣ - 1, exact near 0
  case expm1
  /// The natural logarithm
  case log
  /// log(1 + x), exact near 0
  case log1p
  /// The sine of an angle in radians
  case sin
  /// The cosine of an angle in radians
  case cos
  /// The hyperbolic tangent
  case tanh
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// max(x, 0)
  case relu
  /// x where positive, else slope · x
  case leakyReLU(slope: Scalar)
  /// x Φ(x), Φ the standard normal distribution function
  case gelu
  /// The approximation of ``gelu`` by a hyperbolic tangent
  case approximateGelu
  /// The error function
  case erf
  /// log(1 + eˣ)
  case softplus
  /// |x|
  case abs
  /// -1, 0 or 1; NaN for NaN
  case sign
  /// The greatest integer not above x
  case floor
  /// The least integer not below x
  case ceil
  /// The nearest integer, ties to even
  case round
  /// The nearest number of `lower...upper`; NaN for NaN
  case clamp(lower: Scalar, upper: Scalar)
}

/// A function of two numbers a and b, applied to each pair of elements.
public enum BinaryOperation: Sendable {
  /// a + b
  case add
  /// a - b
  case subtract
  /// a · b
  case multiply
  /// a / b
  case divide
  /// The lesser; NaN if either is NaN
  case minimum
  /// The greater; NaN if either is NaN
  case maximum
  /// aᵇ
  case power
  /// a where b > 0, else 0: the gradient of ``UnaryOperation/relu``
  case whereSecondIsPositive
  /// a where b > 0, else slope · a: the gradient of ``UnaryOperation/leakyReLU(slope:)``
  case slopedWhereSecondIsNotPositive(slope: Double)
  /// a · b · (1 - b): the gradient of ``UnaryOperation/sigmoid``, whose result is b
  case sigmoidGradient
  /// a · (1 - b²): the gradient of ``UnaryOperation/tanh``, whose result is b
  case tanhGradient
}

/// A comparison of two numbers. NaN is unequal to everything, and neither less nor greater.
public enum ComparisonOperation: Sendable, CaseIterable {
  /// a < b
  case less
  /// a ≤ b
  case lessOrEqual
  /// a > b
  case greater
  /// a ≥ b
  case greaterOrEqual
  /// a = b
  case equal
  /// a ≠ b
  case notEqual
}
