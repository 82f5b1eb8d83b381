/// Collects the symbols of a block, and writes it when it is full in the form that takes the fewest bits.
struct DeflateBlockWriter {
  private static let symbolLimit = 1 << 15
  private static let fixedLiterals = HuffmanCode(lengths: Array(DeflateFormat.fixedLengths[..<288]))
  private static let fixedDistances = HuffmanCode(lengths: Array(DeflateFormat.fixedLengths[288...]))

  private var writer = BitWriter()
  /// A literal as its byte; a match as its length above 16 bits of its distance minus 1.
  private var symbols: [UInt32] = []
  private var literalFrequencies = [Int](repeating: 0, count: 286)
  private var distanceFrequencies = [Int](repeating: 0, count: 30)
  /// The bits that follow the codes of lengths and distances.
  private var extraBitCount = 0
  /// The input that the symbols stand for.
  private var covered: Range<Int>

  /// A writer for input that begins at `start`.
  init(start: Int) {
    covered = start..<start
    symbols.reserveCapacity(Self.symbolLimit)
  }

  /// Adds a byte of `bytes`.
  @inline(__always)
  mutating func putLiteral(_ byte: UInt8, _ bytes: RawSpan) {
    symbols.append(UInt32(byte))
    literalFrequencies[Int(byte)] &+= 1
    grow(by: 1, bytes)
  }

  /// Adds a repetition of earlier bytes.
  @inline(__always)
  mutating func putMatch(length: Int, distance: Int, _ bytes: RawSpan) {
    symbols.append(UInt32(truncatingIfNeeded: length << 16 | (distance &- 1)))
    let (lengthSymbol, lengthBits, _) = DeflateFormat.lengthCode(length)
    let (distanceSymbol, distanceBits, _) = DeflateFormat.distanceCode(distance)
    literalFrequencies[lengthSymbol] &+= 1
    distanceFrequencies[distanceSymbol] &+= 1
    extraBitCount &+= lengthBits &+ distanceBits
    grow(by: length, bytes)
  }

  @inline(__always)
  private mutating func grow(by count: Int, _ bytes: RawSpan) {
    covered = covered.lowerBound..<covered.upperBound &+ count
    if symbols.count == Self.symbolLimit { flush(bytes) }
  }

  /// Writes what is left, and an empty stored block, which ends on a whole byte.
  consuming func finish(_ bytes: RawSpan) -> [UInt8] {
    flush(bytes)
    writer.reserve(bitCount: 64)
    writer.put(0, width: 3)
    writer.alignToByte()
    writer.put(0xFFFF_0000, width: 32)
    return writer.finish()
  }

  // MARK: Blocks

  private mutating func flush(_ bytes: RawSpan) {
    guard !symbols.isEmpty else { return }
    literalFrequencies[DeflateFormat.endOfBlock] = 1
    let literals = HuffmanCode(frequencies: literalFrequencies, maximumLength: 15)
    let distances = HuffmanCode(frequencies: distanceFrequencies, maximumLength: 15)
    let header = DeflateCodeHeader(literals: literals, distances: distances)
    let dynamicCost = header.bitCount + cost(literals, distances)
    let fixedCost = cost(Self.fixedLiterals, Self.fixedDistances)
    let storedCost = 8 * covered.count + 40 * (covered.count / 0xFFFF + 1)

    writer.reserve(bitCount: 3 + min(dynamicCost, fixedCost))
    if storedCost <= min(dynamicCost, fixedCost) {
      writeStored(bytes)
    } else if fixedCost <= dynamicCost {
      writer.put(1 << 1, width: 3)
      writeSymbols(Self.fixedLiterals, Self.fixedDistances)
    } else {
      writer.put(2 << 1, width: 3)
      header.write(to: &writer)
      writeSymbols(literals, distances)
    }
    symbols.removeAll(keepingCapacity: true)
    literalFrequencies = [Int](repeating: 0, count: literalFrequencies.count)
    distanceFrequencies = [Int](repeating: 0, count: distanceFrequencies.count)
    extraBitCount = 0
    covered = covered.upperBound..<covered.upperBound
  }

