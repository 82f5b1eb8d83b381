import Foundation
import Tapestry

/// What is beyond the edges of a padded image.
public enum ImagePadding: Equatable, Sendable {
  /// One value in all channels.
  case constant(UInt8)
  /// The nearest pixel of the image.
  case edge
  /// The image mirrored at its outermost pixels, which are not repeated.
  case reflected
}

extension Image {
  /// This image with more columns and rows around it.
  ///
  /// - Precondition: No count is negative; where the padding is reflected, each is less than the image's extent.
  public func padded(
    left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, with padding: ImagePadding = .constant(0),
    file: StaticString = #fileID, line: UInt = #line
  ) -> Image {
    let most = padding == .reflected ? (max(left, right), max(top, bottom)) : (0, 0)
    guard min(left, top, right, bottom) >= 0, most.0 < width, most.1 < height else {
      trap(
        "padded",
        "\(left), \(top), \(right) and \(bottom) more columns and rows at an image of \(width) × \(height)",
        file: file, line: line)
    }
    let columns = (-left..<width + right).map { Self.place($0, width, padding) }
    let rows = (-top..<height + bottom).map { Self.place($0, height, padding) }
    let channels = channelCount
    var fill: UInt8 = 0
    if case .constant(let value) = padding { fill = value }
    var result: [UInt8] = []
    result.reserveCapacity(columns.count * rows.count * channels)
    for row in rows {
      guard let row else {
        result += repeatElement(fill, count: columns.count * channels)
        continue
      }
      let start = row * width * channels
      for column in columns.prefix(left) { appendPixel(start, column, fill, to: &result) }
      result += samples[start..<start + width * channels]
      for column in columns.suffix(right) { appendPixel(start, column, fill, to: &result) }
    }
    return Image(width: columns.count, height: rows.count, color: color, samples: result)
  }

  private func appendPixel(_ start: Int, _ column: Int?, _ fill: UInt8, to result: inout [UInt8]) {
    for c in 0..<channelCount { result.append(column.map { samples[start + $0 * channelCount + c] } ?? fill) }
  }

  /// The pixel of the image that is at the place `index` of a padded line; nil for none.
  private static func place(_ index: Int, _ count: Int, _ padding: ImagePadding) -> Int? {
    if 0..<count ~= index { return index }
    switch padding {
    case .constant: return nil
    case .edge: return min(max(index, 0), count - 1)
    case .reflected: return index < 0 ? -index : 2 * (count - 1) - index
    }
  }

  /// This image turned about its middle, in its size: samples lie between their neighbours in proportion to the distance.
  ///
  /// - Parameters:
  ///   - degrees: By how much, counterclockwise.
  ///   - background: All samples of the corners that turn into the image.
  public func rotated(degrees: Double, background: UInt8 = 0) -> Image {
    let angle = degrees * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    let (middleX, middleY) = (Double(width - 1) / 2, Double(height - 1) / 2)
    let origin = (
      x: middleX - cosine * middleX + sine * middleY, y: middleY - sine * middleX - cosine * middleY
    )
    let source = weightedByOpacity().samples
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: source.count) { out, filled in
      unsafe source.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.sample(
          from, width: width, height: height, channels: channelCount, origin: origin, right: (cosine, sine),
          down: (-sine, cosine), background: background, to: to)
      }
      filled = source.count
    }
    return Image(width: width, height: height, color: color, samples: samples).dividedByOpacity()
  }
}

/// Adds columns and rows around an image.
public struct Pad: ImageTransform {
  /// How many on each side.
  public var count: Int
  /// What is in them.
  public var padding: ImagePadding

  /// `count` more columns or rows on each side.
  public init(_ count: Int, with padding: ImagePadding = .constant(0)) {
    (self.count, self.padding) = (count, padding)
  }

  /// `image` with more around it.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    image.padded(left: count, top: count, right: count, bottom: count, with: padding)
  }
}

/// Turns an image by a random angle.
public struct RandomRotation: ImageTransform {
  /// The greatest angle in either direction, in degrees; all within are equally likely.
  public var degrees: Double
  /// All samples of the corners that turn into the image.
  public var background: UInt8

  /// A rotation by up to `degrees` in either direction.
  public init(degrees: Double, background: UInt8 = 0) {
    (self.degrees, self.background) = (degrees, background)
  }

  /// `image`, turned about its middle.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    image.rotated(degrees: generator.uniform(in: -degrees...degrees), background: background)
  }
}
