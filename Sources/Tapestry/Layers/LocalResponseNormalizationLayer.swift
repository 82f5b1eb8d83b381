/// Each element divided by a power of the squares of its neighbours along the channels; see
/// ``Tensor/localResponseNormalized(size:alpha:beta:k:scaling:file:line:)``.
///
/// The defaults are the AlexNet paper's, section 3.3. Keeps the shape, whose second axis is the channels.
public struct LocalResponseNormalization<Scalar: FloatingPointScalar>: Layer {
  /// The channels that are summed over.
  public var size: Int
  /// The factor α of the sum of squares.
  public var alpha: Double
  /// The exponent β.
  public var beta: Double
  /// What is added to the sum.
  public var k: Double
  /// Whether α scales the sum of the squares, or their mean.
  public var scaling: LocalResponseScaling
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer with the given constants.
  ///
  /// - Parameters:
  ///   - size: The channels that are summed over, at least 1.
  ///   - alpha: The factor α of the sum of squares.
  ///   - beta: The exponent β.
  ///   - k: What is added to the sum.
  ///   - scaling: Whether α scales the sum of the squares, as in the paper, or their mean, as in PyTorch and Caffe.
  /// - Precondition: The size is at least 1.
  public init(
    size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 2,
    scaling: LocalResponseScaling = .sum, file: StaticString = #fileID, line: UInt = #line
  ) {
    guard size >= 1 else {
      trap(
        "LocalResponseNormalization", "the size \(size): expected at least 1", file: file, line: line)
    }
    (self.size, self.alpha, self.beta, self.k, self.scaling) = (size, alpha, beta, k, scaling)
  }

  /// The normalised elements.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    x.localResponseNormalized(
      size: size, alpha: Scalar(alpha), beta: Scalar(beta), k: Scalar(k), scaling: scaling)
  }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}