  private func cost(_ literals: HuffmanCode, _ distances: HuffmanCode) -> Int {
    zip(literalFrequencies, literals.lengths).reduce(extraBitCount) { $0 + $1.0 * Int($1.1) }
      + zip(distanceFrequencies, distances.lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
  }

  private mutating func writeStored(_ bytes: RawSpan) {
    for start in stride(from: covered.lowerBound, to: covered.upperBound, by: 0xFFFF) {
      let end = min(start + 0xFFFF, covered.upperBound)
      writer.reserve(bitCount: 64)
      writer.put(0, width: 3)
      writer.alignToByte()
      writer.put((end - start) | (end - start) << 16 ^ 0xFFFF_0000, width: 32)
      writer.put(bytes.extracting(start..<end))
    }
  }

  private mutating func writeSymbols(_ literals: HuffmanCode, _ distances: HuffmanCode) {
    for symbol in symbols {
      guard symbol > 0xFF else {
        writer.put(Int(literals.codes[Int(symbol)]), width: Int(literals.lengths[Int(symbol)]))
        continue
      }
      let length = DeflateFormat.lengthCode(Int(symbol >> 16))
      writer.put(Int(literals.codes[length.symbol]), width: Int(literals.lengths[length.symbol]))
      writer.put(length.extra, width: length.extraBits)
      let distance = DeflateFormat.distanceCode(Int(symbol & 0xFFFF) + 1)
      writer.put(Int(distances.codes[distance.symbol]), width: Int(distances.lengths[distance.symbol]))
      writer.put(distance.extra, width: distance.extraBits)
    }
    let end = DeflateFormat.endOfBlock
    writer.put(Int(literals.codes[end]), width: Int(literals.lengths[end]))
  }
}

/// The codes of a dynamic block as they are written before it (RFC 1951 section 3.2.7): the lengths of both, one after
/// the other, with runs shortened, in a Huffman code of their own.
private struct DeflateCodeHeader {
  /// A symbol of the code-length code, and how often the length is repeated, in so many bits.
  private struct Run {
    var symbol: Int
    var extra = 0
    var extraBits = 0
  }

  private let literalCount: Int
  private let distanceCount: Int
  private let runs: [Run]
  private let code: HuffmanCode
  private let codeCount: Int

  init(literals: HuffmanCode, distances: HuffmanCode) {
    literalCount = max((literals.lengths.lastIndex { $0 > 0 } ?? 0) + 1, 257)
    distanceCount = max((distances.lengths.lastIndex { $0 > 0 } ?? 0) + 1, 1)
    runs = Self.runs(of: Array(literals.lengths[..<literalCount] + distances.lengths[..<distanceCount]))
    var frequencies = [Int](repeating: 0, count: 19)
    for run in runs { frequencies[run.symbol] += 1 }
    let code = HuffmanCode(frequencies: frequencies, maximumLength: 7)
    self.code = code
    codeCount = (DeflateFormat.codeLengthOrder.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1
  }

  var bitCount: Int {
    runs.reduce(14 + 3 * max(codeCount, 4)) { $0 + Int(code.lengths[$1.symbol]) + $1.extraBits }
  }

  func write(to writer: inout BitWriter) {
    let codeCount = max(codeCount, 4)
    writer.put(literalCount - 257, width: 5)
    writer.put(distanceCount - 1, width: 5)
    writer.put(codeCount - 4, width: 4)
    for symbol in DeflateFormat.codeLengthOrder[..<codeCount] {
      writer.put(Int(code.lengths[symbol]), width: 3)
    }
    for run in runs {
      writer.put(Int(code.codes[run.symbol]), width: Int(code.lengths[run.symbol]))
      writer.put(run.extra, width: run.extraBits)
    }
  }

  private static func runs(of lengths: [UInt8]) -> [Run] {
    var runs: [Run] = []
    var index = 0
    while index < lengths.count {
      let length = lengths[index]
      let end = lengths[index...].firstIndex { $0 != length } ?? lengths.count
      var rest = end - index
      index = end
      if length > 0 {
        runs.append(Run(symbol: Int(length)))
        rest -= 1
        while rest >= 3 {
          let count = min(rest, 6)
          runs.append(Run(symbol: 16, extra: count - 3, extraBits: 2))
          rest -= count
        }
      }
      while rest >= 3 && length == 0 {
        let count = min(rest, 138)
        runs.append(
          count < 11
            ? Run(symbol: 17, extra: count - 3, extraBits: 3)
            : Run(symbol: 18, extra: count - 11, extraBits: 7))
        rest -= count
      }
      runs.append(contentsOf: repeatElement(Run(symbol: Int(length)), count: rest))
    }
    return runs
  }
}
