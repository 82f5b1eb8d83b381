/// Lanes that are loaded, combined and stored together: a ``KernelVector``, or the ``SingleLane`` that the last
/// elements of a row take through the same template.
public protocol VectorLanes: Sendable {
  /// The type of a lane.
  associatedtype Scalar: BinaryFloatingPoint & SIMDScalar & Sendable
  /// A truth value a lane.
  associatedtype Mask: Sendable

  /// The number of lanes.
  static var laneCount: Int { get }

  /// All lanes `value`.
  init(_ value: Scalar)
  /// The lanes at `pointer`, which needs no alignment beyond its scalar's.
  init(loading pointer: UnsafePointer<Scalar>)
  /// Writes the lanes to `pointer`, which needs no alignment beyond its scalar's.
  func store(to pointer: UnsafeMutablePointer<Scalar>)
  /// One lane.
  subscript(_ lane: Int) -> Scalar { get set }

  /// Lane by lane, as are the other operators.
  static func + (a: Self, b: Self) -> Self
  /// Lane by lane.
  static func - (a: Self, b: Self) -> Self
  /// Lane by lane.
  static func * (a: Self, b: Self) -> Self
  /// Lane by lane.
  static func / (a: Self, b: Self) -> Self
  /// Which lanes of `a` are less than those of `b`; false where either is NaN.
  static func < (a: Self, b: Self) -> Mask
  /// Which lanes are equal.
  static func == (a: Self, b: Self) -> Mask
  /// `a` in the lanes where `mask` is true, `b` elsewhere.
  static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self
}

/// One hardware vector of floating-point lanes: what every floating-point kernel is generic over.
///
/// The standard library's operators on a *generic* `SIMD` type are loops over lanes, and conditional
/// conformances allow only one of `SIMD8<Float>` and `SIMD8<Double>`. So each vector is a small struct
/// around its `SIMD` type, and every requirement is implemented on that concrete type.
public protocol KernelVector: VectorLanes {
  /// Lanes of the same width in all for the counters of random numbers.
  associatedtype Counters: PhiloxLanes

  /// `a * b + c`: fused where the target has the instruction, two roundings where it has not.
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
  /// Whether ``fma(_:_:_:)`` rounds once.
  static var hasFusedMultiplyAdd: Bool { get }
  /// The lanes of `a` and `b` in turn: a₀ b₀ a₁ b₁ …, the first half of that row and the second.
  static func interleave(_ a: Self, _ b: Self) -> (Self, Self)
  /// The lanes of even number of `a` and then `b`, and those of odd number: what ``interleave(_:_:)`` undoes.
  static func deinterleave(_ a: Self, _ b: Self) -> (Self, Self)
  /// Correctly rounded square root.
  func squareRoot() -> Self
  /// To the nearest integer, ties to even.
  func roundedToEven() -> Self

  /// Whether `mask` is true in any lane.
  static func any(_ mask: Mask) -> Bool
  /// Whether `mask` is true in every lane.
  static func all(_ mask: Mask) -> Bool

  /// The lanes without their sign bits.
  var magnitude: Self { get }
  /// The magnitudes of these lanes with the sign bits of `other`.
  func withSign(of other: Self) -> Self
  /// 2 to the power of each lane, which must be an integer of the type's normal exponents
  /// (-126...127 for `Float`, -1022...1023 for `Double`).
  func powerOfTwo() -> Self
  /// `self == mantissa * 2^exponent` with a mantissa in √½ ..< √2 and an integral exponent.
  /// The lanes must be positive, normal and finite.
  func splitExponent() -> (mantissa: Self, exponent: Self)
  /// The lanes of `base`, with a byte of `pointer` in the lowest bits of each, which must be 0.
  init(lowestBytes pointer: UnsafePointer<UInt8>, in base: Self)
  /// self^-¾ of positive, normal and finite lanes, within 5 %.
  func threeQuarterPowerEstimate() -> Self
}

extension KernelVector {
  /// Stores the first half of the lanes, and then the second.
  @inlinable @inline(__always)
  public func storeHalves(to first: UnsafeMutablePointer<Scalar>, _ second: UnsafeMutablePointer<Scalar>) {
    let half = Self.laneCount / 2
    for lane in 0..<half { first[lane] = self[lane] }
    for lane in 0..<half { second[lane] = self[half + lane] }
  }
}
