import Tapestry

/// The chunks of a PNG file that the image depends on. All checksums are verified.
struct PNGChunks {
  private(set) var header: PNGHeader
  /// Where the image data are.
  private(set) var data: [Range<Int>] = []
  /// What is wrong with the file from some place on, where that is accepted.
  private(set) var damage: FileError?

  var dataByteCount: Int { data.reduce(0) { $0 + $1.count } }

  init(_ bytes: RawSpan, acceptsTruncation: Bool) throws(FileError) {
    try bytes.require(33, at: 0, "a PNG file's header")
    for index in 0..<8 where bytes.byte(at: index) != PNGDecoder.signature[index] {
      throw FileError(.malformed, at: index, "the PNG signature is damaged")
    }
    guard bytes.bigEndian32(at: 8) == 13, PNGChunks.name(bytes, at: 12) == "IHDR" else {
      throw FileError(.malformed, at: 8, "expected a header chunk of 13 bytes")
    }
    try PNGChunks.verify(bytes, 12..<29)
    header = try PNGHeader(bytes, at: 16)
    do throws(FileError) {
      try readChunks(bytes)
    } catch {
      guard acceptsTruncation, !data.isEmpty else { throw error }
      damage = error
    }
    if header.colorType == .palette && header.palette.isEmpty {
      throw FileError(.malformed, at: data.first?.lowerBound, "the palette is missing")
    }
  }

  private mutating func readChunks(_ bytes: RawSpan) throws(FileError) {
    var offset = 33
    while true {
      try bytes.require(12, at: offset, "a chunk")
      let count = bytes.bigEndian32(at: offset)
      let name = PNGChunks.name(bytes, at: offset + 4)
      let start = offset + 8
      guard count <= bytes.byteCount - start - 4 else {
        // What is there of the image data may be of use.
        if name == "IDAT" { data.append(start..<bytes.byteCount) }
        throw FileError(
          .truncated, at: bytes.byteCount,
          "the chunk \(name) of \(count) bytes at byte \(offset) is not complete")
      }
      let body = start..<start + count
      if name == "IDAT" { data.append(body) }
      try PNGChunks.verify(bytes, start - 4..<body.upperBound)
      switch name {
      case "IDAT": break
      case "IEND":
        guard !data.isEmpty else { throw FileError(.missing, at: offset, "there are no image data") }
        return
      case "PLTE": try readPalette(bytes, body)
      case "tRNS": try readTransparency(bytes, body)
      default:
        // A small first letter says that a decoder may ignore the chunk.
        guard bytes.byte(at: start - 4) & 0x20 != 0 else {
          throw FileError(
            name == "IHDR" ? .malformed : .unsupported, at: offset, "unexpected critical chunk \(name)")
        }
      }
      offset = body.upperBound + 4
    }
  }

  private mutating func readPalette(_ bytes: RawSpan, _ body: Range<Int>) throws(FileError) {
    guard header.palette.isEmpty, data.isEmpty, (1...256).contains(body.count / 3), body.count % 3 == 0 else {
      throw FileError(
        .malformed, at: body.lowerBound,
        "a palette of \(body.count) bytes: expected one, before the image data, of 1 to 256 colors of 3 bytes"
      )
    }
    header.palette = bytes.array(body)
  }

  private mutating func readTransparency(_ bytes: RawSpan, _ body: Range<Int>) throws(FileError) {
    let isValid =
      switch header.colorType {
      case .gray: body.count == 2
      case .color: body.count == 6
      case .palette: (1...256).contains(body.count) && body.count <= header.palette.count / 3
      case .grayWithAlpha, .colorWithAlpha: false
      }
    guard isValid, data.isEmpty, header.transparency == nil else {
      throw FileError(
        .malformed, at: body.lowerBound,
        "\(body.count) bytes of transparency with color type \(header.colorType.rawValue)")
    }
    header.transparency = bytes.array(body)
  }

  private static func name(_ bytes: RawSpan, at offset: Int) -> String {
    String(decoding: bytes.array(offset..<offset + 4), as: Unicode.ASCII.self)
  }

  /// Compares the checksum of a chunk's name and body, which are at `range`, with the one that follows.
  private static func verify(_ bytes: RawSpan, _ range: Range<Int>) throws(FileError) {
    let expected = UInt32(truncatingIfNeeded: bytes.bigEndian32(at: range.upperBound))
    guard CRC32.value(of: bytes.extracting(range)) == expected else {
      throw FileError(
        .checksum, at: range.upperBound,
        "the checksum of the chunk \(name(bytes, at: range.lowerBound)) does not match")
    }
  }
}
