extension KernelVector {
  /// c₀ + c₁x + c₂x² + … by Horner's rule. The coefficients are constants of the caller and end up in its code.
  @inlinable @inline(__always)
  public static func polynomial<let count: Int>(_ x: Self, _ c: InlineArray<count, Double>) -> Self {
    var sum = Self(Scalar(c[count - 1]))
    for i in stride(from: count - 2, through: 0, by: -1) { sum = .fma(sum, x, Self(Scalar(c[i]))) }
    return sum
  }

  /// Whether a lane is a `Float`: chooses the shorter polynomials. Known when a kernel is specialised.
  @inlinable @inline(__always)
  public static var isSinglePrecision: Bool { MemoryLayout<Scalar>.size == MemoryLayout<Float>.size }

  /// The nearest integer, ties to even, of lanes within ±2²² for `Float` and ±2⁵¹ for `Double`: two additions
  /// where the instruction set has no rounding. The sign of zero may be lost.
  @inlinable @inline(__always)
  public func nearestInteger() -> Self {
    let shift = Self(Self.isSinglePrecision ? 0x1.8p23 : 0x1.8p52)
    return (self + shift) - shift
  }

  /// This, but at most `limit`; NaN stays NaN.
  @inlinable @inline(__always)
  public func atMost(_ limit: Scalar) -> Self { .select(Self(limit) < self, Self(limit), self) }

  /// This, but at least `limit`; NaN stays NaN.
  @inlinable @inline(__always)
  public func atLeast(_ limit: Scalar) -> Self { .select(self < Self(limit), Self(limit), self) }

  /// The `count` lanes at `pointer`, and ones.
  @inlinable @inline(__always)
  public init(loading pointer: UnsafePointer<Scalar>, count: Int) {
    self.init(1)
    for lane in 0..<count { self[lane] = pointer[lane] }
  }

  /// Writes the first `count` lanes.
  @inlinable @inline(__always)
  public func store(to pointer: UnsafeMutablePointer<Scalar>, count: Int) {
    for lane in 0..<count { pointer[lane] = self[lane] }
  }
}
