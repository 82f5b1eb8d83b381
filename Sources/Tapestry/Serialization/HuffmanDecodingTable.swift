import KernelTemplates

/// A Huffman code of the deflate format as a table: the next bits of the input index an entry that says which symbol
/// they begin with, and how many of them it takes.
///
/// Codes longer than ``primaryBits`` go through a second, smaller table.
struct HuffmanDecodingTable {
  /// What the next bits mean.
  typealias Entry = InflateEntry

  /// The longest code.
  static let maximumLength = 15

  /// The bits that index the first table.
  let primaryBits: Int
  /// The entries of the first table, then those of the second ones.
  private(set) var entries: [UInt32] = []

  init(primaryBits: Int) { self.primaryBits = primaryBits }

  /// Replaces the code by the canonical one whose lengths are `lengths` (RFC 1951 section 3.2.2); `symbols` are the
  /// meanings. Returns false where no prefix code has these lengths. As in zlib, a code may be incomplete only if it
  /// is empty or its one symbol has one bit.
  mutating func build(lengths: ArraySlice<UInt8>, symbols: [Entry]) -> Bool {
    var counts = [Int](repeating: 0, count: Self.maximumLength + 1)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var nextCode = [Int](repeating: 0, count: Self.maximumLength + 1)
    var free = 1
    var code = 0
    for length in 1...Self.maximumLength {
      code = (code + counts[length - 1]) << 1
      nextCode[length] = code
      free = free << 1 - counts[length]
      if free < 0 { return false }
    }
    let used = counts.reduce(0, +)
    if free > 0 && !(used == 0 || (used == 1 && counts[1] == 1)) { return false }

    entries.removeAll(keepingCapacity: true)
    entries.append(contentsOf: repeatElement(Entry(.invalid, length: 1).bits, count: 1 << primaryBits))
    let secondBits = Self.maximumLength - primaryBits
    for (symbol, length) in zip(symbols.indices, lengths) where length > 0 {
      let length = Int(length)
      let reversed = Self.reversed(nextCode[length], bits: length)
      nextCode[length] += 1
      if length <= primaryBits {
        let entry = symbols[symbol].withLength(length)
        for index in stride(from: reversed, to: 1 << primaryBits, by: 1 << length) { entries[index] = entry }
      } else {
        let prefix = reversed & (1 << primaryBits - 1)
        if !Entry(bits: entries[prefix]).isKind(.table) {
          entries[prefix] =
            Entry(.table, payload: entries.count, extraBits: secondBits, length: primaryBits).bits
          entries.append(contentsOf: repeatElement(Entry(.invalid, length: 1).bits, count: 1 << secondBits))
        }
        let base = Entry(bits: entries[prefix]).payload
        let entry = symbols[symbol].withLength(length - primaryBits)
        for index in stride(
          from: reversed >> primaryBits, to: 1 << secondBits, by: 1 << (length - primaryBits))
        {
          entries[base + index] = entry
        }
      }
    }
    return true
  }

  /// The lowest `bits` bits of `code` in the opposite order.
  static func reversed(_ code: Int, bits: Int) -> Int {
    Int(UInt16(code).bitReversed >> (16 - UInt16(bits)))
  }
}

extension UInt16 {
  /// The bits in the opposite order.
  fileprivate var bitReversed: UInt16 {
    var x = self
    x = x >> 1 & 0x5555 | (x & 0x5555) << 1
    x = x >> 2 & 0x3333 | (x & 0x3333) << 2
    x = x >> 4 & 0x0F0F | (x & 0x0F0F) << 4
    return x.byteSwapped
  }
}
