import Tapestry

// Numbers in the headers of files. Every access is checked against the span's bounds; what may be outside is asked for
// with an error at hand.

extension RawSpan {
  func bigEndian16(at offset: Int) -> Int { Int(UInt16(bigEndian: littleEndianBits(at: offset))) }
  func bigEndian32(at offset: Int) -> Int { Int(UInt32(bigEndian: littleEndianBits(at: offset))) }

  private func littleEndianBits<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Integer {
    Integer(littleEndian: littleEndian(Integer.self, at: offset)).littleEndian
  }

  /// Makes sure that `count` bytes follow `offset`.
  func require(_ count: Int, at offset: Int, _ what: @autoclosure () -> String) throws(FileError) {
    guard offset <= byteCount, count <= byteCount - offset else {
      throw FileError(
        .truncated, at: byteCount,
        "\(what()) needs \(count) bytes from byte \(offset) on, but the data end before")
    }
  }
}

extension [UInt8] {
  /// Appends the big-endian bytes of `value`.
  mutating func append(bigEndian value: some FixedWidthInteger) { append(littleEndian: value.byteSwapped) }
}
