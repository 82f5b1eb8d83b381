import KernelTemplates

/// A decoder of the deflate format (RFC 1951), whose input is complete and whose output may come in pieces.
///
/// ```swift
/// let bytes = try Inflater.decode(stream, limit: 1 << 20).bytes
/// ```
///
/// It allocates nothing that grows with its input; whatever the bytes, it ends with the output or with a
/// ``FileError``.
package struct Inflater {
  /// The most bytes of output that one byte of input can stand for: 258 for two bits.
  package static let maximumRatio = 1032

  private enum State {
    case header
    case stored(remaining: Int)
    case compressed
    case done
  }

  private var state = State.header
  private var isLastBlock = false
  private var reader: BitReader
  private var literals = HuffmanDecodingTable(primaryBits: 11)
  private var distances = HuffmanDecodingTable(primaryBits: 8)
  private var codeLengths = HuffmanDecodingTable(primaryBits: 7)

  /// A decoder of a stream that begins at `start` of its input.
  package init(start: Int = 0) { reader = BitReader(position: start) }

  /// The first input byte that has not been used: after the end, the one that follows the stream.
  package var inputOffset: Int { reader.byteOffset }

  /// The bytes of the stream in `input` that begins at `start`, and where it ends.
  ///
  /// - Throws: `tooLarge` when there are more than `limit` bytes. No more than that is ever allocated.
  package static func decode(
    _ input: RawSpan, start: Int = 0, limit: Int, sizeHint: Int? = nil
  ) throws(FileError) -> (bytes: [UInt8], end: Int) {
    var inflater = Inflater(start: start)
    let guess = min(max(sizeHint ?? (4 * (input.byteCount - start)), 64), limit)
    var bytes = [UInt8](repeating: 0, count: guess)
    var count = 0
    while true {
      var span = bytes.mutableSpan
      var output = unsafe span.mutableBytes
      if try inflater.run(input, into: &output, count: &count) { break }
      guard bytes.count < limit else {
        throw FileError(
          .tooLarge, at: inflater.inputOffset, "the data decompress to more than the expected \(limit) bytes")
      }
      bytes.append(contentsOf: repeatElement(0, count: min(bytes.count, limit - bytes.count)))
    }
    bytes.removeLast(bytes.count - count)
    return (bytes, inflater.inputOffset)
  }

  /// Decodes until the stream or `output` ends. `count` is the number of bytes in `output` so far, all of
  /// which must be there again, as later ones refer to them. Returns whether the stream has ended.
  package mutating func run(
    _ input: RawSpan, into output: inout MutableRawSpan, count: inout Int
  ) throws(FileError) -> Bool {
    while true {
      switch state {
      case .header:
        guard !isLastBlock else {
          state = .done
          continue
        }
        try readBlockHeader(input)
      case .stored(let remaining):
        let here = min(remaining, output.byteCount - count)
        guard here <= input.byteCount - inputOffset else { throw Self.truncated(input) }
        output.copy(here, from: input, at: inputOffset, to: count)
        reader.skip(here)
        count += here
        guard here == remaining else {
          state = .stored(remaining: remaining - here)
          return false
        }
        state = .header
      case .compressed:
        guard
          try Self.decodeSymbols(literals, distances, input, reader: &reader, into: &output, count: &count)
        else { return false }
        state = .header
      case .done:
        return true
      }
    }
  }

  // MARK: Blocks

  private mutating func readBlockHeader(_ input: RawSpan) throws(FileError) {
    isLastBlock = try take(1, input) == 1
    switch try take(2, input) {
    case 0:
      reader.alignToByte()
      let length = try take(16, input)
      let complement = try take(16, input)
      guard length ^ complement == 0xFFFF else {
        throw malformed("a stored block's length does not match its complement")
      }
      state = .stored(remaining: length)
    case 1:
      let lengths = DeflateFormat.fixedLengths
      _ = literals.build(lengths: lengths[..<288], symbols: DeflateFormat.literalEntries)
      _ = distances.build(lengths: lengths[288...], symbols: DeflateFormat.distanceEntries)
      state = .compressed
    case 2:
      try readCodes(input)
      state = .compressed
    default:
      throw malformed("a block has the type 3: expected 0, 1 or 2")
    }
  }

  /// Reads the codes of a dynamic block (RFC 1951 section 3.2.7).
  private mutating func readCodes(_ input: RawSpan) throws(FileError) {
    let literalCount = try take(5, input) + 257
    let distanceCount = try take(5, input) + 1
    let codeCount = try take(4, input) + 4
    guard literalCount <= 286 && distanceCount <= 30 else {
      throw malformed(
        "a block has \(literalCount) literal and \(distanceCount) distance codes: expected at most 286 and 30"
      )
    }
    var codes = [UInt8](repeating: 0, count: 19)
    for index in 0..<codeCount { codes[DeflateFormat.codeLengthOrder[index]] = UInt8(try take(3, input)) }
    guard codes.contains(where: { $0 > 0 }),
      codeLengths.build(lengths: codes[...], symbols: DeflateFormat.codeLengthEntries)
    else { throw malformed("a block's code lengths are not those of a prefix code") }

    var lengths: [UInt8] = []
    let total = literalCount + distanceCount
    lengths.reserveCapacity(total)
    while lengths.count < total {
      reader.refill(input)
      let entry = HuffmanDecodingTable.Entry(bits: codeLengths.entries[reader.peek(codeLengths.primaryBits)])
      reader.consume(entry.length)
      guard reader.count >= 0 else { throw Self.truncated(input) }
      guard !entry.isKind(.invalid) else { throw malformed("a code length is not in its code") }
      let symbol = entry.payload
      let length: UInt8
      let repeats: Int
      switch symbol {
      case 0..<16: (length, repeats) = (UInt8(symbol), 1)
      case 16:
        guard let last = lengths.last else { throw malformed("the first code length repeats one before it") }
        (length, repeats) = (last, try take(2, input) + 3)
      case 17: (length, repeats) = (0, try take(3, input) + 3)
      default: (length, repeats) = (0, try take(7, input) + 11)
      }
      guard lengths.count + repeats <= total else {
        throw malformed("a block has more code lengths than it announced")
      }
      lengths.append(contentsOf: repeatElement(length, count: repeats))
    }
    guard lengths[256] > 0 else { throw malformed("a block has no code for its end") }
    guard literals.build(lengths: lengths[..<literalCount], symbols: DeflateFormat.literalEntries) else {
      throw malformed("the literal code lengths are not those of a prefix code")
    }
    guard distances.build(lengths: lengths[literalCount...], symbols: DeflateFormat.distanceEntries) else {
      throw malformed("the distance code lengths are not those of a prefix code")
    }
  }

  private mutating func take(_ width: Int, _ input: RawSpan) throws(FileError) -> Int {
    guard let value = reader.take(width, input) else { throw Self.truncated(input) }
    return value
  }

  // MARK: Symbols

  /// Decodes a block's symbols until its end, or until `output` has no room for the next one. Returns whether the
  /// block has ended.
  private static func decodeSymbols(
    _ literals: HuffmanDecodingTable, _ distances: HuffmanDecodingTable, _ input: RawSpan,
    reader state: inout BitReader, into output: inout MutableRawSpan, count: inout Int
  ) throws(FileError) -> Bool {
    let literalTable = literals.entries.span
    let distanceTable = distances.entries.span
    var reader = state
    var out = count
    if input.byteCount - reader.position >= InflateLimits.input {
      decodeQuickly(literals, distances, input, &reader, into: &output, &out)
    }
    defer {
      state = reader
      count = out
    }
    while true {
      // A length and a distance take at most 15 + 5 + 15 + 13 bits.
      if reader.count < 48 { reader.refill(input) }
      let before = reader
      let symbol = next(literalTable, primaryBits: literals.primaryBits, &reader)
      if symbol.isKind(.literal) {
        guard reader.count >= 0 else { throw truncated(input) }
        guard out < output.byteCount else {
          reader = before
          return false
        }
        output.storeBytes(of: UInt8(truncatingIfNeeded: symbol.payload), toByteOffset: out, as: UInt8.self)
        out &+= 1
        continue
      }
      guard symbol.isKind(.number) else {
        guard reader.count >= 0 else { throw truncated(input) }
        if symbol.isKind(.end) { return true }
        throw FileError(.malformed, at: reader.byteOffset, "a literal or length is not in its code")
      }
      let length = symbol.payload &+ extra(of: symbol, &reader)
      let second = next(distanceTable, primaryBits: distances.primaryBits, &reader)
      let distance = second.payload &+ extra(of: second, &reader)
      guard reader.count >= 0 else { throw truncated(input) }
      guard second.isKind(.number) else {
        throw FileError(.malformed, at: reader.byteOffset, "a distance is not in its code")
      }
      guard distance <= out else {
        throw FileError(
          .malformed, at: reader.byteOffset, "a match begins \(distance) bytes back: expected at most \(out)")
      }
      guard length <= output.byteCount &- out else {
        reader = before
        return false
      }
      copyMatch(length, from: out &- distance, to: out, in: &output)
      out &+= length
    }
  }

  /// Decodes what is neither near an end nor wrong.
  private static func decodeQuickly(
    _ literals: HuffmanDecodingTable, _ distances: HuffmanDecodingTable, _ input: RawSpan,
    _ reader: inout BitReader, into output: inout MutableRawSpan, _ count: inout Int
  ) {
    var progress = InflateProgress(
      position: reader.position, bits: reader.bits, count: reader.count, written: count)
    unsafe literals.entries.withUnsafeBufferPointer { literalTable in
      unsafe distances.entries.withUnsafeBufferPointer { distanceTable in
        unsafe input.withUnsafeBytes { input in
          unsafe output.withUnsafeMutableBytes { output in
            guard let literal = literalTable.baseAddress, let distance = distanceTable.baseAddress,
              let from = input.baseAddress, let to = output.baseAddress
            else { return }
            unsafe InstructionSet.imageKernels.inflateSymbols(
              literal, literalBits: literals.primaryBits, distance, distanceBits: distances.primaryBits,
              from.assumingMemoryBound(to: UInt8.self), count: input.count,
              to: to.assumingMemoryBound(to: UInt8.self), capacity: output.count, &progress)
          }
        }
      }
    }
    reader = BitReader(progress)
    count = progress.written
  }

  /// What the next bits mean; they are used up.
  @inline(__always)
  private static func next(
    _ table: Span<UInt32>, primaryBits: Int, _ reader: inout BitReader
  ) -> HuffmanDecodingTable.Entry {
    var entry = HuffmanDecodingTable.Entry(bits: table[reader.peek(primaryBits)])
    if entry.isKind(.table) {
      reader.consume(entry.length)
      entry = HuffmanDecodingTable.Entry(bits: table[entry.payload &+ reader.peek(entry.extraBits)])
    }
    reader.consume(entry.length)
    return entry
  }

  @inline(__always)
  private static func extra(of entry: HuffmanDecodingTable.Entry, _ reader: inout BitReader) -> Int {
    defer { reader.consume(entry.extraBits) }
    return reader.peek(entry.extraBits)
  }

  /// Copies `length` bytes forwards, so that those just written are read again where the ranges overlap.
  @inline(__always)
  private static func copyMatch(
    _ length: Int, from source: Int, to destination: Int, in output: inout MutableRawSpan
  ) {
    let distance = destination &- source
    // Whole words may write beyond the match, where nothing is yet.
    if distance >= 8 && destination &+ length &+ 7 <= output.byteCount {
      var index = 0
      repeat {
        let word = unsafe output.unsafeLoadUnaligned(fromByteOffset: source &+ index, as: UInt64.self)
        output.storeBytes(of: word, toByteOffset: destination &+ index, as: UInt64.self)
        index &+= 8
      } while index < length
    } else {
      for index in 0..<length {
        let byte = unsafe output.unsafeLoad(fromByteOffset: source &+ index, as: UInt8.self)
        output.storeBytes(of: byte, toByteOffset: destination &+ index, as: UInt8.self)
      }
    }
  }

  // MARK: Errors

  private func malformed(_ message: String) -> FileError { FileError(.malformed, at: inputOffset, message) }

  private static func truncated(_ input: RawSpan) -> FileError {
    FileError(.truncated, at: input.byteCount, "the compressed data end before their last block does")
  }
}
