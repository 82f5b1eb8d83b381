// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// The vectors of Double: 128, 256 and 512 bits. They differ in width only.

/// 2 lanes of `Double`.
@frozen public struct Doublex2: KernelVector {
  public typealias Scalar = Double
  public typealias Mask = SIMDMask<SIMD2<Int64>>

  public var lanes: SIMD2<Double>

  @inlinable @inline(__always) public init(_ lanes: SIMD2<Double>) { self.lanes = lanes }
  @inlinable @inline(__always) public static var laneCount: Int { 2 }
  @inlinable @inline(__always) public init(_ value: Double) { lanes = SIMD2<Double>(repeating: value) }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Double>) {
    lanes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<Double>.self)
  }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD2<Double>.self)
  }
  @inlinable @inline(__always) public static func interleave(_ a: Self, _ b: Self) -> (Self, Self) {
    (Self(SIMD2(a.lanes[0], b.lanes[0])), Self(SIMD2(a.lanes[1], b.lanes[1])))
  }
  @inlinable @inline(__always) public static func deinterleave(_ a: Self, _ b: Self) -> (Self, Self) {
    (Self(SIMD2(a.lanes[0], b.lanes[0])), Self(SIMD2(a.lanes[1], b.lanes[1])))
  }
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Double {
    get { lanes[lane] }
    set { lanes[lane] = newValue }
  }

  @inlinable @inline(__always) public static func + (a: Self, b: Self) -> Self { Self(a.lanes + b.lanes) }
  @inlinable @inline(__always) public static func - (a: Self, b: Self) -> Self { Self(a.lanes - b.lanes) }
  @inlinable @inline(__always) public static func * (a: Self, b: Self) -> Self { Self(a.lanes * b.lanes) }
  @inlinable @inline(__always) public static func / (a: Self, b: Self) -> Self { Self(a.lanes / b.lanes) }
  @inlinable @inline(__always) public static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    #if arch(x86_64)
      Self(a.lanes * b.lanes + c.lanes)  // the x86-64 baseline has no FMA: a fused one is a call a lane
    #else
      Self(c.lanes.addingProduct(a.lanes, b.lanes))
    #endif
  }
  @inlinable @inline(__always) public func squareRoot() -> Self { Self(lanes.squareRoot()) }
  @inlinable @inline(__always) public func roundedToEven() -> Self { Self(lanes.rounded(.toNearestOrEven)) }

  @inlinable @inline(__always) public static func < (a: Self, b: Self) -> Mask { a.lanes .< b.lanes }
  @inlinable @inline(__always) public static func == (a: Self, b: Self) -> Mask { a.lanes .== b.lanes }
  @inlinable @inline(__always) public static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self {
    Self(b.lanes.replacing(with: a.lanes, where: mask))
  }
}

/// 4 lanes of `Double`.
@frozen public struct Doublex4: KernelVector {
  public typealias Scalar = Double
  public typealias Mask = SIMDMask<SIMD4<Int64>>

  public var lanes: SIMD4<Double>

