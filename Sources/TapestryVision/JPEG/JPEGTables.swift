import Tapestry

/// The tables that a JPEG file has told so far.
struct JPEGTables {
  /// The steps of quantization, in the order of a block's rows; empty where not told.
  private(set) var quantization = [[Int16]](repeating: [], count: 4)
  /// The words of all Huffman codes, those of first coefficients before the others.
  private(set) var codes: [UInt32] = []
  private var isTold = [Bool](repeating: false, count: 8)
  /// The number of units after which decoding begins anew; 0 for never.
  private(set) var restartInterval = 0

  /// The words of one code.
  static let codeLength = 1 << 10 + 17 + 17 + 256

  init() {
    codes = [UInt32](repeating: 0, count: 8 * Self.codeLength)
  }

  /// Where the words of a code begin; those of files that tell none are the standard's.
  mutating func codeOffset(_ index: Int, isDC: Bool) -> Int? {
    let slot = isDC ? index : 4 + index
    if !isTold[slot] {
      guard index < 2 else { return nil }
      let code: JPEGCode =
        isDC
        ? (index == 0 ? JPEGConstants.lumaDC : JPEGConstants.chromaDC)
        : (index == 0 ? JPEGConstants.lumaAC : JPEGConstants.chromaAC)
      guard store(code, slot) else { return nil }
    }
    return slot * Self.codeLength
  }

  private mutating func store(_ code: JPEGCode, _ slot: Int) -> Bool {
    guard let table = JPEGDecodingTable(counts: code.counts, symbols: code.symbols, isDC: slot < 4) else {
      return false
    }
    codes.replaceSubrange(slot * Self.codeLength..<(slot + 1) * Self.codeLength, with: table.words)
    isTold[slot] = true
    return true
  }

  /// Reads the body of a DQT segment.
  mutating func readQuantization(_ bytes: RawSpan, _ body: Range<Int>) throws(FileError) {
    var offset = body.lowerBound
    while offset < body.upperBound {
      let (isWide, index) = (bytes.byte(at: offset) >> 4, Int(bytes.byte(at: offset) & 15))
      let length = isWide == 0 ? 64 : 128
      guard isWide <= 1, index < 4, body.upperBound - offset - 1 >= length else {
        throw FileError(.malformed, at: offset, "a quantization table: expected number 0 to 3, and 64 steps")
      }
      var table = [Int16](repeating: 0, count: 64)
      for k in 0..<64 {
        let step =
          isWide == 0 ? Int(bytes.byte(at: offset + 1 + k)) : bytes.bigEndian16(at: offset + 1 + 2 * k)
        table[Int(JPEGConstants.order[k])] = Int16(truncatingIfNeeded: step)
      }
      quantization[index] = table
      offset += 1 + length
    }
  }

  /// Reads the body of a DHT segment.
  mutating func readCodes(_ bytes: RawSpan, _ body: Range<Int>) throws(FileError) {
    var offset = body.lowerBound
    while offset < body.upperBound {
      let (isAC, index) = (bytes.byte(at: offset) >> 4, Int(bytes.byte(at: offset) & 15))
      guard isAC <= 1, index < 4, body.upperBound - offset >= 17 else {
        throw FileError(.malformed, at: offset, "a Huffman table: expected number 0 to 3, and 16 counts")
      }
      let counts = bytes.array(offset + 1..<offset + 17)
      let total = counts.reduce(0) { $0 + Int($1) }
      guard total <= 256, body.upperBound - offset - 17 >= total else {
        throw FileError(.malformed, at: offset + 1, "a Huffman table of \(total) codes, which are not there")
      }
      let code = JPEGCode(counts: counts, symbols: bytes.array(offset + 17..<offset + 17 + total))
      guard store(code, Int(isAC) * 4 + index) else {
        throw FileError(.malformed, at: offset + 1, "these are not the lengths of a prefix code")
      }
      offset += 17 + total
    }
  }

  /// Reads the body of a DRI segment.
  mutating func readRestartInterval(_ bytes: RawSpan, _ body: Range<Int>) throws(FileError) {
    guard body.count == 2 else {
      throw FileError(
        .malformed, at: body.lowerBound, "a restart interval of \(body.count) bytes: expected 2")
    }
    restartInterval = bytes.bigEndian16(at: body.lowerBound)
  }
}
