// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// The vectors of Float: 128, 256 and 512 bits. They differ in width only.

/// 4 lanes of `Float`.
@frozen public struct Floatx4: KernelVector {
  public typealias Scalar = Float
  public typealias Mask = SIMDMask<SIMD4<Int32>>

  public var lanes: SIMD4<Float>

  @inlinable @inline(__always) public init(_ lanes: SIMD4<Float>) { self.lanes = lanes }
  @inlinable @inline(__always) public static var laneCount: Int { 4 }
  @inlinable @inline(__always) public init(_ value: Float) { lanes = SIMD4<Float>(repeating: value) }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
  }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD4<Float>.self)
  }
  @inlinable @inline(__always) public static func interleave(_ a: Self, _ b: Self) -> (Self, Self) {
    var first = SIMD4<Float>()
    var second = SIMD4<Float>()
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
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Float {
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

/// 8 lanes of `Float`.
@frozen public struct Floatx8: KernelVector {
  public typealias Scalar = Float
  public typealias Mask = SIMDMask<SIMD8<Int32>>

  public var lanes: SIMD8<Float>

  @inlinable @inline(__always) public init(_ lanes: SIMD8<Float>) { self.lanes = lanes }
  @inlinable @inline(__always) public static var laneCount: Int { 8 }
  @inlinable @inline(__always) public init(_ value: Float) { lanes = SIMD8<Float>(repeating: value) }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD8<Float>.self)
  }
  @inlinable @inline(__always) public static func interleave(_ a: Self, _ b: Self) -> (Self, Self) {
    var first = SIMD8<Float>()
    var second = SIMD8<Float>()
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
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Float {
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

/// 16 lanes of `Float`.
@frozen public struct Floatx16: KernelVector {
  public typealias Scalar = Float
  public typealias Mask = SIMDMask<SIMD16<Int32>>

  public var lanes: SIMD16<Float>

  @inlinable @inline(__always) public init(_ lanes: SIMD16<Float>) { self.lanes = lanes }
  @inlinable @inline(__always) public static var laneCount: Int { 16 }
  @inlinable @inline(__always) public init(_ value: Float) { lanes = SIMD16<Float>(repeating: value) }
  @inlinable @inline(__always) public init(loading pointer: UnsafePointer<Float>) {
    lanes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
  }
  @inlinable @inline(__always) public func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: SIMD16<Float>.self)
  }
  @inlinable @inline(__always) public static func interleave(_ a: Self, _ b: Self) -> (Self, Self) {
    var first = SIMD16<Float>()
    var second = SIMD16<Float>()
    first.evenHalf = a.lanes.lowHalf
    first.oddHalf = b.lanes.lowHalf
    second.evenHalf = a.lanes.highHalf
    second.oddHalf = b.lanes.highHalf
    return (Self(first), Self(second))
  }
  @inlinable @inline(__always) public static func deinterleave(_ a: Self, _ b: Self) -> (Self, Self) {
    (
      Self(SIMD16(lowHalf: a.lanes.evenHalf, highHalf: b.lanes.evenHalf)),
      Self(SIMD16(lowHalf: a.lanes.oddHalf, highHalf: b.lanes.oddHalf))
    )
  }
  @inlinable @inline(__always) public subscript(_ lane: Int) -> Float {
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
