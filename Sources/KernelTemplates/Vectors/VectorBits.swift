// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What the mathematical functions need to know of the bits of a lane. The vectors differ in width only.

extension Floatx4 {
  @usableFromInline typealias Bits = SIMD4<UInt32>
  public typealias Counters = SIMD2<UInt64>

  @inlinable @inline(__always) var bits: Bits { unsafeBitCast(lanes, to: Bits.self) }
  @inlinable @inline(__always) init(bits: Bits) { lanes = unsafeBitCast(bits, to: SIMD4<Float>.self) }

  @inlinable @inline(__always) public static var hasFusedMultiplyAdd: Bool {
    #if arch(x86_64)
      false
    #else
      true
    #endif
  }
  @inlinable @inline(__always) public static func any(_ mask: Mask) -> Bool {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    return (words[0] | words[1]) != 0
  }
  @inlinable @inline(__always) public var magnitude: Self {
    Self(bits: bits & Bits(repeating: 0x7fff_ffff))
  }
  @inlinable @inline(__always) public func withSign(of other: Self) -> Self {
    let magnitude = Bits(repeating: 0x7fff_ffff)
    return Self(bits: (bits & magnitude) | (other.bits & ~magnitude))
  }
  @inlinable @inline(__always) public func powerOfTwo() -> Self {
    // Adding 1.5 * 2^23 leaves the biased exponent in the lowest bits.
    Self(bits: (self + Self(0x1.8p23 + 127)).bits &<< Bits(repeating: 23))
  }
  @inlinable @inline(__always) public func splitExponent() -> (mantissa: Self, exponent: Self) {
    // Adding bits(1) - bits(√½) carries into the exponent where the fraction is at least √2.
    let carried = bits &+ Bits(repeating: 0x004a_fb0d)
    let mantissa = bits &- (carried & Bits(repeating: 0xff80_0000)) &+ Bits(repeating: 0x3f80_0000)
    let exponent = Self(bits: (carried &>> Bits(repeating: 23)) | Bits(repeating: 0x4b00_0000))
    return (Self(bits: mantissa), exponent - Self(0x1p23 + 127))
  }
  @inlinable @inline(__always) public init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self) {
    let bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<UInt8>.self)
    var bits = Bits()
    for lane in 0..<4 { bits[lane] = UInt32(truncatingIfNeeded: bytes[lane]) }
    self.init(bits: base.bits | bits)
  }
  @inlinable @inline(__always) public func threeQuarterPowerEstimate() -> Self {
    // The bits are nearly a logarithm: this multiplies it by -¾.
    Self(bits: Bits(repeating: 0x6f14_53b8) &- (bits &- (bits &>> Bits(repeating: 2))))
  }
  @inlinable @inline(__always) public static func all(_ mask: Mask) -> Bool { !any(.!mask) }
}

extension Floatx8 {
  @usableFromInline typealias Bits = SIMD8<UInt32>
  public typealias Counters = SIMD4<UInt64>

  @inlinable @inline(__always) var bits: Bits { unsafeBitCast(lanes, to: Bits.self) }
  @inlinable @inline(__always) init(bits: Bits) { lanes = unsafeBitCast(bits, to: SIMD8<Float>.self) }

