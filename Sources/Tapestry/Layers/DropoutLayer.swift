/// Sets elements to zero at random in training, and multiplies the others by 1 / (1 − p), so that inference, which
/// changes nothing, sees the same mean (Hinton et al. 2012; section 4.2 of the AlexNet paper, which halves at test instead).
public struct Dropout<Scalar: FloatingPointScalar>: Layer {
  /// p: how probable it is that an element is dropped.
  public var probability: Double
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer that drops elements with the given probability.
  ///
  /// - Precondition: The probability is at least 0 and less than 1.
  public init(_ probability: Double = 0.5, file: StaticString = #fileID, line: UInt = #line) {
    guard (0..<1).contains(probability) else {
      trap("Dropout", "the probability \(probability) is not in 0..<1", file: file, line: line)
    }
    self.probability = probability
  }

  /// What dropout leaves of `x` in training, `x` itself in inference.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    guard context.isTraining, probability > 0 else { return x }
    return x.dropout(probability, using: &context.generator)
  }

  /// There are no parameters.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) { path = visitor.path }
}
