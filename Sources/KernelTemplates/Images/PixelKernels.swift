/// What is done with the samples of an image that needs none of its neighbours.
public protocol PixelKernels: Sendable {
  /// Writes the pixels of each row in reverse order.
  static func mirror(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int,
    to out: UnsafeMutablePointer<UInt8>)

  /// Replaces each of `count` samples `x` by `x * factor + offset`.
  static func scale(
    _ samples: UnsafeMutablePointer<Float>, count: Int, by factor: Float, adding offset: Float)

  /// Replaces each of `count` samples by its difference to that of `mean`, times `factor`.
  static func subtract(
    _ mean: UnsafePointer<Float>, from samples: UnsafeMutablePointer<Float>, count: Int,
    thenScaleBy factor: Float)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension PixelKernels {
  @inlinable @inline(never)
  public static func mirror(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    for row in 0..<height {
      let from = source + row * width * channels
      let to = out + row * width * channels
      switch channels {
      case 1: for x in 0..<width { to[x] = from[width - 1 - x] }
      case 3:
        for x in 0..<width {
          let pixel = from + 3 * (width - 1 - x)
          to[3 * x] = pixel[0]
          to[3 * x + 1] = pixel[1]
          to[3 * x + 2] = pixel[2]
        }
      default:
        for x in 0..<width {
          for c in 0..<channels { to[channels * x + c] = from[channels * (width - 1 - x) + c] }
        }
      }
    }
  }

  @inlinable @inline(never)
  public static func scale(
    _ samples: UnsafeMutablePointer<Float>, count: Int, by factor: Float, adding offset: Float
  ) {
    for i in 0..<count { samples[i] = samples[i] * factor + offset }
  }

  @inlinable @inline(never)
  public static func subtract(
    _ mean: UnsafePointer<Float>, from samples: UnsafeMutablePointer<Float>, count: Int,
    thenScaleBy factor: Float
  ) {
    for i in 0..<count { samples[i] = (samples[i] - mean[i]) * factor }
  }
}
