/// Finds earlier occurrences of the bytes at a position, at most a window back: positions with the same hash of four
/// bytes form a chain from the latest to the earliest.
struct MatchFinder {
  /// The shortest match that is found.
  static let minimumLength = 4
  private static let hashBits = 15
  /// The most positions of a chain that are looked at.
  private static let chainLimit = 48
  /// A match of this length is good enough to stop looking.
  private static let niceLength = 128
  /// After a match of this length, only a quarter of a chain is searched for a longer one.
  private static let goodLength = 16

  /// For each hash, the latest position; for each position modulo the window, the one before in its chain.
  /// Positions count from `base`, and -1 means none.
  private var latest = [Int32](repeating: -1, count: 1 << hashBits)
  private var earlier = [Int32](repeating: -1, count: DeflateFormat.windowSize)
  private let base: Int

  /// A finder of matches between positions that are not before `base`.
  init(base: Int) { self.base = base }

  @inline(__always)
  private static func hash(_ bytes: RawSpan, _ position: Int) -> Int {
    let word = bytes.littleEndian(UInt32.self, at: position)
    return Int(truncatingIfNeeded: (word &* 0x9E37_79B1) &>> UInt32(32 - hashBits))
  }

  /// Adds a position, which is followed by at least four bytes.
  @inline(__always)
  mutating func insert(_ position: Int, _ bytes: RawSpan) {
    let hash = Self.hash(bytes, position)
    earlier[(position &- base) & (DeflateFormat.windowSize - 1)] = latest[hash]
    latest[hash] = Int32(truncatingIfNeeded: position &- base)
  }

  /// The longest match for the bytes from `position` to `end` that is longer than `previous`; a length of 0 where there
  /// is none.
  func longestMatch(
    at position: Int, end: Int, longerThan previous: Int, _ bytes: RawSpan
  ) -> (length: Int, distance: Int) {
    let limit = min(end - position, DeflateFormat.maximumMatch)
    var bestLength = max(previous, Self.minimumLength - 1)
    var bestDistance = 0
    guard limit > bestLength else { return (0, 0) }
    let oldest = max(position &- DeflateFormat.windowSize, base)
    var steps = previous >= Self.goodLength ? Self.chainLimit / 4 : Self.chainLimit
    var candidate = base &+ Int(latest[Self.hash(bytes, position)])
    // The last four bytes of a longer match tell most candidates off.
    var tail = bytes.littleEndian(UInt32.self, at: position &+ bestLength &- 3)
    while candidate >= oldest && steps > 0 {
      steps &-= 1
      if bytes.littleEndian(UInt32.self, at: candidate &+ bestLength &- 3) == tail {
        let length = Self.commonLength(candidate, position, limit: limit, bytes)
        if length > bestLength {
          bestLength = length
          bestDistance = position &- candidate
          if length >= min(Self.niceLength, limit) { break }
          tail = bytes.littleEndian(UInt32.self, at: position &+ bestLength &- 3)
        }
      }
      let next = base &+ Int(earlier[(candidate &- base) & (DeflateFormat.windowSize - 1)])
      guard next < candidate else { break }  // the place was taken over by a later position
      candidate = next
    }
    return bestDistance > 0 ? (bestLength, bestDistance) : (0, 0)
  }

  /// How many bytes at `a` and `b` agree, at most `limit`.
  @inline(__always)
  private static func commonLength(_ a: Int, _ b: Int, limit: Int, _ bytes: RawSpan) -> Int {
    var length = 0
    while length &+ 8 <= limit {
      let difference =
        bytes.littleEndian(UInt64.self, at: a &+ length) ^ bytes.littleEndian(UInt64.self, at: b &+ length)
      if difference != 0 { return length &+ difference.trailingZeroBitCount &>> 3 }
      length &+= 8
    }
    while length < limit && bytes.byte(at: a &+ length) == bytes.byte(at: b &+ length) { length &+= 1 }
    return length
  }
}
