/// Images of `channels` planes of `pixels` elements each, contiguous: `[images, channels, pixels]`.
@frozen public struct ChannelExtents: Sendable {
  /// The number of images.
  public var images: Int
  /// The channels of an image.
  public var channels: Int
  /// The elements of a channel of one image.
  public var pixels: Int

  /// The given extents.
  public init(images: Int, channels: Int, pixels: Int) {
    self.images = images
    self.channels = channels
    self.pixels = pixels
  }

  /// Calls `body` with every plane, several small ones a piece of work.
  @inlinable @inline(__always)
  func forEachPlane(_ body: (_ start: Int, _ channel: Int) -> Void) {
    let planes = images * channels
    let perPiece = max(1, 32_768 / max(pixels, 1))
    Parallel.forEach((planes + perPiece - 1) / perPiece) { piece in
      for plane in piece * perPiece..<min((piece + 1) * perPiece, planes) {
        body(plane * pixels, plane % channels)
      }
    }
  }

  /// Calls `body` with every image, several small ones a piece of work: for images of one pixel, which are rows of channels.
  @inlinable @inline(__always)
  func forEachRow(_ body: (_ start: Int) -> Void) {
    let perPiece = max(1, 32_768 / max(channels, 1))
    Parallel.forEach((images + perPiece - 1) / perPiece) { piece in
      for image in piece * perPiece..<min((piece + 1) * perPiece, images) { body(image * channels) }
    }
  }
}
