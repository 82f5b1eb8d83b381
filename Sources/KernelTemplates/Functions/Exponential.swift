// exp, expm1 and the sigmoid.
//
// Method: x = n ln 2 + r with an integer n and |r| ≤ ln 2 / 2, the subtraction in two parts (Cody and Waite),
// so that r is as good as exact; then eʳ = 1 + r + r² q(r), and the result is scaled by 2ⁿ.
// q is the minimax polynomial of (eʳ - 1 - r) / r² for the weight r (the relative error of eʳ - 1) over
// |r| ≤ 1.0005 ln 2 / 2, found by Remez' exchange in 80 digits: 2⁻²⁶ for `Float`, 2⁻⁶¹ for `Double`.

extension KernelVector {
  /// The n and r of x = n ln 2 + r, for |x| below 2¹¹.
  @inlinable @inline(__always)
  static func splitPowerOfTwo(_ x: Self) -> (n: Self, r: Self) {
    let n = (x * Self(0x1.71547652b82fep+0)).nearestInteger()
    // The first part of ln 2 has so few bits that its product with n is exact without a fused multiply-add too.
    let high = isSinglePrecision ? 0x1.62e4p-1 : 0x1.62e42fefa38p-1
    let low = isSinglePrecision ? 0x1.7f7d1cf79abcap-20 : 0x1.ef35793c7673p-45
    let r = Self.fma(n, Self(Scalar(-high)), x)
    return (n, .fma(n, Self(Scalar(-low)), r))
  }

  /// eʳ - 1 for |r| ≤ ln 2 / 2.
  @inlinable @inline(__always)
  static func smallExpm1(_ r: Self) -> Self {
    let q =
      isSinglePrecision
      ? polynomial(r, [0.5000000062, 0.1666654278, 0.04166628199, 0.008366612437, 0.001394646404])
      : polynomial(
        r,
        [
          0.5, 0.166666666666666766, 0.0416666666666667018, 0.00833333333332157834, 0.00138888888888666579,
          0.000198412698862662879, 0.0000248015873608735668, 2.75572440617789238e-6,
          2.75572425100087044e-7, 2.51090904906050792e-8, 2.09245159215650054e-9,
        ])
    return .fma(r * r, q, r)
  }

  /// self * 2ⁿ for an integer n, also where 2ⁿ itself overflows or underflows. Rounds twice below the normal range.
  @inlinable @inline(__always)
  func scaled(byPowerOfTwo n: Self) -> Self {
    let half = (n * Self(0.5)).nearestInteger()
    return self * half.powerOfTwo() * (n - half).powerOfTwo()
  }

  /// eˣ = m 2ⁿ with m in √½ ... √2. Beyond the range of the type, n is held where `scaled` gives 0 or ∞.
  @inlinable @inline(__always)
  static func expParts(_ x: Self) -> (m: Self, n: Self) {
    let (low, high) = isSinglePrecision ? (-104.0, 89.0) : (-746.0, 710.0)
    let (n, r) = splitPowerOfTwo(x.atLeast(Scalar(low)).atMost(Scalar(high)))
    return (Self(1) + smallExpm1(r), n)
  }

  /// eˣ.
  @inlinable @inline(__always)
  public static func exp(_ x: Self) -> Self {
    let (m, n) = expParts(x)
    return m.scaled(byPowerOfTwo: n)
  }

  /// eˣ for arguments whose result is far from overflow and underflow (|x| ≤ 80 for `Float`, 700 for `Double`).
  @inlinable @inline(__always)
  static func moderateExp(_ x: Self) -> Self {
    let (n, r) = splitPowerOfTwo(x)
    return (Self(1) + smallExpm1(r)) * n.powerOfTwo()
  }

  /// eˣ - 1, without cancellation near 0: 2 (2ⁿ⁻¹(eʳ - 1) + (2ⁿ⁻¹ - ½)).
  @inlinable @inline(__always)
  public static func expm1(_ x: Self) -> Self {
    let (low, high, linear) = isSinglePrecision ? (-18.0, 89.0, 0x1p-25) : (-38.0, 710.0, 0x1p-54)
    let (n, r) = splitPowerOfTwo(x.atLeast(Scalar(low)).atMost(Scalar(high)))
    let halfScale = (n - Self(1)).powerOfTwo()
    let half = Self.fma(halfScale, smallExpm1(r), halfScale - Self(0.5))
    return .select(x.magnitude < Self(Scalar(linear)), x, half + half)
  }

  /// 1 / (1 + e⁻ˣ); computed as t / (1 + t) with t = eˣ where x < 0, which keeps its relative precision down to
  /// the smallest denormal. What 1 + t lost in rounding is put back to first order; max(q, 1 - q) is 1 / (1 + t).
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Self) -> Self {
    let t = exp(Self(-0.0) - x.magnitude)
    let (sum, lost) = orderedExactSum(Self(1), t)
    let q = select(x < Self(0), t, Self(1)) / sum
    let rest = Self(1) - q
    return .fma(Self(-0.0) - q * lost, select(q < rest, rest, q), q)
  }
}
