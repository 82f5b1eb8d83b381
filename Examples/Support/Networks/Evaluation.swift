import AlexNet
import Foundation
import Tapestry
import TapestryVision

/// How a network does on images with labels.
package struct Evaluation {
  package var totals = Totals()
  package var confusion: ConfusionMatrix

  /// The images that are computed at once.
  private static let batch = 200

  /// Computes all images of `loader` once; `progress` is told the part that is done, and may throw to end it.
  package init(
    _ network: AlexNet<Float>, _ loader: ImageLoader, from view: PredictionView = .center,
    progress: (Double) throws -> Void = { _ in }
  ) throws {
    confusion = ConfusionMatrix(classCount: network.configuration.classes)
    for result in loader.batches(epoch: 0) {
      let batch = try result.get()
      let probabilities = Tape.withoutRecording { network.probabilities(batch.images, from: view) }
      // The smallest probability keeps the loss finite where one underflows.
      let own = probabilities.gatheredElements(at: batch.labels.expanded(axis: -1), axis: -1)
      let loss = -own.clamped(to: .leastNormalMagnitude...1).log().mean().item()
      totals.add(loss: Double(loss), scores: probabilities, labels: batch.labels)
      confusion.add(scores: probabilities, labels: batch.labels)
      try progress(Double(totals.count) / Double(loader.imageCount))
    }
  }

  /// A loader of images for an evaluation, in their order.
  package static func loader(
    _ images: any ImageDataSet, _ pipeline: ImagePipeline, workers: Int?
  ) throws -> ImageLoader {
    try ImageLoader(images, pipeline: pipeline, batchSize: batch, order: .sequential, workers: workers)
  }
}
