import Tapestry

/// Makes 8-bit samples of the rows of a PNG file, whose filters are undone.
struct PNGPixels {
  private let header: PNGHeader
  private let channels: Int
  /// The opacity of each color of the palette.
  private let opacities: [UInt8]
  /// The color that is transparent, as stored.
  private let key: [Int]?

  init(_ header: PNGHeader) {
    self.header = header
    channels = header.color.channelCount
    let transparency = header.transparency ?? []
    let colors = header.palette.count / 3
    opacities = (0..<colors).map { $0 < transparency.count ? transparency[$0] : 255 }
    key =
      header.transparency == nil || header.colorType == .palette
      ? nil
      : (0..<transparency.count / 2).map { Int(transparency[2 * $0]) << 8 | Int(transparency[2 * $0 + 1]) }
  }

  /// Writes the `count` pixels of a row, the first of them at `offset` of `output` and `step` bytes apart. Returns the
  /// column whose index is not in the palette, if any.
  func expand(
    _ row: RawSpan, count: Int, into output: inout MutableSpan<UInt8>, at offset: Int, step: Int
  ) -> Int? {
    var target = offset
    for column in 0..<count {
      switch header.colorType {
      case .palette:
        let index = sample(row, column)
        guard index < opacities.count else { return column }
        for channel in 0..<3 { output[target + channel] = header.palette[3 * index + channel] }
        if channels == 4 { output[target + 3] = opacities[index] }
      case .gray:
        let gray = sample(row, column)
        for channel in 0..<min(channels, 3) { output[target + channel] = byte(gray) }
        if let key { output[target + 3] = gray == key[0] ? 0 : 255 }
      case .grayWithAlpha:
        let gray = byte(sample(row, 2 * column))
        for channel in 0..<3 { output[target + channel] = gray }
        output[target + 3] = byte(sample(row, 2 * column + 1))
      case .color:
        var isKey = true
        for channel in 0..<3 {
          let value = sample(row, 3 * column + channel)
          output[target + channel] = byte(value)
          if let key { isKey = isKey && value == key[channel] }
        }
        if key != nil { output[target + 3] = isKey ? 0 : 255 }
      case .colorWithAlpha:
        for channel in 0..<4 { output[target + channel] = byte(sample(row, 4 * column + channel)) }
      }
      target += step
    }
    return nil
  }

  @inline(__always)
  private func sample(_ row: RawSpan, _ index: Int) -> Int {
    switch header.depth {
    case 8: return Int(row.byte(at: index))
    case 16: return row.bigEndian16(at: 2 * index)
    default:
      let bit = index * header.depth
      return Int(row.byte(at: bit / 8)) >> (8 - header.depth - bit % 8) & (1 << header.depth - 1)
    }
  }

  /// A stored sample as one of 8 bits: the nearest to the same fraction of 255.
  @inline(__always)
  private func byte(_ sample: Int) -> UInt8 {
    switch header.depth {
    case 8: UInt8(truncatingIfNeeded: sample)
    case 16: UInt8(truncatingIfNeeded: (sample * 255 + 32895) >> 16)
    default: UInt8(truncatingIfNeeded: sample * (255 / (1 << header.depth - 1)))
    }
  }
}
