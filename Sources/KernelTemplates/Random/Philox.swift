/// Where a stream of random words begins: Philox 4×32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw,
/// Parallel random numbers: as easy as 1, 2, 3; SC 2011).
///
/// Word i of a stream is word i mod 4 of its block i / 4, and a block is a function of its number, the subsequence and the
/// key alone. So any part of a stream can be computed without the rest, by vectors of any width, with the same bits.
@frozen public struct PhiloxCounter: Sendable {
  /// The key of 64 bits.
  public var key: UInt64
  /// The upper half of the counter of 128 bits.
  public var subsequence: UInt64
  /// The lower half of the counter: the number of a block.
  public var block: UInt64

  /// The stream from `block` on.
  @inlinable @inline(__always)
  public init(key: UInt64, subsequence: UInt64, block: UInt64) {
    self.key = key
    self.subsequence = subsequence
    self.block = block
  }

  /// The stream some blocks further on.
  @inlinable @inline(__always)
  public func advanced(byBlocks count: Int) -> PhiloxCounter {
    PhiloxCounter(key: key, subsequence: subsequence, block: block &+ UInt64(count))
  }

  /// The first block: four words, the lower ones first.
  @inlinable @inline(__always)
  public var firstBlock: (UInt64, UInt64) { UInt64.philox(block, subsequence, key: key) }

  /// Writes `count` blocks, rounded up to whole vectors of lanes.
  @inlinable @inline(__always)
  public func write<Lanes: PhiloxLanes>(
    _: Lanes.Type, blocks count: Int, to words: UnsafeMutablePointer<UInt32>
  ) {
    let upper = Lanes(all: subsequence)
    for index in stride(from: 0, to: count, by: Lanes.laneCount) {
      let lower = Lanes(countingFrom: block &+ UInt64(index))
      let (a, b) = Lanes.philox(lower, upper, key: key)
      Lanes.storeInterleaved(a, b, to: words + 4 * index)
    }
  }
}

extension PhiloxLanes {
  /// The blocks of counters whose 128 bits are the lanes of `lower` and `upper`. The ten rounds are written out, since
  /// the compiler does not unroll a loop over them, and a loop keeps lanes of both in one register.
  @inlinable @inline(__always)
  public static func philox(_ lower: Self, _ upper: Self, key: UInt64) -> (Self, Self) {
    var state = (lower, upper)
    mix(&state, key, round: 0)
    mix(&state, key, round: 1)
    mix(&state, key, round: 2)
    mix(&state, key, round: 3)
    mix(&state, key, round: 4)
    mix(&state, key, round: 5)
    mix(&state, key, round: 6)
    mix(&state, key, round: 7)
    mix(&state, key, round: 8)
    mix(&state, key, round: 9)
    return state
  }

  /// A round multiplies words 0 and 2 of the counter (the lower words of the two lanes) by constants. The halves of the
  /// products, swapped, are the new counter, with the old words 1 and 3 and the round's key mixed in.
  @inlinable @inline(__always)
  static func mix(_ state: inout (Self, Self), _ key: UInt64, round: UInt32) {
    let key0 = UInt32(truncatingIfNeeded: key) &+ round &* 0x9e37_79b9
    let key1 = UInt32(truncatingIfNeeded: key &>> 32) &+ round &* 0xbb67_ae85
    let product0 = state.0.lowerWordMultiplied(by: 0xd251_1f53)
    let product1 = state.1.lowerWordMultiplied(by: 0xcd9e_8d57)
    state = (
      product1.wordsSwapped().exclusiveOr(state.0.upperWord()).exclusiveOr(Self(all: UInt64(key0))),
      product0.wordsSwapped().exclusiveOr(state.1.upperWord()).exclusiveOr(Self(all: UInt64(key1)))
    )
  }
}
