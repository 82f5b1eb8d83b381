import Foundation
import Tapestry
import TapestryVision

/// The images of a training, as a recipe's `data` names them.
struct DataSource {
  let training: any ImageDataSet
  let testing: any ImageDataSet
  /// What they are, in a few words.
  let name: String
  /// The channels of an image: 1 where all are gray.
  let channels: Int
  /// The width and height of all images, where they are small and alike; nil for photographs.
  let pixels: Int?
  /// What could not be used.
  var skipped: [FileError] = []

  /// Of a folder without a part for testing, every so manieth image of a class is for that, and at least one of two.
  private static let testPart = 10

  init(_ data: String) throws {
    let files = FileManager.default
    func has(_ name: String) -> Bool { files.fileExists(atPath: data + "/" + name) }
    if data.isEmpty {
      self.init(
        try MemoryDataSet.fashionMNIST(.training), try MemoryDataSet.fashionMNIST(.testing),
        name: "the Fashion-MNIST images that come with the library")
    } else if ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"].contains(where: has) {
      let isFashion = data.lowercased().contains("fashion")
      func part(_ part: MemoryDataSet.FashionMNISTPart) throws -> MemoryDataSet {
        let images = try MemoryDataSet.fashionMNIST(part, in: data)
        return isFashion ? images : images.named((0..<10).map(String.init))
      }
      self.init(try part(.training), try part(.testing), name: data)
    } else if has("data_batch_1.bin") {
      let batches = (1...5).map { "\(data)/data_batch_\($0).bin" }.filter { files.fileExists(atPath: $0) }
      self.init(
        try MemoryDataSet(cifar10: batches), try MemoryDataSet(cifar10: [data + "/test_batch.bin"]),
        name: data)
    } else if has("train/prepared.json") {
      try self.init(prepared: data)
    } else if let mapping = ["LOC_synset_mapping.txt", "synset_words.txt", "map_clsloc.txt"].first(
      where: has),
      let images = ["ILSVRC/Data/CLS-LOC", "."].first(where: { has($0 + "/train") })
    {
      try self.init(imageNet: data, images: data + "/" + images, mapping: data + "/" + mapping)
    } else if has("train"), let test = ["val", "test"].first(where: has) {
      try self.init(folder: data + "/train", testing: data + "/" + test, name: data)
    } else {
      try self.init(wholeFolder: data)
    }
  }

  /// What `alexnet prepare` has made.
  private init(prepared path: String) throws {
    let images = try PreparedDataSet(path + "/train")
    training = images
    testing = try PreparedDataSet(path + "/val")
    name = path
    channels = images.color.channelCount
    pixels = nil
  }

  /// A folder for each class.
  private init(wholeFolder path: String) throws {
    let all = try ImageFolder(path, options: Self.decoding)
    guard all.count > all.classNames.count else {
      throw FileError(
        .missing, path: path,
        "there are \(all.count) images of \(all.classNames.count) classes: expected more of each")
    }
    var parts: (training: [Int], testing: [Int]) = ([], [])
    for (_, images) in Dictionary(grouping: 0..<all.count, by: all.label).sorted(by: { $0.key < $1.key }) {
      for (place, image) in images.enumerated() {
        let isForTesting = images.count > 1 && place % Self.testPart == min(images.count, Self.testPart) - 1
        if isForTesting { parts.testing.append(image) } else { parts.training.append(image) }
      }
    }
    (training, testing) = (all.subset(parts.training), all.subset(parts.testing))
    (name, channels, pixels, skipped) = (path, 3, nil, all.skipped)
  }

  /// ImageNet as it is published, with one of the files that have the labels of its validation images; or with these images
  /// moved to folders.
  private init(imageNet path: String, images: String, mapping: String) throws {
    let labels = ["LOC_val_solution.csv", "val.txt", "ILSVRC2012_validation_ground_truth.txt"]
      .map { path + "/" + $0 }.first(where: FileManager.default.fileExists)
    let parts = (
      training: try ImageNet(training: images + "/train", mapping: mapping, options: Self.decoding),
      testing: try labels.map {
        try ImageNet(validation: images + "/val", labels: $0, mapping: mapping, options: Self.decoding)
      } ?? ImageNet(training: images + "/val", mapping: mapping, options: Self.decoding)
    )
    (training, testing, name) = (parts.training, parts.testing, path)
    (channels, pixels, skipped) = (3, nil, parts.training.skipped + parts.testing.skipped)
  }

  private init(_ training: MemoryDataSet, _ testing: MemoryDataSet, name: String) {
    (self.training, self.testing, self.name) = (training, testing, name)
    channels = training.color.channelCount
    pixels = training.width
  }

  private init(folder: String, testing: String, name: String) throws {
    let parts = (
      training: try ImageFolder(folder, options: Self.decoding),
      testing: try ImageFolder(testing, options: Self.decoding)
    )
    guard parts.training.classNames == parts.testing.classNames else {
      let stray = Set(parts.training.classNames).symmetricDifference(parts.testing.classNames).sorted()
      throw FileError(
        .mismatch, path: testing,
        "the classes are not those of \(folder): only one of them has \(stray.prefix(10).joined(separator: ", "))"
      )
    }
    (self.training, self.testing, self.name) = (parts.training, parts.testing, name)
    (channels, pixels, skipped) = (3, nil, parts.training.skipped + parts.testing.skipped)
  }

  /// The images for training; the first `limit` of a random order, where that is not 0.
  func training(limit: Int) -> any ImageDataSet {
    guard limit > 0, limit < training.count else { return training }
    var generator = PhiloxGenerator(seed: 0)
    let order = Tensor<Int32>(permutation: training.count, using: &generator).scalars
    return training.part(order.prefix(limit).map(Int.init).sorted())
  }

  /// How photographs are decoded: in color, and upright.
  static let decoding: ImageDecodingOptions = {
    var options = ImageDecodingOptions()
    options.color = .rgb
    options.appliesOrientation = true
    return options
  }()
}

extension MemoryDataSet {
  /// The same images with other names for their classes.
  fileprivate func named(_ names: [String]) -> MemoryDataSet {
    MemoryDataSet(
      width: width, height: height, color: color, samples: samples, labels: labels, classNames: names)
  }
}

extension ImageDataSet {
  /// Some of the images, where the type of the set is not known.
  func part(_ indices: [Int]) -> any ImageDataSet { subset(indices) }
}
