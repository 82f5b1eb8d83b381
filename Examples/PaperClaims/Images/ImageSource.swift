import Foundation
import Synchronization
import Tapestry
import TapestryVision

/// Which images a training is about.
enum ImageSource: Codable, Hashable, Sendable {
  /// The first `count` training images of Fashion-MNIST, and a quarter as many for testing; of the library's 8,000, or of all
  /// 60,000 where they are installed.
  case fashion(count: Int, isWhole: Bool)
  /// Colour patches of so many pixels a side, with others for testing.
  case patches(side: Int, step: Int)
  /// Colour patches from all over the photographs, none for testing.
  case trainingPatches(side: Int, step: Int)
}

/// The images of a source, and what they are normalised by.
struct Images: Sendable {
  let training: any ImageDataSet
  /// Empty where nothing is tested.
  let testing: (any ImageDataSet)?
  let statistics: ImageStatistics

  var channels: Int { statistics.channelCount }

  /// Images of each source that was asked for, which are loaded once.
  private static let loaded = Mutex<[ImageSource: Images]>([:])

  /// The images of `source`.
  static func of(_ source: ImageSource) throws -> Images {
    try loaded.withLock { loaded in
      if let images = loaded[source] { return images }
      let images = try Images(source)
      loaded[source] = images
      return images
    }
  }

  private init(_ source: ImageSource) throws {
    let (side, color): (Int, ColorModel)
    switch source {
    case .fashion(let count, let isWhole):
      let (training, testing) = try Self.fashion(isWhole: isWhole)
      self.training = training.subset(Array(0..<min(count, training.count)))
      self.testing = testing.subset(Array(0..<min((count + 3) / 4, testing.count)))
      (side, color) = (training.width, .gray)
    case .patches(let extent, let step):
      training = try PatchDataSet(side: extent, step: step, .training)
      testing = try PatchDataSet(side: extent, step: step, .testing)
      (side, color) = (extent, .rgb)
    case .trainingPatches(let extent, let step):
      training = try PatchDataSet(side: extent, step: step, .whole)
      testing = nil
      (side, color) = (extent, .rgb)
    }
    statistics = try Self.statistics(training, side: side, color: color)
  }

  private static func fashion(isWhole: Bool) throws -> (MemoryDataSet, MemoryDataSet) {
    guard isWhole else { return (try .fashionMNIST(.training), try .fashionMNIST(.testing)) }
    guard let folder = MemoryDataSet.installedFashionMNIST else {
      throw FileError(
        .missing, path: "/usr/share/datasets/fashion-mnist",
        "the whole Fashion-MNIST is not installed: expected the files of Debian's package dataset-fashion-mnist"
      )
    }
    return (try .fashionMNIST(.training, in: folder), try .fashionMNIST(.testing, in: folder))
  }

  private static func statistics(
    _ images: some ImageDataSet, side: Int, color: ColorModel
  ) throws -> ImageStatistics {
    try ImageStatistics(of: images, width: side, height: side, color: color)
  }
}
