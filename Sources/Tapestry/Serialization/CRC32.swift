/// The cyclic redundancy check of zip, gzip and PNG: polynomial 0x04C11DB7, reflected (ISO 3309, RFC 1952 section 8).
///
/// Sixteen bytes a step by sixteen tables (Kounavis and Berry 2005, "slicing"): table `k` gives the effect of a byte
/// that is followed by `k` more.
package struct CRC32: Sendable {
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 16 * 256)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0xEDB8_8320 }
      tables[byte] = remainder
    }
    for index in 256..<16 * 256 {
      let shorter = tables[index - 256]
      tables[index] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
    }
    return tables
  }()

  private var remainder: UInt32 = 0xFFFF_FFFF

  package init() {}

  /// The check of all bytes so far.
  package var value: UInt32 { ~remainder }

  /// The check of `bytes`.
  package static func value(of bytes: RawSpan) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes)
    return crc.value
  }

  /// Appends `bytes`.
  package mutating func update(_ bytes: RawSpan) {
    let tables = Self.tables.span
    var crc = remainder
    var offset = 0
    while offset + 16 <= bytes.byteCount {
      let a = bytes.littleEndian(UInt64.self, at: offset) ^ UInt64(crc)
      let b = bytes.littleEndian(UInt64.self, at: offset + 8)
      crc = 0
      for k in 0..<8 {
        crc ^= tables[(15 - k) << 8 | Int(a >> (8 * UInt64(k)) & 0xFF)]
        crc ^= tables[(7 - k) << 8 | Int(b >> (8 * UInt64(k)) & 0xFF)]
      }
      offset += 16
    }
    while offset < bytes.byteCount {
      crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes.byte(at: offset))) & 0xFF)]
      offset += 1
    }
    remainder = crc
  }
}

/// The check at the end of a zlib stream (RFC 1950 section 8.2): two sums modulo 65521.
package enum Adler32 {
  /// The check of `bytes`.
  package static func value(of bytes: RawSpan) -> UInt32 {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return 1 }
      let sums = unsafe InstructionSet.imageKernels.addAdler32(
        start.assumingMemoryBound(to: UInt8.self), count: bytes.count, to: (1, 0))
      return sums.high << 16 | sums.low
    }
  }
}
