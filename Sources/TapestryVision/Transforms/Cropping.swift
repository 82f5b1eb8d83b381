import Tapestry

extension Image {
  /// The part of this image whose upper left corner is column `x` of row `y`.
  ///
  /// - Precondition: The part lies within the image, and is not empty.
  public func cropped(
    x: Int, y: Int, width newWidth: Int, height newHeight: Int, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Image {
    guard newWidth > 0, newHeight > 0, x >= 0, y >= 0, newWidth <= width, newHeight <= height,
      x <= width - newWidth, y <= height - newHeight
    else {
      trap(
        "cropped",
        "\(newWidth) × \(newHeight) pixels from column \(x) of row \(y) on of an image of \(width) × \(height)",
        file: file, line: line)
    }
    if newWidth == width && newHeight == height { return self }
    var part: [UInt8] = []
    part.reserveCapacity(newWidth * newHeight * channelCount)
    for row in y..<y + newHeight {
      let start = (row * width + x) * channelCount
      part += samples[start..<start + newWidth * channelCount]
    }
    return Image(width: newWidth, height: newHeight, color: color, samples: part)
  }

  /// The middle of this image. Where that cannot be exact, the greater margin is on the right and below.
  ///
  /// - Precondition: The part is not greater than the image.
  public func centerCropped(
    width newWidth: Int, height newHeight: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Image {
    cropped(
      x: (width - newWidth) / 2, y: (height - newHeight) / 2, width: newWidth, height: newHeight, file: file,
      line: line)
  }

  /// The four corners and the middle: upper left, upper right, lower left, lower right, center.
  ///
  /// - Precondition: A part is not greater than the image.
  public func fiveCrops(
    width newWidth: Int, height newHeight: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> [Image] {
    let (right, bottom) = (width - newWidth, height - newHeight)
    return [(0, 0), (right, 0), (0, bottom), (right, bottom), (right / 2, bottom / 2)].map { x, y in
      cropped(x: x, y: y, width: newWidth, height: newHeight, file: file, line: line)
    }
  }

  /// ``fiveCrops(width:height:file:line:)``, and then the same parts mirrored: what the paper averages predictions over.
  ///
  /// - Precondition: A part is not greater than the image.
  public func tenCrops(
    width newWidth: Int, height newHeight: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> [Image] {
    let crops = fiveCrops(width: newWidth, height: newHeight, file: file, line: line)
    return crops + crops.map { $0.mirrored() }
  }

  /// This image with left and right exchanged.
  public func mirrored() -> Image {
    let count = samples.count
    let mirrored = unsafe [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      unsafe samples.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.mirror(
          from, width: width, height: height, channels: channelCount, to: to)
      }
      filled = count
    }
    return Image(width: width, height: height, color: color, samples: mirrored)
  }
}

/// A step that keeps a part of an image, whose pixels outside of it need not be made.
protocol CroppingTransform {
  /// The part that is kept of an image of the given size.
  func part(ofWidth width: Int, height: Int, using generator: inout PhiloxGenerator) -> PixelRectangle
}

extension Image {
  func cropped(to part: PixelRectangle) -> Image {
    cropped(x: part.x, y: part.y, width: part.width, height: part.height)
  }
}

/// Keeps the middle of an image.
public struct CenterCrop: ImageTransform, CroppingTransform {
  /// The columns that are kept.
  public var width: Int
  /// The rows that are kept.
  public var height: Int

  /// A part of the given size.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
  /// A square part.
  public init(_ side: Int) { self.init(width: side, height: side) }

  /// The middle of `image`, which must not be smaller.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    image.centerCropped(width: width, height: height)
  }

  func part(ofWidth fullWidth: Int, height fullHeight: Int, using generator: inout PhiloxGenerator)
    -> PixelRectangle
  {
    PixelRectangle(
      x: (fullWidth - width) / 2, y: (fullHeight - height) / 2, width: width, height: height)
  }
}

/// Keeps a part of an image whose place is random, all places being equally likely.
public struct RandomCrop: ImageTransform, CroppingTransform {
  /// The columns that are kept.
  public var width: Int
  /// The rows that are kept.
  public var height: Int

  /// A part of the given size.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
  /// A square part.
  public init(_ side: Int) { self.init(width: side, height: side) }

  /// A part of `image`, which must not be smaller.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    image.cropped(to: part(ofWidth: image.width, height: image.height, using: &generator))
  }

  func part(ofWidth fullWidth: Int, height fullHeight: Int, using generator: inout PhiloxGenerator)
    -> PixelRectangle
  {
    // A part that does not fit traps where it is cut.
    PixelRectangle(
      x: generator.integer(in: 0...max(0, fullWidth - width)),
      y: generator.integer(in: 0...max(0, fullHeight - height)), width: width, height: height)
  }
}

/// Exchanges left and right, or leaves the image as it is.
public struct RandomFlip: ImageTransform {
  /// How often left and right are exchanged.
  public var probability: Double

  /// A flip of the given probability.
  public init(probability: Double = 0.5) { self.probability = probability }

  /// `image` or its mirror image.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    generator.happens(probability) ? image.mirrored() : image
  }
}
