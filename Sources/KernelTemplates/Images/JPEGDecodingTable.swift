/// A Huffman code of a JPEG file, as the decoder wants it: the next bits index an entry that says which symbol they begin
/// with and, where these follow closely enough, which number the bits after it are.
public struct JPEGDecodingTable: Sendable {
  /// The bits that index the entries.
  @usableFromInline static let primaryBits = 10
  /// An entry has, from the lowest bit: 8 bits, how many bits to use up, 0 where the code is longer than ``primaryBits``;
  /// 4 bits, how many of the bits that follow are the number, where it is not part of the entry; 4 bits, how many
  /// coefficients are zero before it; 16 bits, the number.
  ///
  /// After the entries, for each length of code from 0 to 16: the first code beyond those of this length, at the top of
  /// 16 bits; then what to add to a code for the place of its symbol; then the symbols.
  public let words: [UInt32]

  @usableFromInline static let limits = 1 << primaryBits
  @usableFromInline static let offsets = limits + 17
  @usableFromInline static let symbols = offsets + 17

  /// The code that has `counts[n - 1]` symbols of `n` bits; nil where there is no such code.
  ///
  /// - Parameter isDC: Whether the symbols are sizes of numbers, and not of numbers after a run of zeros.
  public init?(counts: [UInt8], symbols: [UInt8], isDC: Bool) {
    guard counts.count == 16, counts.reduce(0, { $0 + Int($1) }) <= symbols.count, symbols.count <= 256,
      !isDC || symbols.allSatisfy({ $0 < 16 })
    else { return nil }
    var words = [UInt32](repeating: 0, count: Self.symbols + 256)
    for (index, symbol) in symbols.enumerated() { words[Self.symbols + index] = UInt32(symbol) }
    var code = 0
    var index = 0
    for length in 1...16 {
      words[Self.offsets + length] = UInt32(truncatingIfNeeded: index - code)
      for _ in 0..<counts[length - 1] {
        guard code < 1 << length else { return nil }
        if length <= Self.primaryBits {
          Self.fill(&words, code, length, symbols[index], isDC: isDC)
        }
        code += 1
        index += 1
      }
      words[Self.limits + length] = UInt32(code) << UInt32(16 - length)
      code <<= 1
    }
    self.words = words
  }

  private static func fill(_ words: inout [UInt32], _ code: Int, _ length: Int, _ symbol: UInt8, isDC: Bool) {
    let free = primaryBits - length
    let run = isDC ? 0 : UInt32(symbol >> 4)
    let size = Int(symbol & 15)
    for rest in 0..<1 << free {
      var entry = UInt32(length) | UInt32(size) << 8 | run << 12
      if size <= free && size > 0 {
        let bits = rest >> (free - size)
        let number = bits < 1 << (size - 1) ? bits - 1 << size + 1 : bits
        entry = UInt32(length + size) | run << 12 | UInt32(UInt16(truncatingIfNeeded: number)) << 16
      }
      words[code << free | rest] = entry
    }
  }
}

extension JPEGBits {
  /// The next symbol, used up; -1 where the bits begin with no code. At least 16 bits must be at hand.
  @inlinable @inline(__always) mutating func takeSymbol(_ table: UnsafePointer<UInt32>) -> Int {
    let code = UInt32(truncatingIfNeeded: peek(16))
    var length = 1
    while length <= 16 {
      if code < table[JPEGDecodingTable.limits + length] {
        consume(length)
        let place =
          table[JPEGDecodingTable.offsets + length] &+ code &>> UInt32(truncatingIfNeeded: 16 &- length)
        return Int(table[JPEGDecodingTable.symbols + Int(place & 0xFF)])
      }
      length &+= 1
    }
    return -1
  }
}
