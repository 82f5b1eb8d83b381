import Tapestry

/// A picture in memory, and a value: rows from top to bottom, pixels from left to right, and the samples of a pixel,
/// 0 to 255, next to each other.
///
/// ```swift
/// let image = try Image(contentsOf: "cat.jpg")
/// let pixels = Tensor<Float>(image)          // 3 × height × width, 0 to 1
/// ```
///
/// Copies share their samples until one is written to.
public struct Image: Equatable, Sendable {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// What the samples of a pixel mean.
  public let color: ColorModel
  /// All samples: that of channel `c` in column `x` of row `y` is number `(y * width + x) * channelCount + c`.
  public private(set) var samples: [UInt8]

  /// An image with the given samples.
  ///
  /// - Precondition: The size is positive, and there are `width * height * color.channelCount` samples.
  public init(
    width: Int, height: Int, color: ColorModel, samples: [UInt8], file: StaticString = #fileID,
    line: UInt = #line
  ) {
    guard width > 0, height > 0, samples.count == width * height * color.channelCount else {
      trap(
        "Image.init",
        "expected \(width) × \(height) × \(color.channelCount) samples, all positive, got \(samples.count)",
        file: file, line: line)
    }
    self.width = width
    self.height = height
    self.color = color
    self.samples = samples
  }

  /// The samples of a pixel: 1, 3 or 4.
  public var channelCount: Int { color.channelCount }

  /// The sample of a channel in column `x` of row `y`.
  public subscript(x: Int, y: Int, channel: Int = 0) -> UInt8 {
    get { samples[index(x, y, channel)] }
    set { samples[index(x, y, channel)] = newValue }
  }

  private func index(_ x: Int, _ y: Int, _ channel: Int) -> Int {
    guard 0..<width ~= x, 0..<height ~= y, 0..<channelCount ~= channel else {
      trap(
        "Image.subscript",
        "column \(x), row \(y), channel \(channel) of an image of \(width) × \(height), \(color)")
    }
    return (y * width + x) * channelCount + channel
  }
}

/// What the samples of a pixel mean.
public enum ColorModel: String, CaseIterable, Sendable {
  /// One sample, from black to white.
  case gray
  /// Red, green and blue.
  case rgb
  /// Red, green, blue and opacity, by which the others are not multiplied.
  case rgba

  /// The samples of a pixel.
  public var channelCount: Int {
    switch self {
    case .gray: 1
    case .rgb: 3
    case .rgba: 4
    }
  }
}
