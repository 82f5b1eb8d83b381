/// A function of each number by itself, applied to what a layer computes.
public enum Activation: String, Sendable, CaseIterable, Codable {
  /// The number as it is.
  case none
  /// max(0, x), as in the AlexNet paper, section 3.1.
  case relu
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// x·Φ(x), where Φ is the normal distribution's.
  case gelu

  /// The function at each element of `x`.
  public func callAsFunction<Scalar: FloatingPointScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .none: x
    case .relu: x.relu()
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    case .gelu: x.gelu()
    }
  }
}

/// An ``Activation`` as a layer of its own: `Activate(.relu)`.
///
/// Given to a convolution or ``Linear`` as their `activation`, it costs less.
public struct Activate<Scalar: FloatingPointScalar>: Layer {
  /// The function.
  public var activation: Activation
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer that applies `activation`.
  public init(_ activation: Activation) { self.activation = activation }

  /// The activation of each element.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> { activation(x) }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}

/// Makes a batch of images, or of anything, a batch of rows: `[n, c, h, w]` becomes `[n, c·h·w]`.
public struct Flatten<Scalar: FloatingPointScalar>: Layer {
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer that keeps the first axis alone.
  public init() {}

  /// The same elements as rows. Costs nothing.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    x.flattened(from: 1)
  }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}