  @inlinable @inline(__always) public static var hasFusedMultiplyAdd: Bool { true }
  @inlinable @inline(__always) public static func any(_ mask: Mask) -> Bool {
    let halves = unsafeBitCast(mask, to: (SIMD2<UInt64>, SIMD2<UInt64>).self)
    let words = halves.0 | halves.1
    return (words[0] | words[1]) != 0
  }
  @inlinable @inline(__always) public var magnitude: Self {
    Self(bits: bits & Bits(repeating: 0x7fff_ffff))
  }
  @inlinable @inline(__always) public func withSign(of other: Self) -> Self {
    let magnitude = Bits(repeating: 0x7fff_ffff)
    return Self(bits: (bits & magnitude) | (other.bits & ~magnitude))
  }
  @inlinable @inline(__always) public func powerOfTwo() -> Self {
    // Adding 1.5 * 2^23 leaves the biased exponent in the lowest bits.
    Self(bits: (self + Self(0x1.8p23 + 127)).bits &<< Bits(repeating: 23))
  }
  @inlinable @inline(__always) public func splitExponent() -> (mantissa: Self, exponent: Self) {
    // Adding bits(1) - bits(√½) carries into the exponent where the fraction is at least √2.
    let carried = bits &+ Bits(repeating: 0x004a_fb0d)
    let mantissa = bits &- (carried & Bits(repeating: 0xff80_0000)) &+ Bits(repeating: 0x3f80_0000)
    let exponent = Self(bits: (carried &>> Bits(repeating: 23)) | Bits(repeating: 0x4b00_0000))
    return (Self(bits: mantissa), exponent - Self(0x1p23 + 127))
  }
  @inlinable @inline(__always) public init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self) {
    let bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<UInt8>.self)
    var bits = Bits()
    for lane in 0..<8 { bits[lane] = UInt32(truncatingIfNeeded: bytes[lane]) }
    self.init(bits: base.bits | bits)
  }
  @inlinable @inline(__always) public func threeQuarterPowerEstimate() -> Self {
    // The bits are nearly a logarithm: this multiplies it by -¾.
    Self(bits: Bits(repeating: 0x6f14_53b8) &- (bits &- (bits &>> Bits(repeating: 2))))
  }
  @inlinable @inline(__always) public static func all(_ mask: Mask) -> Bool { !any(.!mask) }
}

extension Floatx16 {
  @usableFromInline typealias Bits = SIMD16<UInt32>
  public typealias Counters = SIMD8<UInt64>

  @inlinable @inline(__always) var bits: Bits { unsafeBitCast(lanes, to: Bits.self) }
  @inlinable @inline(__always) init(bits: Bits) { lanes = unsafeBitCast(bits, to: SIMD16<Float>.self) }

  @inlinable @inline(__always) public static var hasFusedMultiplyAdd: Bool { true }
  @inlinable @inline(__always) public static func any(_ mask: Mask) -> Bool {
    let halves = unsafeBitCast(mask, to: (SIMD4<UInt64>, SIMD4<UInt64>).self)
    let quarters = unsafeBitCast(halves.0 | halves.1, to: (SIMD2<UInt64>, SIMD2<UInt64>).self)
    let words = quarters.0 | quarters.1
    return (words[0] | words[1]) != 0
  }
  @inlinable @inline(__always) public var magnitude: Self {
    Self(bits: bits & Bits(repeating: 0x7fff_ffff))
  }
  @inlinable @inline(__always) public func withSign(of other: Self) -> Self {
    let magnitude = Bits(repeating: 0x7fff_ffff)
    return Self(bits: (bits & magnitude) | (other.bits & ~magnitude))
  }
  @inlinable @inline(__always) public func powerOfTwo() -> Self {
    // Adding 1.5 * 2^23 leaves the biased exponent in the lowest bits.
    Self(bits: (self + Self(0x1.8p23 + 127)).bits &<< Bits(repeating: 23))
  }
  @inlinable @inline(__always) public func splitExponent() -> (mantissa: Self, exponent: Self) {
    // Adding bits(1) - bits(√½) carries into the exponent where the fraction is at least √2.
    let carried = bits &+ Bits(repeating: 0x004a_fb0d)
    let mantissa = bits &- (carried & Bits(repeating: 0xff80_0000)) &+ Bits(repeating: 0x3f80_0000)
    let exponent = Self(bits: (carried &>> Bits(repeating: 23)) | Bits(repeating: 0x4b00_0000))
    return (Self(bits: mantissa), exponent - Self(0x1p23 + 127))
  }
  @inlinable @inline(__always) public init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self) {
    let bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<UInt8>.self)
    var bits = Bits()
    for lane in 0..<16 { bits[lane] = UInt32(truncatingIfNeeded: bytes[lane]) }
    self.init(bits: base.bits | bits)
  }
  @inlinable @inline(__always) public func threeQuarterPowerEstimate() -> Self {
    // The bits are nearly a logarithm: this multiplies it by -¾.
    Self(bits: Bits(repeating: 0x6f14_53b8) &- (bits &- (bits &>> Bits(repeating: 2))))
  }
  @inlinable @inline(__always) public static func all(_ mask: Mask) -> Bool { !any(.!mask) }
}

extension Doublex2 {
  @usableFromInline typealias Bits = SIMD2<UInt64>
  public typealias Counters = SIMD2<UInt64>

