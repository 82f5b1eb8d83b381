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
      if to == 1 {
        unsafe samples.withUnsafeBufferPointer { samples in
          guard let from = samples.baseAddress, let to = out.baseAddress else { return }
          unsafe InstructionSet.imageKernels.luma(from, count: count, channels: channelCount, to: to)
        }
      } else {
        for pixel in 0..<count {
          let source = pixel * from
          let target = pixel * to
          unsafe out[target] = samples[source]
          unsafe out[target + 1] = samples[from == 1 ? source : source + 1]
          unsafe out[target + 2] = samples[from == 1 ? source : source + 2]
          if to == 4 { unsafe out[target + 3] = 255 }
        }
      }
      filled = count * to
    }
    return Image(width: width, height: height, color: color, samples: converted)
  }
}
