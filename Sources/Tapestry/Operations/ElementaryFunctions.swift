import KernelTemplates

// Errors of the functions here are at most 2 ulp in Float; at zeros, infinities and NaN they are what IEEE 754 says.

extension Tensor where Scalar: FloatingPointScalar {
  /// eˣ for each element.
  public func exp() -> Tensor {
    unary(.exp).recorded(from: self, withResult: { dy, y in dy * y })
  }

  /// eˣ - 1 for each element, exact near 0.
  public func expm1() -> Tensor {
    unary(.expm1).recorded(from: self, withResult: { dy, y in dy * (y + 1) })
  }

  /// The natural logarithm of each element.
  public func log() -> Tensor {
    let x = self
    return unary(.log).recorded(from: self) { dy in dy / x }
  }

  /// log(1 + x) for each element, exact near 0.
  public func log1p() -> Tensor {
    let x = self
    return unary(.log1p).recorded(from: self) { dy in dy / (x + 1) }
  }

  /// √x for each element. The gradient at 0 is infinite.
  public func sqrt() -> Tensor {
    unary(.squareRoot).recorded(from: self, withResult: { dy, y in dy / (y * 2) })
  }

  /// 1/√x for each element.
  public func rsqrt() -> Tensor {
    unary(.reciprocalSquareRoot).recorded(from: self, withResult: { dy, y in dy * (y * y * y * -0.5) })
  }

  /// The sine of each element, an angle in radians.
  public func sin() -> Tensor {
    let x = self
    return unary(.sin).recorded(from: self) { dy in dy * x.cos() }
  }

  /// The cosine of each element, an angle in radians.
  public func cos() -> Tensor {
    let x = self
    return unary(.cos).recorded(from: self) { dy in -(dy * x.sin()) }
  }

  /// The hyperbolic tangent of each element.
  public func tanh() -> Tensor {
    unary(.tanh).recorded(from: self, withResult: { dy, y in dy.tanhGradient(y) })
  }

  /// The error function 2/√π ∫₀ˣ e⁻ᵗ² dt of each element.
  public func erf() -> Tensor {
    let x = self
    return unary(.erf).recorded(from: self) { dy in
      dy * ((-(x * x)).exp() * (2 / Scalar.pi.squareRoot()))
    }
  }

  /// This gradient times 1 - y²: that with respect to the argument of a hyperbolic tangent whose value is `y`.
  private func tanhGradient(_ y: Tensor) -> Tensor {
    let dy = self
    return binary(.tanhGradient, y).recorded(
      from: self, { ddx in ddx.tanhGradient(y) }, from: y, { ddx in ddx * dy * y * -2 })
  }
}

// MARK: - Powers

extension Tensor where Scalar: FloatingPointScalar {
  /// Each element to the power `exponent`.
  public func pow(_ exponent: Scalar) -> Tensor {
    let x = self
    if exponent == 2 {
      return unary(.square).recorded(from: self) { dy in dy * (x * 2) }
    }
    let value = unsafe Tensor.elementwise(self, exponent) { x, y, out, layout in
      unsafe Scalar.kernels.binary(.power, x, y, out, layout: layout)
    }
    if exponent == 0 { return value }
    return value.recorded(from: self) { dy in dy * (x.pow(exponent - 1) * exponent) }
  }

  /// Each element to the power of the element of `exponent`; the operands are broadcast.
  ///
  /// As in PyTorch, the gradient with respect to a base is 0 where the exponent is 0, and that with respect to an exponent
  /// which is not negative is 0 where the base is 0.
  @_disfavoredOverload
  public func pow(_ exponent: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let (base, baseShape) = (self, shape)
    let value: Tensor = unsafe Tensor.elementwise("pow", self, exponent, file: file, line: line) {
      unsafe Scalar.kernels.binary(.power, $0, $1, $2, layout: $3)
    }
    if trace == nil && exponent.trace == nil { return value }
    return value.recorded(
      from: self,
      { dy, _ in
        (dy * (base.pow(exponent - 1) * exponent)).replacing(with: 0, where: exponent .== 0)
          .summedGradient(to: baseShape)
      },
      from: exponent,
      { dy, y in
        let logarithm = base.log().replacing(with: 0, where: (base .== 0) .& (exponent .>= 0))
        return (dy * y * logarithm).summedGradient(to: exponent.shape)
      })
  }

  /// `base` to the power of each element of `exponent`.
  public static func pow(
    _ base: Scalar, _ exponent: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    Tensor(base).pow(exponent, file: file, line: line)
  }
}

// MARK: - Signs and whole numbers

extension Tensor where Scalar: NumericScalar {
  /// |x| for each element; the least integer stays as it is. The gradient at 0 is 0.
  public func abs() -> Tensor {
    let x = self
    return unsafe mapped { x, out, count in unsafe Scalar.unary(.abs, x, out, count: count) }
      .recorded(from: self) { dy in dy * x.sign() }
  }

  /// -1, 0 or 1 by the sign of each element; NaN for NaN. A constant to gradients.
  public func sign() -> Tensor {
    unsafe mapped { x, out, count in unsafe Scalar.unary(.sign, x, out, count: count) }
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// The greatest whole number not above each element. A constant to gradients.
  public func floor() -> Tensor { unary(.floor) }

  /// The least whole number not below each element. A constant to gradients.
  public func ceil() -> Tensor { unary(.ceil) }

  /// The whole number nearest to each element, the even one of two. A constant to gradients.
  public func rounded() -> Tensor { unary(.round) }
}

// MARK: - Values

extension Tensor where Scalar: FloatingPointScalar {
  /// A function of each element, without history.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func unary(_ op: UnaryOperation<Scalar>, operation: StaticString = #function) -> Tensor {
    unsafe mapped(operation: operation) { x, out, count in
      unsafe Scalar.kernels.unary(op, x, out, count: count)
    }
  }

  /// A function of the elements of two tensors of the same shape, without history: a gradient and what it depends on.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func binary(
    _ op: BinaryOperation, _ other: Tensor, operation: StaticString = #function
  ) -> Tensor {
    unsafe Tensor.elementwise(operation, self, other) { x, y, out, layout in
      unsafe Scalar.kernels.binary(op, x, y, out, layout: layout)
    }
  }
}
