import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// A training, and all that its outcome depends on.
struct Experiment: Codable, Equatable, Sendable {
  /// What it is called among those that it is compared with: `tanh, rate 0.02`.
  var variant: String
  var seed: Int
  var images: ImageSource
  var network: AlexNetConfiguration
  var batch = 64
  var epochs: Int
  var rate: Double
  var momentum = 0.9
  var decay = 5e-4
  /// Whether the rate falls to 0 along half a cosine wave; else it stays.
  var isCosine = true
  /// Random crops, and reflections of half of them.
  var crops = false
  /// The deviation of shifts along the principal components of the colours.
  var colorShift = 0.0
  /// Values are differences from the mean image, as if of bytes, as the paper has them; else in standard deviations.
  var subtractsMeanImage = false
  /// The training error at which it ends.
  var target: Double?
  /// How often in an epoch the training's loss and error are noted; 0 for after every step.
  var pointsPerEpoch = 1
  /// The steps after which it ends, if it has not before.
  var mostSteps: Int?
  /// Whether the trained network is kept, for what is done with it afterwards.
  var keepsWeights = false
}

extension Experiment {
  /// The experiment as text: the same one for the same experiment.
  private var canonicalText: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// A name for files: variant, seed, and a fingerprint of everything.
  var key: String {
    let words = variant.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
    var crc = CRC32()
    unsafe crc.update(Array(canonicalText.utf8).span.bytes)
    let fingerprint = String(crc.value, radix: 16)
    return
      "\(String(words))-seed\(seed)-\(String(repeating: "0", count: 8 - fingerprint.count))\(fingerprint)"
  }

  /// The network before training: first weights drawn with the seed.
  func firstNetwork() throws -> AlexNet<Float> {
    var network = AlexNet<Float>(network, seed: UInt64(seed))
    network.nameClasses(try Images.of(images).training.classNames)
    return network
  }

  /// The batches of the training.
  func trainingLoader(workers: Int) throws -> ImageLoader {
    let images = try Images.of(images)
    var steps: [any ImageTransform] = [crops ? RandomCrop(network.imageSize) : CenterCrop(network.imageSize)]
    if crops { steps.append(RandomFlip()) }
    var pixels = pixelTransforms(images.statistics)
    if colorShift > 0 {
      let shift = ColorShift(images.statistics.principalComponents, standardDeviation: Float(colorShift))
      pixels.insert(shift, at: 0)
    }
    return try ImageLoader(
      images.training, pipeline: ImagePipeline(steps, pixels: pixels),
      batchSize: min(batch, images.training.count),
      seed: UInt64(seed), partialBatch: .dropped, workers: workers)
  }

  /// Whole images in their order, normalised.
  func loader(of set: any ImageDataSet, workers: Int) throws -> ImageLoader {
    let pixels = pixelTransforms(try Images.of(images).statistics)
    return try Evaluation.loader(set, ImagePipeline([], pixels: pixels), workers: workers)
  }

  private func pixelTransforms(_ statistics: ImageStatistics) -> [any PixelTransform] {
    if subtractsMeanImage { return [SubtractMeanImage(statistics.meanImage, scale: 255)] }
    let deviations = statistics.channelStandardDeviations.map { $0 > 0 ? $0 : 1 }
    return [Normalize(mean: statistics.channelMeans, standardDeviation: deviations)]
  }
}
