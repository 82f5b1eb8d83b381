/// A file, whole or damaged, and what it is read as.
struct Seed: Equatable {
  let kind: FileKind
  var bytes: [UInt8]
}

/// What a file is read as. The raw value is how the name of a kept file ends.
enum FileKind: String, CaseIterable {
  /// JPEG, PNG, BMP and Netpbm files, as their first bytes say; so also zlib and deflate.
  case image
  case gzip = "gz"
  case idxImages = "idx3-ubyte"
  case idxLabels = "idx1-ubyte"
  case cifar10
  case cifar100
  case npy
  case npz
  case safetensors
  /// The files of prepared images: of samples, and of JPEG files.
  case shard
  case fileShard
  case manifest
  case statistics
  /// ImageNet's lists: of classes, and of the labels of the images for validation.
  case synsets
  case labels

  /// What the file of this name is read as: an image, unless its name ends otherwise.
  init(path: String) {
    self = FileKind.allCases.first { path.hasSuffix("." + $0.rawValue) } ?? .image
  }
}
