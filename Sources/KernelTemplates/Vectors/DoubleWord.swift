extension KernelVector {
  /// a + b as a rounded sum and the exact rest (Knuth's 2Sum: no condition on magnitudes).
  @inlinable @inline(__always)
  static func exactSum(_ a: Self, _ b: Self) -> (high: Self, low: Self) {
    let sum = a + b
    let bPart = sum - a
    return (sum, (a - (sum - bPart)) + (b - bPart))
  }

  /// a + b as a rounded sum and the exact rest, for |a| ≥ |b| (Dekker's Fast2Sum).
  @inlinable @inline(__always)
  static func orderedExactSum(_ a: Self, _ b: Self) -> (high: Self, low: Self) {
    let sum = a + b
    return (sum, b - (sum - a))
  }

  /// a · b as a rounded product and the exact rest, by Veltkamp's and Dekker's splitting, which needs no fused
  /// multiply-add. Operands beyond 2¹⁰⁰ (`Float`) or 2⁹⁹⁵ (`Double`) would overflow in it.
  @inlinable @inline(__always)
  static func exactProduct(_ a: Self, _ b: Self) -> (high: Self, low: Self) {
    let product = a * b
    if hasFusedMultiplyAdd { return (product, .fma(a, b, Self(-0.0) - product)) }
    let (aHigh, aLow) = a.halves()
    let (bHigh, bLow) = b.halves()
    let rest = ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow
    return (product, rest)
  }

  /// This as a sum of two numbers of half its digits.
  @inlinable @inline(__always)
  func halves() -> (high: Self, low: Self) {
    let scaled = self * Self(Self.isSinglePrecision ? 0x1.001p12 : 0x1.0000002p27)
    let high = scaled - (scaled - self)
    return (high, self - high)
  }
}
