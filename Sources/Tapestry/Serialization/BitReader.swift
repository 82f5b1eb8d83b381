import KernelTemplates

/// The bits of a span, from the lowest of each byte to its highest, up to 56 at hand.
struct BitReader {
  /// The next byte that is not in `bits`.
  private(set) var position: Int
  /// What is read but not used yet, lowest bit first. Above `count` bits there are zeros, or a copy of the next ones.
  private(set) var bits: UInt64 = 0
  /// The number of bits at hand; negative after more were consumed than there are.
  private(set) var count = 0

  /// A reader that begins at byte `position`.
  init(position: Int) { self.position = position }

  /// The reader that the quick decoding of deflated data has come to.
  init(_ progress: InflateProgress) {
    (position, bits, count) = (progress.position, progress.bits, progress.count)
  }

  /// The first byte of which no bit has been used.
  @inline(__always) var byteOffset: Int { position &- max(count, 0) / 8 }

  /// Makes sure that at least 56 bits are at hand, or all that `input` still has.
  @inline(__always)
  mutating func refill(_ input: RawSpan) {
    if position &+ 8 <= input.byteCount {
      // Whole words: the bits that do not fit are read again next time, and fall on their copies.
      bits |= input.littleEndian(UInt64.self, at: position) &<< UInt64(truncatingIfNeeded: count)
      position &+= (63 &- count) &>> 3
      count |= 56
    } else {
      while count <= 56 && position < input.byteCount {
        bits |= UInt64(input.byte(at: position)) &<< UInt64(truncatingIfNeeded: count)
        position &+= 1
        count &+= 8
      }
    }
  }

  /// The next `width` bits.
  @inline(__always)
  func peek(_ width: Int) -> Int {
    Int(truncatingIfNeeded: bits & (1 &<< UInt64(truncatingIfNeeded: width) &- 1))
  }

  /// Uses `width` bits up.
  @inline(__always)
  mutating func consume(_ width: Int) {
    bits &>>= UInt64(truncatingIfNeeded: width)
    count &-= width
  }

  /// The next `width` bits, used up; nil where `input` ends before.
  mutating func take(_ width: Int, _ input: RawSpan) -> Int? {
    if count < width { refill(input) }
    guard count >= width else { return nil }
    defer { consume(width) }
    return peek(width)
  }

  /// Goes to the next byte of the input, and forgets what is at hand.
  mutating func alignToByte() { self = BitReader(position: byteOffset) }

  /// Goes `byteCount` bytes further.
  mutating func skip(_ byteCount: Int) { self = BitReader(position: byteOffset + byteCount) }
}