  @inlinable @inline(__always) var bits: Bits { unsafeBitCast(lanes, to: Bits.self) }
  @inlinable @inline(__always) init(bits: Bits) { lanes = unsafeBitCast(bits, to: SIMD2<Double>.self) }

  @inlinable @inline(__always) public static var hasFusedMultiplyAdd: Bool {
    #if arch(x86_64)
      false
    #else
      true
    #endif
  }
  @inlinable @inline(__always) public static func any(_ mask: Mask) -> Bool {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    return (words[0] | words[1]) != 0
  }
  @inlinable @inline(__always) public var magnitude: Self {
    Self(bits: bits & Bits(repeating: 0x7fff_ffff_ffff_ffff))
  }
  @inlinable @inline(__always) public func withSign(of other: Self) -> Self {
    let magnitude = Bits(repeating: 0x7fff_ffff_ffff_ffff)
    return Self(bits: (bits & magnitude) | (other.bits & ~magnitude))
  }
  @inlinable @inline(__always) public func powerOfTwo() -> Self {
    // Adding 1.5 * 2^52 leaves the biased exponent in the lowest bits.
    Self(bits: (self + Self(0x1.8p52 + 1023)).bits &<< Bits(repeating: 52))
  }
  @inlinable @inline(__always) public func splitExponent() -> (mantissa: Self, exponent: Self) {
    // Adding bits(1) - bits(√½) carries into the exponent where the fraction is at least √2.
    let carried = bits &+ Bits(repeating: 0x0009_5f61_9980_c433)
    let mantissa =
      bits &- (carried & Bits(repeating: 0xfff0_0000_0000_0000)) &+ Bits(repeating: 0x3ff0_0000_0000_0000)
    let exponent = Self(bits: (carried &>> Bits(repeating: 52)) | Bits(repeating: 0x4330_0000_0000_0000))
    return (Self(bits: mantissa), exponent - Self(0x1p52 + 1023))
  }
  @inlinable @inline(__always) public init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self) {
    let bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD2<UInt8>.self)
    var bits = Bits()
    for lane in 0..<2 { bits[lane] = UInt64(truncatingIfNeeded: bytes[lane]) }
    self.init(bits: base.bits | bits)
  }
  @inlinable @inline(__always) public func threeQuarterPowerEstimate() -> Self {
    // The bits are nearly a logarithm: this multiplies it by -¾.
    Self(bits: Bits(repeating: 0x6fe2_8a77_0000_0000) &- (bits &- (bits &>> Bits(repeating: 2))))
  }
  @inlinable @inline(__always) public static func all(_ mask: Mask) -> Bool { !any(.!mask) }
}

extension Doublex4 {
  @usableFromInline typealias Bits = SIMD4<UInt64>
  public typealias Counters = SIMD4<UInt64>

  @inlinable @inline(__always) var bits: Bits { unsafeBitCast(lanes, to: Bits.self) }
  @inlinable @inline(__always) init(bits: Bits) { lanes = unsafeBitCast(bits, to: SIMD4<Double>.self) }