  @inlinable @inline(__always) public init(_ lanes: SIMD4<Double>) { self.lanes = lanes }
  @inlinable @inline(__always) public static var laneCount: Int { 4 }
  @inlinable @inline(__always) public init(_ value: Double) { lanes = SIMD4<Double>(repeating: value) }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Double>) {
    lanes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Double>.self)
  }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD4<Double>.self)
  }
  @inlinable @inline(__always) public static func interleave(_ a: Self, _ b: Self) -> (Self, Self) {
    var first = SIMD4<Double>()
    var second = SIMD4<Double>()
    first.evenHalf = a.lanes.lowHalf
    first.oddHalf = b.lanes.lowHalf
    second.evenHalf = a.lanes.highHalf
    second.oddHalf = b.lanes.highHalf
    return (Self(first), Self(second))
  }
  @inlinable @inline(__always) public static func deinterleave(_ a: Self, _ b: Self) -> (Self, Self) {
    (
      Self(SIMD4(lowHalf: a.lanes.evenHalf, highHalf: b.lanes.evenHalf)),
      Self(SIMD4(lowHalf: a.lanes.oddHalf, highHalf: b.lanes.oddHalf))
    )
  }
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Double {
    get { lanes[lane] }
    set { lanes[lane] = newValue }
  }

  @inlinable @inline(__always) public static func + (a: Self, b: Self) -> Self { Self(a.lanes + b.lanes) }
  @inlinable @inline(__always) public static func - (a: Self, b: Self) -> Self { Self(a.lanes - b.lanes) }
  @inlinable @inline(__always) public static func * (a: Self, b: Self) -> Self { Self(a.lanes * b.lanes) }
  @inlinable @inline(__always) public static func / (a: Self, b: Self) -> Self { Self(a.lanes / b.lanes) }
  @inlinable @inline(__always) public static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    Self(c.lanes.addingProduct(a.lanes, b.lanes))
  }
  @inlinable @inline(__always) public func squareRoot() -> Self { Self(lanes.squareRoot()) }
  @inlinable @inline(__always) public func roundedToEven() -> Self { Self(lanes.rounded(.toNearestOrEven)) }

  @inlinable @inline(__always) public static func < (a: Self, b: Self) -> Mask { a.lanes .< b.lanes }
  @inlinable @inline(__always) public static func == (a: Self, b: Self) -> Mask { a.lanes .== b.lanes }
  @inlinable @inline(__always) public static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self {
    Self(b.lanes.replacing(with: a.lanes, where: mask))
  }
}

/// 8 lanes of `Double`.
@frozen public struct Doublex8: KernelVector {
  public typealias Scalar = Double
  public typealias Mask = SIMDMask<SIMD8<Int64>>

  public var lanes: SIMD8<Double>

  @inlinable @inline(__always) public init(_ lanes: SIMD8<Double>) { self.lanes = lanes }
  @inlinable @inline(__always) public static var laneCount: Int { 8 }
  @inlinable @inline(__always) public init(_ value: Double) { lanes = SIMD8<Double>(repeating: value) }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Double>) {
    lanes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Double>.self)
  }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD8<Double>.self)
  }
  @inlinable @inline(__always) public static func interleave(_ a: Self, _ b: Self) -> (Self, Self) {
    var first = SIMD8<Double>()
    var second = SIMD8<Double>()
    first.evenHalf = a.lanes.lowHalf
    first.oddHalf = b.lanes.lowHalf
    second.evenHalf = a.lanes.highHalf
    second.oddHalf = b.lanes.highHalf
    return (Self(first), Self(second))
  }
  @inlinable @inline(__always) public static func deinterleave(_ a: Self, _ b: Self) -> (Self, Self) {
    (
      Self(SIMD8(lowHalf: a.lanes.evenHalf, highHalf: b.lanes.evenHalf)),
      Self(SIMD8(lowHalf: a.lanes.oddHalf, highHalf: b.lanes.oddHalf))
    )
  }
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Double {
    get { lanes[lane] }
    set { lanes[lane] = newValue }
  }

  @inlinable @inline(__always) public static func + (a: Self, b: Self) -> Self { Self(a.lanes + b.lanes) }
  @inlinable @inline(__always) public static func - (a: Self, b: Self) -> Self { Self(a.lanes - b.lanes) }
  @inlinable @inline(__always) public static func * (a: Self, b: Self) -> Self { Self(a.lanes * b.lanes) }
  @inlinable @inline(__always) public static func / (a: Self, b: Self) -> Self { Self(a.lanes / b.lanes) }
  @inlinable @inline(__always) public static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    Self(c.lanes.addingProduct(a.lanes, b.lanes))
  }
  @inlinable @inline(__always) public func squareRoot() -> Self { Self(lanes.squareRoot()) }
  @inlinable @inline(__always) public func roundedToEven() -> Self { Self(lanes.rounded(.toNearestOrEven)) }

  @inlinable @inline(__always) public static func < (a: Self, b: Self) -> Mask { a.lanes .< b.lanes }
  @inlinable @inline(__always) public static func == (a: Self, b: Self) -> Mask { a.lanes .== b.lanes }
  @inlinable @inline(__always) public static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self {
    Self(b.lanes.replacing(with: a.lanes, where: mask))
  }
}
