import Tapestry

/// Images of one size, all in memory: those of MNIST, Fashion-MNIST and CIFAR, and arrays.
///
/// ```swift
/// let training = try MemoryDataSet.fashionMNIST(.training)
/// let image = training.image(at: 0)      // 28 × 28
/// training.classNames[training.label(at: 0)]
/// ```
public struct MemoryDataSet: ImageDataSet {
  /// The number of columns of every image.
  public let width: Int
  /// The number of rows of every image.
  public let height: Int
  /// What the samples of a pixel mean.
  public let color: ColorModel
  /// What the labels stand for.
  public let classNames: [String]
  /// The samples of all images, one image after another.
  public let samples: [UInt8]
  /// The label of each image.
  public let labels: [UInt8]

  /// Images from arrays.
  ///
  /// - Precondition: There are `width * height * color.channelCount` samples for each label, and a class for every
  ///   label.
  public init(
    width: Int, height: Int, color: ColorModel, samples: [UInt8], labels: [UInt8], classNames: [String],
    file: StaticString = #fileID, line: UInt = #line
  ) {
    let perImage = width * height * color.channelCount
    guard width > 0, height > 0, samples.count == perImage * labels.count else {
      trap(
        "MemoryDataSet.init",
        "\(labels.count) images of \(width) × \(height) × \(color.channelCount) from \(samples.count) samples",
        file: file, line: line)
    }
    if let stray = labels.first(where: { $0 >= classNames.count }) {
      trap(
        "MemoryDataSet.init", "the label \(stray) with \(classNames.count) classes", file: file, line: line)
    }
    (self.width, self.height, self.color) = (width, height, color)
    (self.samples, self.labels, self.classNames) = (samples, labels, classNames)
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The label of the image of the given index.
  public func label(at index: Int) -> Int { Int(labels[index]) }

  /// The image of the given index.
  public func image(at index: Int) -> Image {
    let size = width * height * color.channelCount
    return Image(
      width: width, height: height, color: color,
      samples: Array(samples[index * size..<(index + 1) * size]))
  }
}