  @inlinable @inline(__always) public static var hasFusedMultiplyAdd: Bool { true }
  @inlinable @inline(__always) public static func any(_ mask: Mask) -> Bool {
    let halves = unsafeBitCast(mask, to: (SIMD2<UInt64>, SIMD2<UInt64>).self)
    let words = halves.0 | halves.1
    return (words[0] | words[1]) != 0
  }
  @inlinable @inline(__always) public var magnitude: Self {
    Self(bits: bits & Bits(repeating: 0x7fff_ffff_ffff_ffff))
  }
  @inlinable @inline(__always) public func withSign(of other: Self) -> Self {
    let magnitude = Bits(repeating: 0x7fff_ffff_ffff_ffff)
    return Self(bits: (bits & magnitude) | (other.bits & ~magnitude))
  }
  @inlinable @inline(__always) public func powerOfTwo() -> Self {
    // Adding 1.5 * 2^52 leaves the biased exponent in the lowest bits.
    Self(bits: (self + Self(0x1.8p52 + 1023)).bits &<< Bits(repeating: 52))
  }
  @inlinable @inline(__always) public func splitExponent() -> (mantissa: Self, exponent: Self) {
    // Adding bits(1) - bits(√½) carries into the exponent where the fraction is at least √2.
    let carried = bits &+ Bits(repeating: 0x0009_5f61_9980_c433)
    let mantissa =
      bits &- (carried & Bits(repeating: 0xfff0_0000_0000_0000)) &+ Bits(repeating: 0x3ff0_0000_0000_0000)
    let exponent = Self(bits: (carried &>> Bits(repeating: 52)) | Bits(repeating: 0x4330_0000_0000_0000))
    return (Self(bits: mantissa), exponent - Self(0x1p52 + 1023))
  }
  @inlinable @inline(__always) public init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self) {
    let bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<UInt8>.self)
    var bits = Bits()
    for lane in 0..<4 { bits[lane] = UInt64(truncatingIfNeeded: bytes[lane]) }
    self.init(bits: base.bits | bits)
  }
  @inlinable @inline(__always) public func threeQuarterPowerEstimate() -> Self {
    // The bits are nearly a logarithm: this multiplies it by -¾.
    Self(bits: Bits(repeating: 0x6fe2_8a77_0000_0000) &- (bits &- (bits &>> Bits(repeating: 2))))
  }
  @inlinable @inline(__always) public static func all(_ mask: Mask) -> Bool { !any(.!mask) }
}

extension Doublex8 {
  @usableFromInline typealias Bits = SIMD8<UInt64>
  public typealias Counters = SIMD8<UInt64>

  @inlinable @inline(__always) var bits: Bits { unsafeBitCast(lanes, to: Bits.self) }
  @inlinable @inline(__always) init(bits: Bits) { lanes = unsafeBitCast(bits, to: SIMD8<Double>.self) }

  @inlinable @inline(__always) public static var hasFusedMultiplyAdd: Bool { true }
  @inlinable @inline(__always) public static func any(_ mask: Mask) -> Bool {
    let halves = unsafeBitCast(mask, to: (SIMD4<UInt64>, SIMD4<UInt64>).self)
    let quarters = unsafeBitCast(halves.0 | halves.1, to: (SIMD2<UInt64>, SIMD2<UInt64>).self)
    let words = quarters.0 | quarters.1
    return (words[0] | words[1]) != 0
  }
  @inlinable @inline(__always) public var magnitude: Self {
    Self(bits: bits & Bits(repeating: 0x7fff_ffff_ffff_ffff))
  }
  @inlinable @inline(__always) public func withSign(of other: Self) -> Self {
    let magnitude = Bits(repeating: 0x7fff_ffff_ffff_ffff)
    return Self(bits: (bits & magnitude) | (other.bits & ~magnitude))
  }
  @inlinable @inline(__always) public func powerOfTwo() -> Self {
    // Adding 1.5 * 2^52 leaves the biased exponent in the lowest bits.
    Self(bits: (self + Self(0x1.8p52 + 1023)).bits &<< Bits(repeating: 52))
  }
  @inlinable @inline(__always) public func splitExponent() -> (mantissa: Self, exponent: Self) {
    // Adding bits(1) - bits(√½) carries into the exponent where the fraction is at least √2.
    let carried = bits &+ Bits(repeating: 0x0009_5f61_9980_c433)
    let mantissa =
      bits &- (carried & Bits(repeating: 0xfff0_0000_0000_0000)) &+ Bits(repeating: 0x3ff0_0000_0000_0000)
    let exponent = Self(bits: (carried &>> Bits(repeating: 52)) | Bits(repeating: 0x4330_0000_0000_0000))
    return (Self(bits: mantissa), exponent - Self(0x1p52 + 1023))
  }
  @inlinable @inline(__always) public init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self) {
    let bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<UInt8>.self)
    var bits = Bits()
    for lane in 0..<8 { bits[lane] = UInt64(truncatingIfNeeded: bytes[lane]) }
    self.init(bits: base.bits | bits)
  }
  @inlinable @inline(__always) public func threeQuarterPowerEstimate() -> Self {
    // The bits are nearly a logarithm: this multiplies it by -¾.
    Self(bits: Bits(repeating: 0x6fe2_8a77_0000_0000) &- (bits &- (bits &>> Bits(repeating: 2))))
  }
  @inlinable @inline(__always) public static func all(_ mask: Mask) -> Bool { !any(.!mask) }
}
