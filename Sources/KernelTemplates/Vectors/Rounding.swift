// Rounding by addition, since the x86-64 baseline has no instruction for it: |x| + 2²³ (`Float`) or 2⁵² (`Double`)
// has no room for a fraction. Larger numbers are integers already; the sign of zero is kept.

extension KernelVector {
  /// The nearest integer, ties to even.
  @inlinable @inline(__always)
  public func rounded() -> Self {
    let limit = Self(Self.isSinglePrecision ? 0x1p23 : 0x1p52)
    let integer = ((magnitude + limit) - limit).withSign(of: self)
    return .select(magnitude < limit, integer, self)
  }

  /// The greatest integer not above.
  @inlinable @inline(__always)
  public func floor() -> Self {
    let nearest = rounded()
    return .select(self < nearest, nearest - Self(1), nearest)
  }

  /// The least integer not below.
  @inlinable @inline(__always)
  public func ceil() -> Self {
    let nearest = rounded()
    return .select(nearest < self, nearest + Self(1), nearest).withSign(of: self)
  }

  /// -1, 0 or 1, and NaN at NaN.
  @inlinable @inline(__always)
  public func sign() -> Self {
    .select(Self(0) < magnitude, Self(1).withSign(of: self), self)
  }

  /// The lesser; NaN if either is NaN. The sign of the lesser of 0 and -0 is either.
  @inlinable @inline(__always)
  public static func minimum(_ a: Self, _ b: Self) -> Self {
    select(a == a, select(a < b, a, b), a)
  }

  /// The greater; NaN if either is NaN. The sign of the greater of 0 and -0 is either.
  @inlinable @inline(__always)
  public static func maximum(_ a: Self, _ b: Self) -> Self {
    select(a == a, select(b < a, a, b), a)
  }
}
