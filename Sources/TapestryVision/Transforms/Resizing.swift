import Foundation
import Tapestry

/// A rectangle of an image's pixels.
public struct PixelRectangle: Equatable, Sendable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// The given columns and rows.
  public init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// Whether this is not empty and lies within an image of the given size.
  func isPart(ofWidth fullWidth: Int, height fullHeight: Int) -> Bool {
    width > 0 && height > 0 && x >= 0 && y >= 0 && width <= fullWidth && height <= fullHeight
      && x <= fullWidth - width && y <= fullHeight - height
  }
}

extension Image {
  /// This image, or a part of it, in another size.
  ///
  /// Each sample is that of Pillow's `resize`, or differs by one. Colors are weighted by their opacity.
  ///
  /// - Parameters:
  ///   - part: What of the image is resized, as if there were nothing else; all of it where nil.
  ///   - kept: What is made of the result, which saves the time for the rest; all of it where nil.
  /// - Precondition: The size is positive, `part` lies within the image, and `kept` within the resized one.
  public func resized(
    width newWidth: Int, height newHeight: Int, filter: ResamplingFilter = .bilinear,
    part: PixelRectangle? = nil, keeping kept: PixelRectangle? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Image {
    let part = part ?? PixelRectangle(width: width, height: height)
    let kept = kept ?? PixelRectangle(width: newWidth, height: newHeight)
    guard part.isPart(ofWidth: width, height: height), kept.isPart(ofWidth: newWidth, height: newHeight)
    else {
      trap(
        "resized", "\(kept) of \(newWidth) × \(newHeight) pixels from \(part) of \(width) × \(height)",
        file: file, line: line)
    }
    if newWidth == part.width && newHeight == part.height {
      return cropped(x: part.x + kept.x, y: part.y + kept.y, width: kept.width, height: kept.height)
    }
    let columns = ResamplingTable(
      filter: filter, source: part.width, target: newWidth, keeping: kept.x..<kept.x + kept.width)
    let rows = ResamplingTable(
      filter: filter, source: part.height, target: newHeight, keeping: kept.y..<kept.y + kept.height)
    // What Pillow 13 does, as sums that are cut to bytes in between depend on it.
    let isColumnsFirst =
      newHeight < part.height && 2 * (part.width - newWidth) < part.height - newHeight
    var image = weightedByOpacity()
    if isColumnsFirst {
      image = image.resampledDown(rows, part: (part.x, part.y, part.width))
      image = image.resampledAcross(columns, part: (0, 0, image.height))
    } else {
      let source = rows.sources
      image = image.resampledAcross(columns, part: (part.x, part.y + source.lowerBound, source.count))
      image = image.resampledDown(rows.moved(by: -source.lowerBound), part: (0, 0, image.width))
    }
    return image.dividedByOpacity()
  }

  /// The rows of `part`, from its first row on, resampled.
  private func resampledAcross(_ table: ResamplingTable, part: (x: Int, y: Int, height: Int)) -> Image {
    let start = (part.y * width + part.x) * channelCount
    return unsafe made(width: table.count, height: part.height) { samples, out in
      table.withWeights { weights in
        unsafe InstructionSet.imageKernels.resampleRows(
          samples + start, rows: part.height, rowByteCount: width * channelCount, channels: channelCount,
          weights,
          to: out)
      }
    }
  }

  /// The columns of `part`, from its first column on, resampled.
  private func resampledDown(_ table: ResamplingTable, part: (x: Int, y: Int, width: Int)) -> Image {
    let start = (part.y * width + part.x) * channelCount
    return unsafe made(width: part.width, height: table.count) { samples, out in
      table.withWeights { weights in
        unsafe InstructionSet.imageKernels.resampleColumns(
          samples + start, byteCount: part.width * channelCount, rowByteCount: width * channelCount, weights,
          to: out)
      }
    }
  }

  /// An image of the same colors whose samples `make` writes, given the address of this one's.
  private func made(
    width: Int, height: Int, _ make: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> Image {
    let count = width * height * channelCount
    let made = unsafe [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      unsafe samples.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe make(from, to)
      }
      filled = count
    }
    return Image(width: width, height: height, color: color, samples: made)
  }

  /// This image in the size at which its shorter side is `side` and its proportions are the same: the longer side is
  /// rounded down, as in torchvision.
  public func resized(shorterSide side: Int, filter: ResamplingFilter = .bilinear) -> Image {
    let size = ShorterSide(side, filter: filter).size(ofWidth: width, height: height)
    return resized(width: size.width, height: size.height, filter: filter)
  }
}

/// A step that resizes images, of which the next step may need only a part.
protocol ResizingTransform {
  var filter: ResamplingFilter { get }
  /// What an image of the given size becomes.
  func size(ofWidth width: Int, height: Int) -> (width: Int, height: Int)
}

extension ResizingTransform {
  /// The result of this step, or the part of it that `crop` keeps.
  func resized(
    _ image: Image, cropping crop: (any CroppingTransform)?, using generator: inout PhiloxGenerator
  )
    -> Image
  {
    let size = size(ofWidth: image.width, height: image.height)
    let kept = crop?.part(ofWidth: size.width, height: size.height, using: &generator)
    return image.resized(width: size.width, height: size.height, filter: filter, keeping: kept)
  }
}

/// Makes images all one size, whatever their proportions.
public struct Resize: ImageTransform, ResizingTransform {
  /// The columns of the result.
  public var width: Int
  /// The rows of the result.
  public var height: Int
  /// How pixels are made.
  public var filter: ResamplingFilter

