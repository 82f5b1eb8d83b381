// erf and the Gaussian error linear unit.
//
// Method: for t ≥ 0, erfc t = e^(-t²) G(u) / (1 + 2t), where G = (1 + 2t) e^(t²) erfc t runs smoothly from 1 to
// 2/√π and is a polynomial in u = (t - k) / (t + k) (the substitution of M. M. Shepherd and J. G. Laframboise,
// Mathematics of Computation 36, 1981). Near 0, erf t = t + t E(t²). Both polynomials are minimax by Remez'
// exchange in 80 digits: relative errors of 2⁻²⁸ for `Float`, 2⁻⁶⁰ for `Double`.

extension KernelVector {
  /// The error function, 2/√π times the integral of e^(-t²) from 0 to x.
  @inlinable @inline(__always)
  public static func erf(_ x: Self) -> Self {
    let t = x.magnitude
    let z = t * t
    let e =
      isSinglePrecision
      ? polynomial(
        z, [0.1283791656, -0.3761261992, 0.1128339297, -0.02683543411, 0.005115980446, -0.0006761084973])
      : polynomial(
        z,
        [
          0.128379167095512574, -0.37612638903183752, 0.112837916709550877, -0.0268661706451185927,
          0.00522397762522429416, -0.00085483270013102855, 0.000120553315543075337,
          -0.0000149255896830863469, 1.64603895926651155e-6, -1.6333313873401359e-7,
          1.44145119075086585e-8, -9.50488536885452766e-10,
        ])
    let near = Self.fma(t, e, t)
    let limited = t.atMost(Scalar(isSinglePrecision ? 5 : 7))
    let tail = scaledErfc(limited) * moderateExp(Self(-0.0) - limited * limited)
    return select(t < Self(0.75), near, Self(1) - tail).withSign(of: x)
  }

  /// e^(t²) erfc t for t ≥ 0, to the end of where erfc is not 0.
  @inlinable @inline(__always)
  static func scaledErfc(_ t: Self) -> Self {
    let k = Self(Scalar(isSinglePrecision ? 3 : 3.75))
    let u = (t - k) / (t + k)
    let g =
      isSinglePrecision
      ? polynomial(
        u,
        [
          1.253008059, -0.1356211416, -0.04756243463, 0.1296464589, -0.1192703315, 0.06829592652,
          -0.0238011369, 0.002563685915, 0.002007055536, -0.0007678734635, -0.0002641530592,
        ])
      : polynomial(
        u,
        [
          1.23751263083782758, -0.140240598585547007, 0.00358541548546358007, 0.0822767384901494014,
          -0.108803930141700348, 0.0923043211602659015, -0.0586933985907207128, 0.0283622774202040515,
          -0.00974657954555375879, 0.00175562584670741501, 0.000293713581455917691,
          -0.000290154075272413105, 0.0000516494536101735461, 0.000022384330015578103,
          -0.000011445104783279164, -9.74053608120745932e-7, 1.75327924807945508e-6,
          -5.59790013194098309e-8, -2.60336788752302387e-7, 2.15336537392904446e-8, 3.94809468237659446e-8,
          -2.44646150605314195e-9, -5.15401454094075597e-9, -9.85306841678181853e-11,
          2.97584272441712557e-10,
        ])
    return g / .fma(Self(2), t, Self(1))
  }

  /// x Φ(x), the Gaussian error linear unit (D. Hendrycks and K. Gimpel, 2016), where Φ is the standard normal
  /// distribution: max(x, 0) - t erfc(t/√2) / 2 with t = |x|. The tail keeps its relative precision: t² is taken in two
  /// parts, since its rounding would be an error of e^(-t²/2), and the power of two comes last.
  @inlinable @inline(__always)
  public static func gelu(_ x: Self) -> Self {
    let t = x.magnitude.atMost(Scalar(isSinglePrecision ? 15 : 39))
    let (square, rest) = exactProduct(t, t)
    let (m, n) = expParts(square * Self(-0.5))
    let density = Self.fma(m, rest * Self(-0.5), m)
    let tail = t * Self(0.5) * scaledErfc(t * Self(0x1.6a09e667f3bcdp-1)) * density
    return x.atLeast(0) - tail.scaled(byPowerOfTwo: n)
  }

  /// The approximation x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) of the same paper, as x times a sigmoid.
  @inlinable @inline(__always)
  public static func approximateGelu(_ x: Self) -> Self {
    let twice = Self(1.5957691216057307118)
    let argument = twice * .fma(x * x * x, Self(0.044715), x)
    let result = x * sigmoid(argument)
    return select(x == Self(-Scalar.infinity), Self(-0.0), result)
  }
}
