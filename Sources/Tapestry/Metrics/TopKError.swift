/// The share of samples whose label is not among the `k` classes with the highest scores, over any number of batches: with
/// k = 1 the ordinary error rate, with k = 5 the one that ImageNet is compared by.
///
/// ```swift
/// var error = TopKError(k: 5)
/// for batch in batches { error.add(scores: model(batch.images), labels: batch.labels) }
/// print(error.value)   // 0.183
/// ```
public struct TopKError: Sendable {
  /// The number of classes that a sample has to find its label in.
  public let k: Int
  /// The number of samples.
  public private(set) var sampleCount = 0
  /// The number of samples whose label was not found.
  public private(set) var errorCount = 0

  /// No samples yet.
  ///
  /// - Precondition: `k` is positive.
  public init(k: Int = 1, file: StaticString = #fileID, line: UInt = #line) {
    guard k > 0 else { trap("TopKError", "expected a positive k, got \(k)", file: file, line: line) }
    self.k = k
  }

  /// Counts a batch.
  ///
  /// Of equal scores, the first classes come first. A label whose score is NaN is never found.
  ///
  /// - Parameters:
  ///   - scores: Logits or probabilities: `[…, classes]`.
  ///   - labels: The index of the right class for each row: `[…]`.
  /// - Precondition: The shapes fit, and every label is a class.
  public mutating func add<Scalar: FloatingPointScalar>(
    scores: Tensor<Scalar>, labels: Tensor<Int32>, file: StaticString = #fileID, line: UInt = #line
  ) {
    scores.requireClasses(of: labels, for: "TopKError", file: file, line: line)
    let labels = labels.expanded(axis: -1)
    let scores = scores.detached()
    let best = scores.topK(min(k, scores.shape[-1])).indices
    let own = scores.gatheredElements(at: labels, axis: -1)
    let isFound = (best .== labels).any(axes: [-1], keepingAxes: true) .& (own .== own)
    sampleCount += isFound.elementCount
    errorCount += isFound.elementCount - Int(isFound.trueCount().item())
  }

  /// The share of errors; NaN before the first sample.
  public var value: Double { Double(errorCount) / Double(sampleCount) }
}