  /// A resize to the given size.
  public init(width: Int, height: Int, filter: ResamplingFilter = .bilinear) {
    (self.width, self.height, self.filter) = (width, height, filter)
  }

  func size(ofWidth width: Int, height: Int) -> (width: Int, height: Int) { (self.width, self.height) }

  /// `image` in its new size.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    resized(image, cropping: nil, using: &generator)
  }
}

/// Makes the shorter side of images one length, and keeps their proportions; the longer side is rounded down.
public struct ShorterSide: ImageTransform, ResizingTransform {
  /// The length of the shorter side.
  public var length: Int
  /// How pixels are made.
  public var filter: ResamplingFilter

  /// A resize of the shorter side to `length` pixels.
  public init(_ length: Int, filter: ResamplingFilter = .bilinear) {
    (self.length, self.filter) = (length, filter)
  }

  func size(ofWidth width: Int, height: Int) -> (width: Int, height: Int) {
    width <= height ? (length, length * height / width) : (length * width / height, length)
  }

  /// `image` in its new size.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    resized(image, cropping: nil, using: &generator)
  }
}

/// Makes one size of a part of random area, proportions and place: the training augmentation of the Inception networks
/// (Szegedy et al., Going deeper with convolutions, 2015).
public struct RandomResizedCrop: ImageTransform {
  /// The columns of the result.
  public var width: Int
  /// The rows of the result.
  public var height: Int
  /// Which share of the image's area the part may have.
  public var area: ClosedRange<Double>
  /// The width of the part in units of its height; its logarithm is evenly distributed.
  public var proportions: ClosedRange<Double>
  /// How pixels are made.
  public var filter: ResamplingFilter

  /// A part that becomes the given size.
  public init(
    width: Int, height: Int, area: ClosedRange<Double> = 0.08...1,
    proportions: ClosedRange<Double> = 3.0 / 4...4.0 / 3, filter: ResamplingFilter = .bilinear
  ) {
    (self.width, self.height, self.area) = (width, height, area)
    (self.proportions, self.filter) = (proportions, filter)
  }

  /// A part that becomes a square.
  public init(_ side: Int) { self.init(width: side, height: side) }

  /// A part of `image` in the new size. Where no part drawn in ten attempts fits, the middle, of proportions as near as
  /// may be.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    let part = part(ofWidth: image.width, height: image.height, using: &generator)
    return image.resized(width: width, height: height, filter: filter, part: part)
  }

  func part(ofWidth fullWidth: Int, height fullHeight: Int, using generator: inout PhiloxGenerator)
    -> PixelRectangle
  {
    for _ in 0..<10 {
      let pixels = Double(fullWidth * fullHeight) * generator.uniform(in: area)
      let ratio = exp(generator.uniform(in: log(proportions.lowerBound)...log(proportions.upperBound)))
      let width = Int((pixels * ratio).squareRoot().rounded())
      let height = Int((pixels / ratio).squareRoot().rounded())
      guard 1...fullWidth ~= width, 1...fullHeight ~= height else { continue }
      let x = generator.integer(in: 0...fullWidth - width)
      let y = generator.integer(in: 0...fullHeight - height)
      return PixelRectangle(x: x, y: y, width: width, height: height)
    }
    let ratio = Double(fullWidth) / Double(fullHeight)
    var (width, height) = (fullWidth, fullHeight)
    if ratio < proportions.lowerBound {
      height = min(fullHeight, max(1, Int((Double(width) / proportions.lowerBound).rounded())))
    } else if ratio > proportions.upperBound {
      width = min(fullWidth, max(1, Int((Double(height) * proportions.upperBound).rounded())))
    }
    return PixelRectangle(
      x: (fullWidth - width) / 2, y: (fullHeight - height) / 2, width: width, height: height)
  }
}
