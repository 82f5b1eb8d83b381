import Tapestry

/// The decoder of Windows bitmaps: 1 to 32 bits a pixel, palettes, masks and run-length compression.
struct BMPDecoder {
  private let header: BMPHeader
  private let channels: Int
  private var palette: [UInt8] = []
  private var samples: [UInt8]

  static func decode(_ bytes: RawSpan, options: ImageDecodingOptions) throws(FileError) -> DecodedImage {
    let header = try BMPHeader(bytes)
    let color: ColorModel = header.hasOpacity ? .rgba : .rgb
    let count = try options.checkedPixelCount(
      width: header.width, height: header.height, bytesPerPixel: color.channelCount, at: 18)
    if header.compression == .none && !options.acceptsTruncation {
      try bytes.require(
        (header.height - 1) * header.rowByteCount + (header.width * header.bitsPerPixel + 7) / 8,
        at: header.dataOffset, "a bitmap of \(header.width) × \(header.height) pixels")
    }
    var decoder = BMPDecoder(bytes, header, channels: color.channelCount, pixelCount: count)
    var warning: ImageWarning?
    do throws(FileError) {
      try decoder.readPixels(bytes)
    } catch {
      guard options.acceptsTruncation else { throw error }
      let row = header.isTopDown ? decoder.row : 0
      warning = ImageWarning(row: row, error: error)
    }
    return DecodedImage(
      image: Image(width: header.width, height: header.height, color: color, samples: decoder.samples),
      format: .bmp, warning: warning)
  }

  /// The row that is being read, counted in the order of the file.
  private var row = 0

  private init(_ bytes: RawSpan, _ header: BMPHeader, channels: Int, pixelCount: Int) {
    self.header = header
    self.channels = channels
    samples = [UInt8](repeating: 0, count: pixelCount * channels)
    for index in 0..<header.palette.count {
      for channel in [2, 1, 0] {
        palette.append(bytes.byte(at: header.palette.offset + index * header.palette.step + channel))
      }
    }
  }

  private mutating func readPixels(_ bytes: RawSpan) throws(FileError) {
    guard header.compression == .none else { return try readRuns(bytes) }
    while row < header.height {
      let start = header.dataOffset + row * header.rowByteCount
      try bytes.require((header.width * header.bitsPerPixel + 7) / 8, at: start, "row \(row) of the file")
      for column in 0..<header.width {
        switch header.bitsPerPixel {
        case 24:
          for channel in 0..<3 {
            put(bytes.byte(at: start + 3 * column + 2 - channel), column, channel)
          }
        case 16: putMasked(UInt32(bytes.littleEndian(UInt16.self, at: start + 2 * column)), column)
        case 32: putMasked(bytes.littleEndian(UInt32.self, at: start + 4 * column), column)
        default:
          let bit = column * header.bitsPerPixel
          let byte = Int(bytes.byte(at: start + bit / 8))
          try putIndex(
            byte >> (8 - header.bitsPerPixel - bit % 8) & (1 << header.bitsPerPixel - 1), column,
            at: start + bit / 8)
        }
      }
      row += 1
    }
  }

  /// Runs of one index, or of two in turn, and stretches of single ones. Pixels that are jumped over stay black.
  private mutating func readRuns(_ bytes: RawSpan) throws(FileError) {
    let isNarrow = header.compression == .runs4
    var offset = header.dataOffset
    var column = 0
    while row < header.height {
      try bytes.require(2, at: offset, "a run in row \(row) of the file")
      let (count, value) = (Int(bytes.byte(at: offset)), Int(bytes.byte(at: offset + 1)))
      offset += 2
      switch (count, value) {
      case (0, 0):
        row += 1
        column = 0
      case (0, 1): return
      case (0, 2):
        try bytes.require(2, at: offset, "a jump in row \(row) of the file")
        column += Int(bytes.byte(at: offset))
        row += Int(bytes.byte(at: offset + 1))
        offset += 2
      case (0, _):
        let length = isNarrow ? (value + 1) / 2 : value
        try bytes.require(length, at: offset, "pixels of row \(row) of the file")
        for index in 0..<value {
          let byte = Int(bytes.byte(at: offset + (isNarrow ? index / 2 : index)))
          try putRun(isNarrow ? (index % 2 == 0 ? byte >> 4 : byte & 15) : byte, &column, at: offset)
        }
        offset += (length + 1) & ~1
      default:
        for index in 0..<count {
          try putRun(isNarrow ? (index % 2 == 0 ? value >> 4 : value & 15) : value, &column, at: offset - 1)
        }
      }
    }
  }

  /// Runs that go beyond their row are cut.
  private mutating func putRun(_ index: Int, _ column: inout Int, at offset: Int) throws(FileError) {
    if column < header.width { try putIndex(index, column, at: offset) }
    column += 1
  }

  private mutating func put(_ value: UInt8, _ column: Int, _ channel: Int) {
    let y = header.isTopDown ? row : header.height - 1 - row
    samples[(y * header.width + column) * channels + channel] = value
  }

  private mutating func putIndex(_ index: Int, _ column: Int, at offset: Int) throws(FileError) {
    guard 3 * index < palette.count else {
      throw FileError(
        .malformed, at: offset, "color \(index) of a palette of \(palette.count / 3)")
    }
    for channel in 0..<3 { put(palette[3 * index + channel], column, channel) }
  }

  private mutating func putMasked(_ pixel: UInt32, _ column: Int) {
    for channel in 0..<channels {
      let mask = header.masks[channel]
      guard mask != 0 else {
        put(0, column, channel)
        continue
      }
      let shift = UInt32(mask.trailingZeroBitCount)
      let (value, most) = (UInt64((pixel & mask) >> shift), UInt64(mask >> shift))
      put(UInt8((value * 255 + most / 2) / most), column, channel)
    }
  }
}
