// aᵇ = e^(b log a), where the error of the logarithm counts as many times over as the exponent of the result is large:
// up to 2⁷ (`Float`) or 2¹⁰ (`Double`). So it is found in two numbers, to about one and a half times the digits.
//
// Method: |a| = 2ᵉ m with m in √½ ..< √2; with s = (m - 1) / (m + 1) and z = s², log m = 2 artanh s
// = 2s + s z (⅔ + z (2/5 + 2/7 z + …)), a series of which |s| ≤ 0.1716 asks for 6 (`Float`) or 13 (`Double`) terms. What
// the innermost bracket says is small enough for one number; all that it is added to and multiplied with is kept in two.

extension KernelVector {
  /// aᵇ, with IEEE 754's values for zeros, infinities and negative a (`pow`, section 9.2.1).
  @inlinable @inline(__always)
  public static func power(_ a: Self, _ b: Self) -> Self {
    let (one, zero, infinity) = (Self(1), Self(0), Self(Scalar.infinity))
    let size = a.magnitude
    // Beyond this, b is as good as infinite: log |a| is 0 or at least the type's smallest step.
    let limit: Scalar = isSinglePrecision ? 0x1p64 : 0x1p100
    let (logarithm, rest) = preciseLog(size)
    let bounded = b.atMost(limit).atLeast(-limit)
    var (high, low) = exactProduct(bounded, logarithm)
    low = .fma(bounded, rest, low)
    var result = exp(high, plus: low)
    result = select(size == zero, select(b < zero, infinity, zero), result)
    result = select(size == infinity, select(b < zero, zero, infinity), result)
    // A negative a has powers where b is whole, and they are negative where b is odd.
    let half = b * Self(0.5)
    let (isWhole, isEven) = (b.rounded() == b, half.rounded() == half)
    let wholePower = select(isEven, result, result.withSign(of: a))
    let fractionalPower = select(a < zero, select(size < infinity, Self(Scalar.nan), result), result)
    result = select(isWhole, wholePower, fractionalPower)
    result = select(a == a, select(b == b, result, b), a)
    return select(b == zero, one, select(a == one, one, result))
  }

  /// The natural logarithm of positive, finite lanes in two numbers.
  @inlinable @inline(__always)
  static func preciseLog(_ x: Self) -> (high: Self, low: Self) {
    let isTiny = x < Self(Scalar.leastNormalMagnitude)
    let (m, exponent) =
      select(isTiny, x * Self(isSinglePrecision ? 0x1p23 : 0x1p52), x).splitExponent()
    let e = exponent - select(isTiny, Self(Scalar(Scalar.significandBitCount)), Self(0))

    let (difference, (sum, sumRest)) = (m - Self(1), exactSum(m, Self(1)))
    let s = difference / sum
    let (back, backRest) = exactProduct(s, sum)
    let sRest = ((difference - back) - backRest - s * sumRest) / sum

    let (z, zExact) = exactProduct(s, s)
    let zRest = zExact + Self(2) * s * sRest
    let series =
      isSinglePrecision
      ? polynomial(z, [2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13])
      : polynomial(
        z,
        [
          2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23,
          2.0 / 25, 2.0 / 27,
        ])
    let third = isSinglePrecision ? 0x1.555556p-1 : 0x1.5555555555555p-1
    let thirdRest = isSinglePrecision ? -0x1.555556p-26 : 0x1.5555555555555p-55
    let (p, pExact) = orderedExactSum(Self(Scalar(third)), z * series)
    let pRest = pExact + Self(Scalar(thirdRest))
    let (u, uExact) = exactProduct(z, p)
    let uRest = uExact + .fma(z, pRest, zRest * p)
    let (v, vExact) = exactProduct(s, u)
    let vRest = vExact + .fma(s, uRest, sRest * u)
    let (log, logRest) = orderedExactSum(s + s, v)

    let ln2 = isSinglePrecision ? 0x1.62e4p-1 : 0x1.62e42fefa38p-1
    let ln2Rest = isSinglePrecision ? 0x1.7f7d1cf79abcap-20 : 0x1.ef35793c7673p-45
    let (high, highRest) = exactSum(e * Self(Scalar(ln2)), log)
    let low = .fma(e, Self(Scalar(ln2Rest)), logRest + vRest + (sRest + sRest)) + highRest
    return orderedExactSum(high, low)
  }

  /// e^(x + rest), with a rest that is small beside x.
  @inlinable @inline(__always)
  static func exp(_ x: Self, plus rest: Self) -> Self {
    let (low, high) = isSinglePrecision ? (-104.0, 89.0) : (-746.0, 710.0)
    let held = x.atLeast(Scalar(low)).atMost(Scalar(high))
    let (n, r) = splitPowerOfTwo(held)
    return (Self(1) + smallExpm1(r + select(held == x, rest, Self(0)))).scaled(byPowerOfTwo: n)
  }
}
