/// The bits of a deflate stream (RFC 1951), lowest bit of each byte first, and how much they have become so far.
public struct InflateProgress: Sendable {
  /// The next byte of the input that is not in `bits`.
  public var position: Int
  /// What is read but not used yet, lowest bit first. Above `count` bits there are zeros, or a copy of the next ones.
  public var bits: UInt64
  /// The number of bits at hand.
  public var count: Int
  /// The number of bytes in the output.
  public var written: Int

  /// A place in a stream.
  public init(position: Int, bits: UInt64, count: Int, written: Int) {
    (self.position, self.bits, self.count, self.written) = (position, bits, count, written)
  }

  /// Makes sure that at least 56 bits are at hand. Eight bytes must be there from `position` on.
  @inlinable @inline(__always)
  mutating func refill(_ input: UnsafePointer<UInt8>) {
    let word = UInt64(littleEndian: UnsafeRawPointer(input + position).loadUnaligned(as: UInt64.self))
    bits |= word &<< UInt64(truncatingIfNeeded: count)
    position &+= (63 &- count) &>> 3
    count |= 56
  }

  /// Uses the bits up whose number is the lowest byte of an entry of a table.
  @inlinable @inline(__always)
  mutating func consume(_ entry: UInt32) {
    bits &>>= UInt64(entry)
    count &-= Int(entry & 0xFF)
  }
}

/// An entry of a table that says what the next bits of a deflate stream mean, as 32 bits.
///
/// They are the number of bits that are used up (0…7), of these the bits of the code (8…11), the kind (12…15) and a payload
/// (16…31): a literal, the base of a length or distance that the bits after the code are added to, or the place of a second
/// table, which is indexed by as many bits as the bits after the code.
public struct InflateEntry: Sendable {
  /// What an entry stands for.
  public enum Kind: UInt32, Sendable {
    /// A byte.
    case literal = 0
    /// A length or a distance.
    case number
    /// The end of the block.
    case end
    /// A code that is longer than the first table's bits.
    case table
    /// No code.
    case invalid
  }

  /// All of it.
  public let bits: UInt32

  /// The entry whose parts are in `bits`.
  @inlinable @inline(__always)
  public init(bits: UInt32) { self.bits = bits }

  /// An entry of a code of `length` bits, 0 to 15.
  public init(_ kind: Kind, payload: Int = 0, extraBits: Int = 0, length: Int = 0) {
    bits =
      UInt32(payload) << 16 | kind.rawValue << 12 | UInt32(length) << 8 | UInt32(extraBits + length)
  }

  /// The bits of the code.
  @inlinable @inline(__always) public var length: Int { Int(bits >> 8 & 0xF) }
  /// The bits after the code.
  @inlinable @inline(__always) public var extraBits: Int { Int(bits & 0xFF) &- length }
  /// The payload.
  @inlinable @inline(__always) public var payload: Int { Int(bits >> 16) }
  /// Whether this is of one kind.
  @inlinable @inline(__always) public func isKind(_ kind: Kind) -> Bool {
    bits >> 12 & 0xF == kind.rawValue
  }
  /// The same entry with a code of `length` bits.
  @inlinable @inline(__always) public func withLength(_ length: Int) -> UInt32 {
    bits &+ UInt32(truncatingIfNeeded: length) &* 0x101
  }

  /// The length or distance that this entry and the bits after its code stand for. The code is the lowest of `bits`.
  @inlinable @inline(__always)
  func number(_ bits: UInt64) -> Int {
    let used = bits & (1 &<< UInt64(self.bits & 0xFF) &- 1)
    return payload &+ Int(truncatingIfNeeded: used &>> UInt64(length))
  }
}
