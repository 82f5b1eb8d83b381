/// The zlib format (RFC 1950), which PNG uses: a deflate stream between a header and a checksum.
package enum Zlib {
  /// The bytes that the zlib stream in `input` stands for.
  ///
  /// - Throws: `tooLarge` when there are more than `limit` bytes. No more than that is ever allocated.
  package static func decode(_ input: RawSpan, limit: Int, sizeHint: Int? = nil) throws(FileError) -> [UInt8]
  {
    let start = try endOfHeader(input)
    let (bytes, end) = try Inflater.decode(input, start: start, limit: limit, sizeHint: sizeHint)
    try unsafe check(bytes.span.bytes, input, at: end)
    return bytes
  }

  /// Where the deflate stream in `input` begins.
  package static func endOfHeader(_ input: RawSpan) throws(FileError) -> Int {
    guard input.byteCount >= 6 else {
      throw FileError(.truncated, at: input.byteCount, "a zlib stream has at least 6 bytes")
    }
    let (method, flags) = (input.byte(at: 0), input.byte(at: 1))
    guard method & 0x0F == 8, method >> 4 <= 7, (Int(method) << 8 | Int(flags)) % 31 == 0 else {
      throw FileError(.malformed, at: 0, "these bytes do not begin a zlib stream")
    }
    guard flags & 0x20 == 0 else {
      throw FileError(.unsupported, at: 1, "the zlib stream needs a preset dictionary")
    }
    return 2
  }

  /// Compares the checksum at `end` of `input` with that of `bytes`.
  package static func check(_ bytes: RawSpan, _ input: RawSpan, at end: Int) throws(FileError) {
    guard end + 4 <= input.byteCount else {
      throw FileError(.truncated, at: input.byteCount, "the checksum is missing")
    }
    let expected = UInt32(bigEndian: UInt32(littleEndian: input.littleEndian(UInt32.self, at: end)))
    guard Adler32.value(of: bytes) == expected else {
      throw FileError(.checksum, at: end, "the Adler-32 checksum does not match")
    }
  }

  /// The zlib stream that stands for `bytes`.
  package static func encode(_ bytes: RawSpan) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x9C]
    stream += Deflate.encode(bytes)
    stream.append(littleEndian: Adler32.value(of: bytes).byteSwapped)
    return stream
  }
}

/// The gzip format (RFC 1952): deflate streams, one after the other, each between a header and a checksum.
package enum Gzip {
  /// The bytes that the gzip file in `input` stands for.
  ///
  /// - Throws: `tooLarge` when there are more than `limit` bytes. No more than that is ever allocated.
  package static func decode(_ input: RawSpan, limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var offset = 0
    repeat {
      let start = try endOfHeader(input, at: offset)
      let (member, end) = try Inflater.decode(input, start: start, limit: limit - bytes.count)
      guard end + 8 <= input.byteCount else {
        throw FileError(.truncated, at: input.byteCount, "the checksum and the size are missing")
      }
      guard unsafe CRC32.value(of: member.span.bytes) == input.littleEndian(UInt32.self, at: end) else {
        throw FileError(.checksum, at: end, "the CRC-32 checksum does not match")
      }
      guard UInt32(truncatingIfNeeded: member.count) == input.littleEndian(UInt32.self, at: end + 4) else {
        throw FileError(.malformed, at: end + 4, "the size does not match the \(member.count) bytes found")
      }
      bytes = bytes.isEmpty ? member : bytes + member
      offset = end + 8
    } while offset < input.byteCount
    return bytes
  }

  private static func endOfHeader(_ input: RawSpan, at start: Int) throws(FileError) -> Int {
    func need(_ end: Int) throws(FileError) {
      guard end <= input.byteCount else {
        throw FileError(.truncated, at: input.byteCount, "the gzip header is not complete")
      }
    }
    try need(start + 10)
    guard input.littleEndian(UInt16.self, at: start) == 0x8B1F, input.byte(at: start + 2) == 8 else {
      throw FileError(.malformed, at: start, "these bytes do not begin a gzip member")
    }
    let flags = input.byte(at: start + 3)
    guard flags & 0xE0 == 0 else {
      throw FileError(.unsupported, at: start + 3, "the gzip header has unknown flags")
    }
    var offset = start + 10
    if flags & 0x04 != 0 {
      try need(offset + 2)
      offset += 2 + Int(input.littleEndian(UInt16.self, at: offset))
    }
    for flag: UInt8 in [0x08, 0x10] where flags & flag != 0 {  // the name and a comment, each up to a zero
      repeat {
        try need(offset + 1)
        offset += 1
      } while input.byte(at: offset - 1) != 0
    }
    if flags & 0x02 != 0 { offset += 2 }
    try need(offset)
    return offset
  }
}
