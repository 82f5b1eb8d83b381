import Tapestry

/// Loss and errors, summed over images.
package struct Totals: Codable, Equatable, Sendable {
  package var count = 0
  package var lossSum = 0.0
  package var topOneErrors = 0
  package var topFiveErrors = 0

  package init() {}

  /// Counts a batch with its mean loss.
  package mutating func add(loss: Double, scores: Tensor<Float>, labels: Tensor<Int32>) {
    var (topOne, topFive) = (TopKError(k: 1), TopKError(k: 5))
    topOne.add(scores: scores, labels: labels)
    topFive.add(scores: scores, labels: labels)
    count += labels.elementCount
    lossSum += loss * Double(labels.elementCount)
    topOneErrors += topOne.errorCount
    topFiveErrors += topFive.errorCount
  }

  package var loss: Double { lossSum / Double(count) }
  package var topOneError: Double { Double(topOneErrors) / Double(count) }
  package var topFiveError: Double { Double(topFiveErrors) / Double(count) }
}
