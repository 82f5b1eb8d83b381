import Tapestry

/// What a Windows bitmap says of its image before the pixels.
struct BMPHeader {
  enum Compression { case none, runs8, runs4 }

  let width: Int
  let height: Int
  /// Whether the first row of the file is the image's first; most files begin with the last.
  let isTopDown: Bool
  /// 1, 4, 8, 16, 24 or 32.
  let bitsPerPixel: Int
  let compression: Compression
  /// Which bits of a pixel of 16 or 32 bits are its red, green, blue and opacity.
  let masks: [UInt32]
  /// Where the colors of the palette begin, and the bytes and number of them.
  let palette: (offset: Int, step: Int, count: Int)
  /// Where the pixels begin.
  let dataOffset: Int

  init(_ bytes: RawSpan) throws(FileError) {
    try bytes.require(26, at: 0, "a bitmap's header")
    dataOffset = Int(bytes.littleEndian(UInt32.self, at: 10))
    let size = Int(bytes.littleEndian(UInt32.self, at: 14))
    guard [12, 40, 52, 56, 64, 108, 124].contains(size) else {
      throw FileError(
        .unsupported, at: 14, "a bitmap header of \(size) bytes: expected 12, 40, 52, 56, 64, 108 or 124")
    }
    try bytes.require(size, at: 14, "a bitmap's header")
    let isCore = size == 12
    let rows: Int
    if isCore {
      width = Int(bytes.littleEndian(UInt16.self, at: 18))
      rows = Int(bytes.littleEndian(UInt16.self, at: 20))
      bitsPerPixel = Int(bytes.littleEndian(UInt16.self, at: 24))
    } else {
      width = Int(bytes.littleEndian(Int32.self, at: 18))
      rows = Int(bytes.littleEndian(Int32.self, at: 22))
      bitsPerPixel = Int(bytes.littleEndian(UInt16.self, at: 28))
    }
    isTopDown = rows < 0
    height = abs(rows)
    let method = isCore ? 0 : bytes.littleEndian(UInt32.self, at: 30)
    let hasMasks: Bool
    switch (method, bitsPerPixel) {
    case (0, 1), (0, 4), (0, 8), (0, 16), (0, 24), (0, 32): (compression, hasMasks) = (.none, false)
    case (1, 8): (compression, hasMasks) = (.runs8, false)
    case (2, 4): (compression, hasMasks) = (.runs4, false)
    case (3, 16), (3, 32), (6, 16), (6, 32): (compression, hasMasks) = (.none, true)
    default:
      throw FileError(
        .unsupported, at: 28, "a bitmap of \(bitsPerPixel) bits a pixel with compression \(method)")
    }

    var end = 14 + size
    if hasMasks {
      let count = method == 6 || size >= 56 ? 4 : 3
      try bytes.require(4 * count, at: 54, "the masks of a bitmap")
      var found = [UInt32](repeating: 0, count: 4)
      for index in 0..<count { found[index] = bytes.littleEndian(UInt32.self, at: 54 + 4 * index) }
      for mask in found
      where mask >> mask.trailingZeroBitCount & (mask >> mask.trailingZeroBitCount &+ 1) != 0 {
        throw FileError(.malformed, at: 54, "the mask \(String(mask, radix: 16)): expected bits side by side")
      }
      masks = found
      if size == 40 { end += 4 * count }
    } else {
      masks = bitsPerPixel == 16 ? [0x7C00, 0x3E0, 0x1F, 0] : [0xFF0000, 0xFF00, 0xFF, 0]
    }
    let step = isCore ? 3 : 4
    let announced = isCore ? 0 : Int(bytes.littleEndian(UInt32.self, at: 46))
    let most = bitsPerPixel <= 8 ? 1 << bitsPerPixel : 0
    let count = min(announced == 0 ? most : announced, most)
    palette = (end, step, count)
    try bytes.require(count * step, at: end, "a palette of \(count) colors")
  }

  var hasOpacity: Bool { masks[3] != 0 && bitsPerPixel >= 16 && bitsPerPixel != 24 }

  /// The bytes of a row without compression: whole words.
  var rowByteCount: Int { (width * bitsPerPixel + 31) / 32 * 4 }
}
