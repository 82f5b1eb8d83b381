/// Moving samples between pixels, where the channels of a pixel are neighbours, and planes, one for each channel.
public protocol ChannelKernels: Sendable {
  /// Writes sample `c` of pixel `i` at `out[c * pixels + i]`.
  static func separate(
    _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int, to out: UnsafeMutablePointer<UInt8>)

  /// Writes `scale` times sample `c` of pixel `i` at `out[c * pixels + i]`.
  static func separate(
    _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int, scale: Float,
    to out: UnsafeMutablePointer<Float>)

  /// Writes element `i` of plane `c` as sample `c` of pixel `i`.
  static func join(
    _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int, to out: UnsafeMutablePointer<UInt8>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ChannelKernels {
  @inlinable @inline(never)
  public static func separate(
    _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int, to out: UnsafeMutablePointer<UInt8>
  ) {
    separateEach(source, pixels, channels, out) { $0 }
  }

  @inlinable @inline(never)
  public static func separate(
    _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int, scale: Float,
    to out: UnsafeMutablePointer<Float>
  ) {
    separateEach(source, pixels, channels, out) { Float($0) * scale }
  }

  @inlinable @inline(__always)
  static func separateEach<Element>(
    _ source: UnsafePointer<UInt8>, _ pixels: Int, _ channels: Int, _ out: UnsafeMutablePointer<Element>,
    _ element: (UInt8) -> Element
  ) {
    switch channels {
    case 3:
      let (red, green, blue) = (out, out + pixels, out + 2 * pixels)
      for i in 0..<pixels {
        red[i] = element(source[3 * i])
        green[i] = element(source[3 * i + 1])
        blue[i] = element(source[3 * i + 2])
      }
    default:
      for channel in 0..<channels {
        for i in 0..<pixels { out[channel * pixels + i] = element(source[channels * i + channel]) }
      }
    }
  }

  @inlinable @inline(never)
  public static func join(
    _ source: UnsafePointer<UInt8>, pixels: Int, channels: Int, to out: UnsafeMutablePointer<UInt8>
  ) {
    for channel in 0..<channels {
      for i in 0..<pixels { out[channels * i + channel] = source[channel * pixels + i] }
    }
  }
}
