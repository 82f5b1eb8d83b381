/// Bits packed into bytes, from the lowest of each byte to its highest.
struct BitWriter {
  /// The complete bytes, then room for more.
  private var storage: [UInt8] = []
  private var end = 0
  private var bits: UInt64 = 0
  private var count = 0

  /// The bits written so far.
  var bitCount: Int { end * 8 + count }

  /// Makes room for `bitCount` more bits, which must be done before they are put.
  mutating func reserve(bitCount: Int) {
    let needed = end + bitCount / 8 + 16
    if storage.count < needed {
      storage.append(contentsOf: repeatElement(0, count: max(needed - storage.count, storage.count / 2)))
    }
  }

  /// Appends the lowest `width` bits of `value`, at most 32; those above must be zero.
  @inline(__always)
  mutating func put(_ value: Int, width: Int) {
    bits |= UInt64(truncatingIfNeeded: value) &<< UInt64(truncatingIfNeeded: count)
    count &+= width
    if count >= 32 {
      storage.store(littleEndian: UInt32(truncatingIfNeeded: bits), at: end)
      end &+= 4
      bits &>>= 32
      count &-= 32
    }
  }

  /// Fills the last byte with zeros.
  mutating func alignToByte() {
    reserve(bitCount: 64)
    while count > 0 {
      storage[end] = UInt8(truncatingIfNeeded: bits)
      end += 1
      bits >>= 8
      count -= 8
    }
    (bits, count) = (0, 0)
  }

  /// Appends whole bytes. The last byte must be full.
  mutating func put(_ bytes: RawSpan) {
    reserve(bitCount: bytes.byteCount * 8)
    storage.replace(at: end, with: bytes)
    end += bytes.byteCount
  }

  /// The bytes. The last must be full.
  consuming func finish() -> [UInt8] {
    storage.removeLast(storage.count - end)
    return storage
  }
}
