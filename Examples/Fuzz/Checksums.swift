import Tapestry

/// Makes the checksums of damaged files right, so that what they guard is read all the same.
enum Checksums {
  static func repair(_ bytes: inout [UInt8], of kind: FileKind) {
    switch kind {
    case .image where bytes.starts(with: [0x89, 0x50]): repairPNG(&bytes)
    case .shard, .fileShard: repairShard(&bytes)
    case .gzip: repairGzip(&bytes)
    default: break
    }
  }

  /// The chunks of a PNG file, as far as there are any.
  private static func repairPNG(_ bytes: inout [UInt8]) {
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - offset - 12 else { return }
      let checksum = value(of: bytes[offset + 4..<offset + 8 + length])
      for k in 0..<4 {
        bytes[offset + 8 + length + k] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * k))
      }
      offset += 12 + length
    }
  }

  /// What follows the first stream of a gzip file, as far as that can be read. Its header is that of ``Workplace``.
  private static func repairGzip(_ bytes: inout [UInt8]) {
    guard let stream = unsafe try? Inflater.decode(bytes.span.bytes, start: 15, limit: 1 << 22),
      stream.end + 8 <= bytes.count
    else { return }
    store(value(of: stream.bytes[...]), in: &bytes, at: stream.end)
    store(UInt32(stream.bytes.count), in: &bytes, at: stream.end + 4)
  }

  /// The table, the sums and the header of a shard of prepared images, as far as the header says where they are.
  private static func repairShard(_ bytes: inout [UInt8]) {
    guard bytes.count >= 128 else { return }
    let (count, skipped) = (number(bytes, at: 24), number(bytes, at: 56))
    let table = number(bytes, at: 48) | number(bytes, at: 52) << 32
    let (size, overflows) = table.addingReportingOverflow(20 * count + skipped)
    if !overflows, table >= 0, size <= bytes.count {
      store(value(of: bytes[table..<size]), in: &bytes, at: 60)
      store(value(of: bytes[size...]), in: &bytes, at: 64)
    }
    store(value(of: bytes[..<72]), in: &bytes, at: 72)
  }

  private static func value(of bytes: ArraySlice<UInt8>) -> UInt32 {
    let covered = Array(bytes)
    return unsafe CRC32.value(of: covered.span.bytes)
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  private static func store(_ value: UInt32, in bytes: inout [UInt8], at offset: Int) {
    for k in 0..<4 { bytes[offset + k] = UInt8(truncatingIfNeeded: value >> UInt32(8 * k)) }
  }
}
