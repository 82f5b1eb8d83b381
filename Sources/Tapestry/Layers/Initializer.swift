/// What the weights of a layer start from: a distribution whose spread may depend on the layer's size.
///
/// ```swift
/// let weight: Tensor<Float> = Initializer.he([64, 3, 5, 5], using: &generator)
/// ```
///
/// The fan-in of weights `[outputs, inputs, …]` is the number of inputs of one output, `inputs · …`; the fan-out is
/// `outputs · …`: those of a fully connected layer, and of a convolution.
public struct Initializer: Sendable {
  private enum Distribution {
    case unset
    case constant(Double)
    case uniform(lower: Double, upper: Double)
    case normal(mean: Double, deviation: Double)
    case truncatedNormal(mean: Double, deviation: Double)
  }

  private let distribution: @Sendable (_ fanIn: Double, _ fanOut: Double) -> Distribution

  private init(_ distribution: @escaping @Sendable (_ fanIn: Double, _ fanOut: Double) -> Distribution) {
    self.distribution = distribution
  }

  /// No values at all: weights are whatever memory held, which is not even touched. For a model whose weights are loaded next.
  public static let unset = Initializer { _, _ in .unset }

  /// All weights alike.
  public static func constant(_ value: Double) -> Initializer { Initializer { _, _ in .constant(value) } }

  /// Evenly distributed weights.
  public static func uniform(_ range: Range<Double>) -> Initializer {
    Initializer { _, _ in .uniform(lower: range.lowerBound, upper: range.upperBound) }
  }

  /// Normally distributed weights. The AlexNet paper has a deviation of 0.01.
  public static func normal(mean: Double = 0, deviation: Double) -> Initializer {
    Initializer { _, _ in .normal(mean: mean, deviation: deviation) }
  }

  /// Normally distributed weights, none further than two deviations from the mean.
  public static func truncatedNormal(mean: Double = 0, deviation: Double) -> Initializer {
    Initializer { _, _ in .truncatedNormal(mean: mean, deviation: deviation) }
  }

  /// Normally distributed with the variance 2 / fan-in: He et al., "Delving deep into rectifiers", 2015. For ReLU.
  public static let he = Initializer { fanIn, _ in .normal(mean: 0, deviation: (2 / fanIn).squareRoot()) }

  /// As ``he``, but evenly distributed.
  public static let heUniform = Initializer { fanIn, _ in
    let bound = (6 / fanIn).squareRoot()
    return .uniform(lower: -bound, upper: bound)
  }

  /// Evenly distributed with the variance 2 / (fan-in + fan-out): Glorot and Bengio, "Understanding the difficulty of
  /// training deep feedforward neural networks", 2010. For the hyperbolic tangent.
  public static let glorot = Initializer { fanIn, fanOut in
    let bound = (6 / (fanIn + fanOut)).squareRoot()
    return .uniform(lower: -bound, upper: bound)
  }

  /// As ``glorot``, but normally distributed.
  public static let glorotNormal = Initializer { fanIn, fanOut in
    .normal(mean: 0, deviation: (2 / (fanIn + fanOut)).squareRoot())
  }

  /// Normally distributed with the variance 1 / fan-in: LeCun et al., "Efficient BackProp", 1998.
  public static let leCun = Initializer { fanIn, _ in .normal(mean: 0, deviation: (1 / fanIn).squareRoot()) }

  /// As ``leCun``, but evenly distributed.
  public static let leCunUniform = Initializer { fanIn, _ in
    let bound = (3 / fanIn).squareRoot()
    return .uniform(lower: -bound, upper: bound)
  }

  /// What layers with `activation` start from unless told otherwise: ``he`` for ReLU and its like, ``glorot`` for others.
  public static func standard(for activation: Activation) -> Initializer {
    switch activation {
    case .relu, .gelu: he
    case .none, .tanh, .sigmoid: glorot
    }
  }

  /// Weights of the shape `[outputs, inputs, …]`.
  public func callAsFunction<Scalar: FloatingPointScalar>(
    _ shape: TensorShape, using generator: inout PhiloxGenerator
  ) -> Tensor<Scalar> {
    let field = Double(shape.rank > 2 ? shape.elementCount(of: 2..<shape.rank) : 1)
    let outputs = Double(shape.rank > 0 ? shape[0] : 1)
    let inputs = shape.rank > 1 ? Double(shape[1]) : 1
    switch distribution(max(inputs * field, 1), max(outputs * field, 1)) {
    case .unset: return unsafe Tensor(shape: shape) { (_: UnsafeMutablePointer<Scalar>) in }
    case .constant(let value): return Tensor(repeating: Scalar(value), shape: shape)
    case .uniform(let lower, let upper):
      return Tensor(uniform: shape, in: Scalar(lower)..<Scalar(upper), using: &generator)
    case .normal(let mean, let deviation):
      return Tensor(
        normal: shape, mean: Scalar(mean), standardDeviation: Scalar(deviation), using: &generator)
    case .truncatedNormal(let mean, let deviation):
      return Tensor(
        truncatedNormal: shape, mean: Scalar(mean), standardDeviation: Scalar(deviation), using: &generator)
    }
  }
}
