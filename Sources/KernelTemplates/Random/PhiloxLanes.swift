// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// 64-bit lanes with the operations that Philox is made of. A lane is two words of 32 bits, the lower one first.
///
/// The vectors differ in width only. `UInt64` is the single lane that everything else must agree with.
public protocol PhiloxLanes: Sendable {
  static var laneCount: Int { get }
  /// All lanes `value`.
  init(all value: UInt64)
  /// `first`, `first + 1`, …
  init(countingFrom first: UInt64)
  /// The product of each lower word with `factor`.
  func lowerWordMultiplied(by factor: UInt32) -> Self
  /// The upper word of each lane in the place of the lower, zero above.
  func upperWord() -> Self
  func wordsSwapped() -> Self
  func exclusiveOr(_ other: Self) -> Self
  /// Writes the lanes of `a` and `b` in turn: a₀ b₀ a₁ b₁ …
  static func storeInterleaved(_ a: Self, _ b: Self, to pointer: UnsafeMutablePointer<UInt32>)
}

extension UInt64: PhiloxLanes {
  @inlinable @inline(__always) public static var laneCount: Int { 1 }
  @inlinable @inline(__always) public init(all value: UInt64) { self = value }
  @inlinable @inline(__always) public init(countingFrom first: UInt64) { self = first }
  @inlinable @inline(__always) public func lowerWordMultiplied(by factor: UInt32) -> Self {
    (self & 0xffff_ffff) &* UInt64(factor)
  }
  @inlinable @inline(__always) public func upperWord() -> Self { self &>> 32 }
  @inlinable @inline(__always) public func wordsSwapped() -> Self { self &<< 32 | self &>> 32 }
  @inlinable @inline(__always) public func exclusiveOr(_ other: Self) -> Self { self ^ other }
  @inlinable @inline(__always) public static func storeInterleaved(
    _ a: Self, _ b: Self, to pointer: UnsafeMutablePointer<UInt32>
  ) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: a, as: UInt64.self)
    UnsafeMutableRawPointer(pointer + 2).storeBytes(of: b, as: UInt64.self)
  }
}

extension SIMD2: PhiloxLanes where Scalar == UInt64 {
  @inlinable @inline(__always) public static var laneCount: Int { 2 }
  @inlinable @inline(__always) public init(all value: UInt64) { self = SIMD2<UInt64>(repeating: value) }
  @inlinable @inline(__always) public init(countingFrom first: UInt64) {
    self = SIMD2<UInt64>(repeating: first) &+ SIMD2<UInt64>(0, 1)
  }
  @inlinable @inline(__always) public func lowerWordMultiplied(by factor: UInt32) -> Self {
    (self & SIMD2<UInt64>(repeating: 0xffff_ffff)) &* SIMD2<UInt64>(repeating: UInt64(factor))
  }
  @inlinable @inline(__always) public func upperWord() -> Self { self &>> SIMD2<UInt64>(repeating: 32) }
  @inlinable @inline(__always) public func wordsSwapped() -> Self {
    (self &<< SIMD2<UInt64>(repeating: 32)) | (self &>> SIMD2<UInt64>(repeating: 32))
  }
  @inlinable @inline(__always) public func exclusiveOr(_ other: Self) -> Self { self ^ other }
  @inlinable @inline(__always) public static func storeInterleaved(
    _ a: Self, _ b: Self, to pointer: UnsafeMutablePointer<UInt32>
  ) {
    let pointer = UnsafeMutableRawPointer(pointer)
    pointer.storeBytes(of: SIMD2<UInt64>(a[0], b[0]), as: SIMD2<UInt64>.self)
    pointer.storeBytes(of: SIMD2<UInt64>(a[1], b[1]), toByteOffset: 16, as: SIMD2<UInt64>.self)
  }
}

extension SIMD4: PhiloxLanes where Scalar == UInt64 {
  @inlinable @inline(__always) public static var laneCount: Int { 4 }
  @inlinable @inline(__always) public init(all value: UInt64) { self = SIMD4<UInt64>(repeating: value) }
  @inlinable @inline(__always) public init(countingFrom first: UInt64) {
    self = SIMD4<UInt64>(repeating: first) &+ SIMD4<UInt64>(0, 1, 2, 3)
  }
  @inlinable @inline(__always) public func lowerWordMultiplied(by factor: UInt32) -> Self {
    (self & SIMD4<UInt64>(repeating: 0xffff_ffff)) &* SIMD4<UInt64>(repeating: UInt64(factor))
  }
  @inlinable @inline(__always) public func upperWord() -> Self { self &>> SIMD4<UInt64>(repeating: 32) }
  @inlinable @inline(__always) public func wordsSwapped() -> Self {
    (self &<< SIMD4<UInt64>(repeating: 32)) | (self &>> SIMD4<UInt64>(repeating: 32))
  }
  @inlinable @inline(__always) public func exclusiveOr(_ other: Self) -> Self { self ^ other }
  @inlinable @inline(__always) public static func storeInterleaved(
    _ a: Self, _ b: Self, to pointer: UnsafeMutablePointer<UInt32>
  ) {
    var first = SIMD4<UInt64>()
    var second = SIMD4<UInt64>()
    first.evenHalf = a.lowHalf
    first.oddHalf = b.lowHalf
    second.evenHalf = a.highHalf
    second.oddHalf = b.highHalf
    let pointer = UnsafeMutableRawPointer(pointer)
    pointer.storeBytes(of: first, as: SIMD4<UInt64>.self)
    pointer.storeBytes(of: second, toByteOffset: 32, as: SIMD4<UInt64>.self)
  }
}

extension SIMD8: PhiloxLanes where Scalar == UInt64 {
  @inlinable @inline(__always) public static var laneCount: Int { 8 }
  @inlinable @inline(__always) public init(all value: UInt64) { self = SIMD8<UInt64>(repeating: value) }
  @inlinable @inline(__always) public init(countingFrom first: UInt64) {
    self = SIMD8<UInt64>(repeating: first) &+ SIMD8<UInt64>(0, 1, 2, 3, 4, 5, 6, 7)
  }
  @inlinable @inline(__always) public func lowerWordMultiplied(by factor: UInt32) -> Self {
    (self & SIMD8<UInt64>(repeating: 0xffff_ffff)) &* SIMD8<UInt64>(repeating: UInt64(factor))
  }
  @inlinable @inline(__always) public func upperWord() -> Self { self &>> SIMD8<UInt64>(repeating: 32) }
  @inlinable @inline(__always) public func wordsSwapped() -> Self {
    (self &<< SIMD8<UInt64>(repeating: 32)) | (self &>> SIMD8<UInt64>(repeating: 32))
  }
  @inlinable @inline(__always) public func exclusiveOr(_ other: Self) -> Self { self ^ other }
  @inlinable @inline(__always) public static func storeInterleaved(
    _ a: Self, _ b: Self, to pointer: UnsafeMutablePointer<UInt32>
  ) {
    var first = SIMD8<UInt64>()
    var second = SIMD8<UInt64>()
    first.evenHalf = a.lowHalf
    first.oddHalf = b.lowHalf
    second.evenHalf = a.highHalf
    second.oddHalf = b.highHalf
    let pointer = UnsafeMutableRawPointer(pointer)
    pointer.storeBytes(of: first, as: SIMD8<UInt64>.self)
    pointer.storeBytes(of: second, toByteOffset: 64, as: SIMD8<UInt64>.self)
  }
}
