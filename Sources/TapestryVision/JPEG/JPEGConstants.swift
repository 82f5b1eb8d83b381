/// Numbers that the JPEG standard (ITU-T T.81) gives.
enum JPEGConstants {
  /// The place in a block of rows of each coefficient in the order of the file, from low frequencies to high; then 63
  /// for those that a damaged file may name beyond.
  static let order: [UInt8] = {
    var order: [UInt8] = []
    for diagonal in 0..<15 {
      let rows = max(0, diagonal - 7)...min(diagonal, 7)
      for row in diagonal % 2 == 0 ? Array(rows.reversed()) : Array(rows) {
        order.append(UInt8(8 * row + diagonal - row))
      }
    }
    return order + [UInt8](repeating: 63, count: 16)
  }()

  /// Annex K.1: steps for luma and for chroma, in rows.
  static let quantization: [[UInt8]] = [
    [
      16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
      22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
      87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ],
    [
      17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66,
      99, 99, 99, 99, 99, 99,
    ] + [UInt8](repeating: 99, count: 32),
  ]

  /// Annex K.3: how many codes of each length from 1 to 16 there are, and their symbols. Files that lack a table mean
  /// these.
  static let lumaDC = JPEGCode(
    counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: Array(0...11))
  static let chromaDC = JPEGCode(
    counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], symbols: Array(0...11))
  static let lumaAC = JPEGCode(
    counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    symbols: withLongCodes([
      0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22,
      0x71,
      0x14, 0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0, 0x24, 0x33, 0x62,
      0x72,
      0x82,
    ]))
  static let chromaAC = JPEGCode(
    counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    symbols: withLongCodes([
      0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13,
      0x22,
      0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xA1, 0xB1, 0xC1, 0x09, 0x23, 0x33, 0x52, 0xF0, 0x15, 0x62, 0x72,
      0xD1,
      0x0A, 0x16, 0x24, 0x34, 0xE1, 0x25, 0xF1,
    ]))

  /// In both tables all other symbols, runs of up to 15 zeros before numbers of 1 to 10 bits, follow in their order.
  private static func withLongCodes(_ symbols: [UInt8]) -> [UInt8] {
    symbols + (0...0xFF).filter { (1...10).contains($0 & 15) && !symbols.contains($0) }
  }
}

/// A Huffman code as files have it.
struct JPEGCode: Equatable {
  /// The number of codes of 1 to 16 bits.
  let counts: [UInt8]
  /// The meanings of the codes, the shortest first.
  let symbols: [UInt8]
}
