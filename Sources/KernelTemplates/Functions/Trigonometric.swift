import Foundation

// sin and cos.
//
// Method: x = n π/2 + r with |r| ≤ π/4, the subtraction in four parts of π/2 (`Float`, 12 bits each) or three
// (`Double`, 33 bits each), whose products with n are exact (Cody and Waite); so |x| must stay below a limit.
// Then sin r = r + r³ S(r²) or cos r = 1 - r²/2 + r⁴ C(r²), with S and C minimax by Remez' exchange in 80 digits:
// relative errors of 2⁻²⁸ and 2⁻³³ for `Float`, 2⁻⁵⁸ and 2⁻⁶⁴ for `Double`. Larger arguments are rare, and go lane
// by lane to the system's functions on `Double`, which reduce by as many digits of π as it takes.

extension KernelVector {
  /// The sine.
  @inlinable @inline(__always)
  public static func sin(_ x: Self) -> Self {
    let result = sine(x, quarterTurns: 0)
    let tiny = Self(Scalar(isSinglePrecision ? 0x1p-13 : 0x1p-27))
    return select(x.magnitude < tiny, x, result).replacingLarge(of: x, with: LargeArgument.sin)
  }

  /// The cosine.
  @inlinable @inline(__always)
  public static func cos(_ x: Self) -> Self {
    sine(x, quarterTurns: 1).replacingLarge(of: x, with: LargeArgument.cos)
  }

  /// The largest magnitude whose reduction is exact enough: n has at most 12 bits (`Float`) or 20 (`Double`).
  @inlinable @inline(__always)
  static var reductionLimit: Scalar { isSinglePrecision ? 6000 : 0x1p20 }

  /// sin(x + k π/2) within the reduction limit.
  @inlinable @inline(__always)
  static func sine(_ x: Self, quarterTurns k: Scalar) -> Self {
    let n = (x * Self(0x1.45f306dc9c883p-1)).nearestInteger()
    // All products with n but the last are exact; all differences but the last two are too, and what the last but
    // one lost is kept with the last.
    var t = Self.fma(n, Self(Scalar(isSinglePrecision ? -0x1.92p+0 : -0x1.921fb544p+0)), x)
    if isSinglePrecision { t = .fma(n, Self(-0x1.fb4p-12), t) }
    let part = n * Self(Scalar(isSinglePrecision ? 0x1.444p-24 : 0x1.0b4611a6p-34))
    let last = n * Self(Scalar(isSinglePrecision ? 0x1.68c234c4c6629p-39 : 0x1.3198a2e037073p-69))
    let r = t - part
    let rest = ((t - r) - part) - last
    let z = r * r
    let s =
      isSinglePrecision
      ? polynomial(z, [-0.1666665487, 0.008332173539, -0.0001951665544])
      : polynomial(
        z,
        [
          -0.166666666666666317, 0.00833333333332231531, -0.00019841269829725188, 2.7557313662027397e-6,
          -2.50507532575940974e-8, 1.58965044591006501e-10,
        ])
    let c =
      isSinglePrecision
      ? polynomial(z, [0.04166664675, -0.001388736157, 2.443774241e-5])
      : polynomial(
        z,
        [
          0.0416666666666665987, -0.00138888888888739909, 0.0000248015872893950158, -2.75573143260494061e-7,
          2.08757195602457803e-9, -1.13594487116876884e-11,
        ])
    // 1 - z/2 rounds; what it lost is added back with the small terms. So is r's rest, by the first derivatives.
    let half = z * Self(0.5)
    let w = Self(1) - half
    let sine = r + .fma(r * z, s, rest * w)
    let cosine = w + (.fma(z * z, c, (Self(1) - w) - half) - r * rest)
    // n + k = 2m + odd, and every second m turns the sign.
    let turns = n + Self(k)
    let m = (turns * Self(0.5) - Self(0.25)).nearestInteger()
    let isEven = turns == m + m
    let turnsOver = (m * Self(0.5) - Self(0.25)).nearestInteger()
    let result = select(isEven, sine, cosine)
    return select(m == turnsOver + turnsOver, result, Self(-0.0) - result)
  }

  /// This, with `function` of `x` in the lanes beyond the reduction limit.
  @inlinable @inline(__always)
  func replacingLarge(of x: Self, with function: (Double) -> Double) -> Self {
    guard Self.any(Self(Self.reductionLimit) < x.magnitude) else { return self }
    var result = self
    for lane in 0..<Self.laneCount where x[lane].magnitude > Self.reductionLimit {
      result[lane] = Scalar(function(Double(x[lane])))
    }
    return result
  }
}

/// Functions whose argument is too large for the vectorised reduction, one at a time.
public enum LargeArgument {
  /// The sine of any argument.
  public static func sin(_ x: Double) -> Double { Foundation.sin(x) }
  /// The cosine of any argument.
  public static func cos(_ x: Double) -> Double { Foundation.cos(x) }
}
