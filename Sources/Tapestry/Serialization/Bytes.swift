// Numbers in bytes, for the formats that this folder reads and writes. Every access is checked against the span's bounds.

extension RawSpan {
  /// The integer whose little-endian bytes begin at `offset`.
  @inline(__always)
  package func littleEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type, at offset: Int
  ) -> Integer {
    // Every pattern of bits is an integer, so that the load, which checks its bounds, is safe.
    Integer(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self))
  }

  /// The byte at `offset`.
  @inline(__always)
  package func byte(at offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// The bytes of `range` as an array.
  package func array(_ range: Range<Int>) -> [UInt8] {
    unsafe extracting(range).withUnsafeBytes { unsafe Array($0) }
  }
}

extension [UInt8] {
  /// Overwrites the bytes that begin at `offset` by the little-endian bytes of `value`.
  @inline(__always)
  mutating func store(littleEndian value: UInt32, at offset: Int) {
    var span = mutableSpan
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// Overwrites the bytes that begin at `offset`.
  mutating func replace(at offset: Int, with bytes: RawSpan) {
    var span = mutableSpan
    var output = unsafe span.mutableBytes
    output.copy(bytes.byteCount, from: bytes, at: 0, to: offset)
  }

  /// Appends the little-endian bytes of `value`.
  package mutating func append(littleEndian value: some FixedWidthInteger) {
    var rest = value
    for _ in 0..<value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}

extension MutableRawSpan {
  /// Writes `count` bytes of `source`, which begin there at `offset`, at `destination`.
  package mutating func copy(_ count: Int, from source: RawSpan, at offset: Int, to destination: Int) {
    unsafe source.extracting(offset..<offset + count).withUnsafeBytes { bytes in
      var target = _mutatingExtracting(destination..<destination + count)
      unsafe target.withUnsafeMutableBytes { unsafe $0.copyMemory(from: bytes) }
    }
  }
}
