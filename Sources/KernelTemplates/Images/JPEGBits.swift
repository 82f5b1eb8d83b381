/// The bits of a piece of a JPEG file's entropy-coded data, without stuffing, highest bit of each byte first.
///
/// At least ``padding`` bytes that may be read must follow the end.
public struct JPEGBits {
  /// More bytes than the longest block takes, and a word.
  public static let padding = 512

  @usableFromInline var next: UnsafePointer<UInt8>
  @usableFromInline let end: UnsafePointer<UInt8>
  /// What is read but not used yet, at the top. Below `count` bits there are zeros, or a copy of the next ones.
  @usableFromInline var buffer: UInt64 = 0
  @usableFromInline var count = 0
  /// How many more blocks a progressive scan leaves as they are.
  @usableFromInline var blocksToSkip = 0

  /// The bits of the bytes from `start` up to `end`.
  public init(start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
    next = start
    self.end = end
  }

  /// Whether more bits were used than there are.
  @inlinable @inline(__always) public var isExhausted: Bool { next - count / 8 > end }

  /// Makes sure that at least 56 bits are at hand.
  @inlinable @inline(__always) mutating func refill() {
    let word = UInt64(bigEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
    buffer |= word &>> UInt64(truncatingIfNeeded: count)
    next += (63 &- count) &>> 3
    count |= 56
  }

  /// Makes sure that a code and the bits after it are at hand: 16 and 16 at most.
  @inlinable @inline(__always) mutating func refillIfNeeded() {
    if count < 32 { refill() }
  }

  /// The next `width` bits, 1 to 32.
  @inlinable @inline(__always) func peek(_ width: Int) -> Int {
    Int(truncatingIfNeeded: buffer &>> UInt64(truncatingIfNeeded: 64 &- width))
  }

  @inlinable @inline(__always) mutating func consume(_ width: Int) {
    buffer &<<= UInt64(truncatingIfNeeded: width)
    count &-= width
  }

  @inlinable @inline(__always) mutating func take(_ width: Int) -> Int {
    defer { consume(width) }
    return peek(width)
  }

  /// The number that `width` bits stand for, 1 to 16: those without the highest bit are negative (ITU-T T.81, F.2.2.1).
  @inlinable @inline(__always) mutating func takeSigned(_ width: Int) -> Int {
    let bits = take(width)
    return bits < 1 &<< (width &- 1) ? bits &- (1 &<< width) &+ 1 : bits
  }
}
