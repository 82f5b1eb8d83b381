import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// What is done with an image before a network sees it, in training and afterwards.
///
/// Photographs are brought to a square a little larger than what the network sees, of which a part is cut out; small images
/// get a black margin instead.
struct Preparation {
  /// A random part of an image, as the recipe augments it.
  let training: ImagePipeline
  /// The part in the middle.
  let testing: ImagePipeline
  /// All that parts are cut from, for ten crops.
  let whole: ImagePipeline
  /// How values are normalised, in words that a program reads.
  let metadata: [String: String]

  /// The preparation for a run, whose statistics are in its folder, or computed and put there.
  init(_ recipe: Recipe, _ source: DataSource, in folder: RunFolder) throws {
    if !FileManager.default.fileExists(atPath: folder.statistics) {
      let side = source.pixels ?? Self.side(for: recipe.imageSize)
      let statistics = try source.training(limit: recipe.limit).statistics(
        side: side, color: source.channels == 1 ? .gray : .rgb
      ) {
        if source.pixels == nil { Terminal.write("reading all training images once for their mean\n") }
      }
      try WholeFile.write(Array(JSONEncoder().encode(statistics)), to: folder.statistics)
    }
    try self.init(recipe, contentsOf: folder.statistics)
  }

  /// The preparation that a run's statistics were written for.
  init(_ recipe: Recipe, contentsOf path: String) throws {
    let data = Data(try WholeFile.read(path, limit: 1 << 30))
    guard let statistics = try? JSONDecoder().decode(ImageStatistics.self, from: data) else {
      throw FileError(.malformed, path: path, "these are no statistics of images")
    }
    self.init(recipe, statistics)
  }

  private init(_ recipe: Recipe, _ statistics: ImageStatistics) {
    let (size, side) = (recipe.imageSize, statistics.width)
    let hasMargin = side == size
    var square: [any ImageTransform] = [ShorterSide(side), CenterCrop(side)]
    if hasMargin { square.append(Pad(recipe.margin)) }

    var pixels: [any PixelTransform]
    let subtractsImage = !hasMargin && (recipe.preset == .paper || recipe.preset == .caffe)
    if subtractsImage {
      // First weights of these networks are made for values of bytes.
      pixels = [SubtractMeanImage(statistics.meanImage, scale: 255)]
      metadata = ["normalization": "255 * (x - mean image)", "mean": "\(statistics.channelMeans)"]
    } else {
      let deviations = statistics.channelStandardDeviations.map { $0 > 0 ? $0 : 1 }
      pixels = [Normalize(mean: statistics.channelMeans, standardDeviation: deviations)]
      metadata = [
        "normalization": "(x - mean) / deviation", "mean": "\(statistics.channelMeans)",
        "deviation": "\(deviations)",
      ]
    }
    whole = ImagePipeline(square, pixels: pixels)
    testing = ImagePipeline(square + [CenterCrop(size)], pixels: pixels)

    var steps: [any ImageTransform] = square + [recipe.crops ? RandomCrop(size) : CenterCrop(size)]
    if recipe.flips { steps.append(RandomFlip()) }
    if recipe.colorShift > 0, statistics.channelCount == 3 {
      let shift = ColorShift(statistics.principalComponents, standardDeviation: Float(recipe.colorShift))
      pixels.insert(shift, at: 0)
    }
    training = ImagePipeline(steps, pixels: pixels)
  }

  /// The side of the square that parts of `size` pixels are cut from: the paper's 256 for its 224, and Caffe's 227.
  private static func side(for size: Int) -> Int { 224..<256 ~= size ? 256 : (size * 8 + 3) / 7 }

  /// An image as the network takes it, alone in a batch.
  func tensor(of image: Image, isWhole: Bool = false) -> Tensor<Float> {
    // Nothing is random in these two.
    var generator = PhiloxGenerator(seed: 0)
    return (isWhole ? whole : testing)(image, using: &generator).expanded(axis: 0)
  }

  /// An image as it is shown: what the network sees of it, before it is normalised.
  func picture(_ image: Image) -> Image {
    var generator = PhiloxGenerator(seed: 0)
    let seen = testing.image(from: image, using: &generator)
    return seen.width > 128 ? seen.resized(shorterSide: 128) : seen
  }

  /// The batches of a training.
  func trainingLoader(_ images: any ImageDataSet, _ recipe: Recipe, workers: Int?) throws -> ImageLoader {
    try ImageLoader(
      images, pipeline: training, batchSize: recipe.batch, seed: UInt64(recipe.seed), partialBatch: .dropped,
      workers: workers)
  }
}

extension ImageDataSet {
  /// The statistics of all images as squares. Before images are read for them, `willRead` is called.
  fileprivate func statistics(
    side: Int, color: ColorModel, willRead: () -> Void
  ) throws -> ImageStatistics {
    if let prepared = self as? PreparedDataSet, prepared.width == side { return prepared.statistics }
    willRead()
    return try ImageStatistics(
      of: self, width: side, height: side, color: color, steps: [ShorterSide(side), CenterCrop(side)])
  }
}
