// log, log1p and softplus.
//
// Method: x = 2ᵉ (1 + f) with 1 + f in √½ ..< √2; then log x = e ln 2 + log(1 + f), with ln 2 in two parts
// of which the first has so few bits that its product with e is exact.
// `Float`: log(1 + f) = f - f²/2 + f³ P(f), P minimax for the weight f² (a relative error of 2⁻²⁷).
// `Double`: with s = f / (2 + f) and h = f²/2, log(1 + f) = 2 artanh s = f - h + s (h + s² R(s²)), where
// R approximates (2 artanh s - 2s) / s³ to 2⁻⁵⁸ of the result. Both by Remez' exchange in 80 digits.

extension KernelVector {
  /// e ln 2 + log(1 + f) for 1 + f in √½ ..< √2 and an integer e.
  @inlinable @inline(__always)
  static func logarithm(exponent e: Self, fraction f: Self) -> Self {
    let high = Self(Scalar(isSinglePrecision ? 0x1.62e4p-1 : 0x1.62e42fefa38p-1))
    let low = Self(Scalar(isSinglePrecision ? 0x1.7f7d1cf79abcap-20 : 0x1.ef35793c7673p-45))
    let square = f * f
    if isSinglePrecision {
      let p = polynomial(
        f,
        [
          0.3333331672, -0.250008103, 0.200022867, -0.1662455654, 0.1418118492, -0.1312873265, 0.1288168507,
          -0.07859698534,
        ])
      let rest = Self.fma(Self(-0.5), square, .fma(e, low, f * square * p))
      return .fma(e, high, f + rest)
    } else {
      let s = f / (Self(2) + f)
      let z = s * s
      let r = polynomial(
        z,
        [
          0.666666666666673465, 0.399999999994129099, 0.285714287428211184, 0.222221985248795516,
          0.181835670234696131, 0.153139770005837012, 0.147967290378298323,
        ])
      let half = Self(0.5) * square
      let rest = half - Self.fma(s, .fma(z, r, half), e * low)
      return .fma(e, high, f - rest)
    }
  }

  /// The natural logarithm: -∞ at ±0, NaN below.
  @inlinable @inline(__always)
  public static func log(_ x: Self) -> Self {
    let digits = Scalar(Scalar.significandBitCount)
    let isTiny = x < Self(Scalar.leastNormalMagnitude)
    let normal = select(isTiny, x * Self(isSinglePrecision ? 0x1p23 : 0x1p52), x)
    let (mantissa, exponent) = normal.splitExponent()
    let e = exponent - select(isTiny, Self(digits), Self(0))
    return logarithm(exponent: e, fraction: mantissa - Self(1)).endingAsLog(of: x)
  }

  /// log(1 + x), without cancellation near 0. With 2ᵉ near 1 + x, f = 2⁻ᵉ x + (2⁻ᵉ - 1) has one rounding,
  /// and none for e = 0.
  @inlinable @inline(__always)
  public static func log1p(_ x: Self) -> Self {
    let sum = Self(1) + x
    let (mantissa, exponent) = sum.splitExponent()
    let isHuge = Self(0x1p60) < x
    let scale = (select(isHuge, Self(0), Self(-0.0) - exponent)).powerOfTwo()
    let f = select(isHuge, mantissa - Self(1), .fma(scale, x, scale - Self(1)))
    let result = logarithm(exponent: exponent, fraction: f).endingAsLog(of: sum)
    return select(x.magnitude < Self(Scalar(isSinglePrecision ? 0x1p-25 : 0x1p-54)), x, result)
  }

  /// log(1 + eˣ) = max(x, 0) + log(1 + e^-|x|).
  @inlinable @inline(__always)
  public static func softplus(_ x: Self) -> Self {
    x.atLeast(0) + log1p(exp(Self(-0.0) - x.magnitude))
  }

  /// This logarithm with the values at the ends of the domain: ∞ at ∞, -∞ at 0, NaN below and at NaN.
  @inlinable @inline(__always)
  func endingAsLog(of x: Self) -> Self {
    let inside = Self.select(x < Self(Scalar.infinity), self, x)
    let outside = Self.select(x == Self(0), Self(-Scalar.infinity), Self(Scalar.nan))
    return .select(Self(0) < x, inside, outside)
  }
}
