extension Image {
  /// Colors multiplied by opacity, as they count in sums of pixels; this image where it has no opacity.
  func weightedByOpacity() -> Image {
    guard color == .rgba else { return self }
    var samples = samples
    for pixel in stride(from: 0, to: samples.count, by: 4) where samples[pixel + 3] < 255 {
      let opacity = UInt32(samples[pixel + 3])
      for c in pixel..<pixel + 3 {
        // Divided by 255, rounded.
        let product = UInt32(samples[c]) * opacity + 128
        samples[c] = UInt8((product + product >> 8) >> 8)
      }
    }
    return Image(width: width, height: height, color: color, samples: samples)
  }

  /// The inverse of ``weightedByOpacity()``, as far as bytes allow.
  func dividedByOpacity() -> Image {
    guard color == .rgba else { return self }
    var samples = samples
    for pixel in stride(from: 0, to: samples.count, by: 4) where 1...254 ~= samples[pixel + 3] {
      let opacity = UInt32(samples[pixel + 3])
      for c in pixel..<pixel + 3 { samples[c] = UInt8(min(255, UInt32(samples[c]) * 255 / opacity)) }
    }
    return Image(width: width, height: height, color: color, samples: samples)
  }

  /// Takes the opacity of every pixel from `other`, which has the same size.
  mutating func copyOpacity(of other: Image) {
    var samples = samples
    for place in stride(from: 3, to: samples.count, by: 4) { samples[place] = other.samples[place] }
    self = Image(width: width, height: height, color: color, samples: samples)
  }
}
