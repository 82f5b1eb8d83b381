/// Changes of color, in place, on pixels of three or four bytes of which the first are red, green and blue.
public protocol ColorKernels: Sendable {
  /// Replaces each of `count` samples `x` by `base + factor * (x - base)`, rounded, from 0 to 255.
  static func blend(_ samples: UnsafeMutablePointer<UInt8>, count: Int, with base: Float, by factor: Float)

  /// As ``blend(_:count:with:by:)``, where the base of a pixel's colors is its luma.
  static func saturate(_ pixels: UnsafeMutablePointer<UInt8>, count: Int, channels: Int, by factor: Float)

  /// Turns the hue of each of `count` pixels by `turn`, in full turns from -1 to 1. What is the greatest and what is the
  /// least of a pixel's colors stays so.
  static func turnHue(_ pixels: UnsafeMutablePointer<UInt8>, count: Int, channels: Int, by turn: Float)

  /// Writes the luma of each of `count` pixels (ITU-R 601), rounded.
  static func luma(
    _ pixels: UnsafePointer<UInt8>, count: Int, channels: Int, to out: UnsafeMutablePointer<UInt8>)

  /// The sum of `count` bytes.
  static func sum(_ samples: UnsafePointer<UInt8>, count: Int) -> Int
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ColorKernels {
  @inlinable @inline(never)
  public static func blend(
    _ samples: UnsafeMutablePointer<UInt8>, count: Int, with base: Float, by factor: Float
  ) {
    let offset = base - factor * base
    for i in 0..<count { samples[i] = byte(offset + factor * Float(samples[i])) }
  }

  @inlinable @inline(never)
  public static func saturate(
    _ pixels: UnsafeMutablePointer<UInt8>, count: Int, channels: Int, by factor: Float
  ) {
    if channels == 3 {
      saturateEach(pixels, count, 3, factor)
    } else {
      saturateEach(pixels, count, 4, factor)
    }
  }

  @inlinable @inline(__always)
  static func saturateEach(
    _ pixels: UnsafeMutablePointer<UInt8>, _ count: Int, _ channels: Int, _ factor: Float
  ) {
    for i in 0..<count {
      let pixel = pixels + channels * i
      let base = Float(luma(pixel[0], pixel[1], pixel[2])) * (1 - factor)
      let (red, green, blue) = (Float(pixel[0]), Float(pixel[1]), Float(pixel[2]))
      pixel[0] = byte(base + factor * red)
      pixel[1] = byte(base + factor * green)
      pixel[2] = byte(base + factor * blue)
    }
  }

  @inlinable @inline(never)
  public static func turnHue(
    _ pixels: UnsafeMutablePointer<UInt8>, count: Int, channels: Int, by turn: Float
  ) {
    for i in 0..<count {
      let pixel = pixels + channels * i
      let (red, green, blue) = (Float(pixel[0]), Float(pixel[1]), Float(pixel[2]))
      let most = max(red, max(green, blue))
      let range = most - min(red, min(green, blue))
      guard range > 0 else { continue }
      // The hue in sixths of a turn: red is 0, green 2, blue 4.
      var hue =
        most == red
        ? (green - blue) / range : most == green ? (blue - red) / range + 2 : (red - green) / range + 4
      hue += 6 * turn
      // A color is full within a sixth of its own place, none beyond two.
      pixel[0] = byte(most - range * share(hue + 5))
      pixel[1] = byte(most - range * share(hue + 3))
      pixel[2] = byte(most - range * share(hue + 1))
    }
  }

  /// How much a color lacks, by the place of the hue, in sixths of a turn, against where the color begins to lack.
  @inlinable @inline(__always) static func share(_ place: Float) -> Float {
    let turns = place * (1 / 6)
    let within = place - 6 * turns.rounded(.down)
    return max(0, min(1, min(within, 4 - within)))
  }

  @inlinable @inline(never)
  public static func luma(
    _ pixels: UnsafePointer<UInt8>, count: Int, channels: Int, to out: UnsafeMutablePointer<UInt8>
  ) {
    if channels == 3 {
      for i in 0..<count { out[i] = luma(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) }
    } else {
      for i in 0..<count { out[i] = luma(pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2]) }
    }
  }

  /// The weights are in units of 1/65536, and sum up to one.
  @inlinable @inline(__always) static func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum = UInt32(red) &* 19595 &+ UInt32(green) &* 38470 &+ UInt32(blue) &* 7471
    return UInt8(truncatingIfNeeded: (sum &+ 0x8000) &>> 16)
  }

  @inlinable @inline(never)
  public static func sum(_ samples: UnsafePointer<UInt8>, count: Int) -> Int {
    var sum = 0
    for i in 0..<count { sum &+= Int(samples[i]) }
    return sum
  }

  /// The nearest byte.
  @inlinable @inline(__always) static func byte(_ x: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: Int32(min(max(x + 0.5, 0), 255)))
  }
}
