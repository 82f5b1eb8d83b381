/// The numbers of the deflate format (RFC 1951).
enum DeflateFormat {
  /// How far back a match may lie.
  static let windowSize = 32768
  /// The longest match.
  static let maximumMatch = 258
  /// The symbol that ends a block.
  static let endOfBlock = 256

  /// The order in which the lengths of the code-length code are written (section 3.2.7).
  static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The code lengths of a fixed block: 288 for literals and lengths, then 32 for distances (section 3.2.6).
  static let fixedLengths: [UInt8] =
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 } + [UInt8](repeating: 5, count: 32)

  /// The symbol, the extra bits and their value that stand for a match of `length`, 3…258 (section 3.2.5).
  @inline(__always)
  static func lengthCode(_ length: Int) -> (symbol: Int, extraBits: Int, extra: Int) {
    let rest = length &- 3
    if rest < 8 { return (257 &+ rest, 0, 0) }
    if length == maximumMatch { return (285, 0, 0) }
    let extraBits = 61 &- rest.leadingZeroBitCount
    return (257 &+ 4 &* extraBits &+ rest &>> extraBits, extraBits, rest & (1 &<< extraBits &- 1))
  }

  /// The symbol, the extra bits and their value that stand for a distance, 1…32768 (section 3.2.5).
  @inline(__always)
  static func distanceCode(_ distance: Int) -> (symbol: Int, extraBits: Int, extra: Int) {
    let rest = distance &- 1
    if rest < 4 { return (rest, 0, 0) }
    let extraBits = 62 &- rest.leadingZeroBitCount
    return (2 &* extraBits &+ rest &>> extraBits, extraBits, rest & (1 &<< extraBits &- 1))
  }

  /// What the literal and length symbols 0…287 mean.
  static let literalEntries: [HuffmanDecodingTable.Entry] = {
    var entries = (0..<256).map { HuffmanDecodingTable.Entry(.literal, payload: $0) }
    entries.append(HuffmanDecodingTable.Entry(.end))
    for length in 3..<maximumMatch {
      let code = lengthCode(length)
      if code.extra == 0 {
        entries.append(HuffmanDecodingTable.Entry(.number, payload: length, extraBits: code.extraBits))
      }
    }
    entries.append(HuffmanDecodingTable.Entry(.number, payload: maximumMatch))
    return entries + [HuffmanDecodingTable.Entry(.invalid), HuffmanDecodingTable.Entry(.invalid)]
  }()

  /// What the distance symbols 0…31 mean.
  static let distanceEntries: [HuffmanDecodingTable.Entry] = (0..<32).map { symbol in
    guard symbol >= 4 else { return HuffmanDecodingTable.Entry(.number, payload: symbol + 1) }
    guard symbol < 30 else { return HuffmanDecodingTable.Entry(.invalid) }
    let extraBits = symbol / 2 - 1
    return HuffmanDecodingTable.Entry(
      .number, payload: (2 + symbol % 2) << extraBits + 1, extraBits: extraBits)
  }

  /// What the symbols of the code-length code mean: themselves.
  static let codeLengthEntries = (0..<19).map { HuffmanDecodingTable.Entry(.literal, payload: $0) }
}
