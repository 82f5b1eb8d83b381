import Tapestry

extension Image {
  /// The same picture in another color model.
  ///
  /// Gray becomes colored by repetition. Color becomes gray by the luma of ITU-R 601, 0.299 R + 0.587 G + 0.114 B, rounded
  /// as Pillow does. Opacity is dropped, not blended with a background; where there was none, it is 255.
  public func converted(to color: ColorModel) -> Image {
    guard color != self.color else { return self }
    let count = width * height
    let (from, to) = (channelCount, color.channelCount)
    let converted = unsafe [UInt8](unsafeUninitializedCapacity: count * to) { out, filled in
      for pixel in 0..<count {
        let source = pixel * from
        let target = pixel * to
        let (red, green, blue) =
          from == 1
          ? (samples[source], samples[source], samples[source])
          : (samples[source], samples[source + 1], samples[source + 2])
        if to == 1 {
          unsafe out[target] = Self.luma(red, green, blue)
        } else {
          unsafe out[target] = red
          unsafe out[target + 1] = green
          unsafe out[target + 2] = blue
          if to == 4 { unsafe out[target + 3] = 255 }
        }
      }
      filled = count * to
    }
    return Image(width: width, height: height, color: color, samples: converted)
  }

  /// The weights are in units of 1/65536, and sum up to one.
  private static func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let sum = UInt32(red) &* 19595 &+ UInt32(green) &* 38470 &+ UInt32(blue) &* 7471
    return UInt8(truncatingIfNeeded: (sum &+ 0x8000) >> 16)
  }
}
