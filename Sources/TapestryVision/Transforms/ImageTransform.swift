import Tapestry

/// A step that makes an image from an image: its geometry or its colors.
///
/// ```swift
/// struct Posterize: ImageTransform {
///   func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
///     Image(width: image.width, height: image.height, color: image.color, samples: image.samples.map { $0 & 0xF0 })
///   }
/// }
/// ```
///
/// What is random in it is drawn from the generator that it is given, and from nothing else. Then what becomes of an image
/// depends on the generator alone, and not on the thread or the order in which images are taken.
public protocol ImageTransform: Sendable {
  /// What becomes of `image`.
  func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image
}

/// Steps one after another.
extension Array: ImageTransform where Element == any ImageTransform {
  /// What becomes of `image` after all steps. Where a crop follows a resize, only the pixels that it keeps are made.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    var image = image
    var index = 0
    while index < count {
      let next = index + 1 < count ? self[index + 1] as? any CroppingTransform : nil
      if let resize = self[index] as? any ResizingTransform, let next {
        image = resize.resized(image, cropping: next, using: &generator)
        index += 2
      } else {
        image = self[index](image, using: &generator)
        index += 1
      }
    }
    return image
  }
}

/// A step that changes the samples of an image in place, once they are numbers in a tensor.
public protocol PixelTransform: Sendable {
  /// Changes `samples`, one plane a channel as `shape` says. As they come from the image, they are from 0 to 1.
  func callAsFunction(
    _ samples: inout MutableSpan<Float>, shape: PixelShape, using generator: inout PhiloxGenerator)
}

/// The extents of an image in a tensor, where each channel is a plane of its own.
public struct PixelShape: Equatable, Sendable {
  /// The number of planes: 1, 3 or 4.
  public var channels: Int
  /// The rows of each.
  public var height: Int
  /// The columns of each.
  public var width: Int

  /// The given extents.
  public init(channels: Int, height: Int, width: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// The shape of `image`.
  public init(_ image: Image) {
    self.init(channels: image.channelCount, height: image.height, width: image.width)
  }

  /// The samples of one plane.
  public var planeCount: Int { height * width }
  /// The samples of all planes.
  public var sampleCount: Int { channels * planeCount }
}

extension TensorShape {
  /// The shape of a tensor that is one image: channels × height × width.
  public init(_ shape: PixelShape) { self = [shape.channels, shape.height, shape.width] }
}
