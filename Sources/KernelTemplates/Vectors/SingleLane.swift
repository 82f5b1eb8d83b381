// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// One lane, so that the last elements of a row go through the same template as the others.
@frozen public struct SingleLane<Scalar: BinaryFloatingPoint & SIMDScalar & Sendable>: VectorLanes {
  public typealias Mask = Bool

  public var value: Scalar

  @inlinable @inline(__always) public static var laneCount: Int { 1 }
  @inlinable @inline(__always) public init(_ value: Scalar) { self.value = value }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Scalar>) { value = pointer.pointee }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Scalar>) {
    pointer.pointee = value
  }
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Scalar {
    get { value }
    set { value = newValue }
  }

  @inlinable @inline(__always) public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  @inlinable @inline(__always) public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  @inlinable @inline(__always) public static func * (a: Self, b: Self) -> Self { Self(a.value * b.value) }
  @inlinable @inline(__always) public static func / (a: Self, b: Self) -> Self { Self(a.value / b.value) }

  @inlinable @inline(__always) public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  @inlinable @inline(__always) public static func == (a: Self, b: Self) -> Bool { a.value == b.value }
  @inlinable @inline(__always) public static func select(_ mask: Bool, _ a: Self, _ b: Self) -> Self {
    mask ? a : b
  }
}
