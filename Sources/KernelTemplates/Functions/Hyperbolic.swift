extension KernelVector {
  /// The hyperbolic tangent.
  ///
  /// Below 0.625, x + x³ T(x²), T minimax for (tanh x - x) / x³ with a relative error of 2⁻²⁸ for `Float` and
  /// 2⁻⁶¹ for `Double` (Remez' exchange in 80 digits). Above, 1 - 2 / (e²ˣ + 1), which is 1 long before e²ˣ
  /// overflows. Both sides on |x|, then the sign.
  @inlinable @inline(__always)
  public static func tanh(_ x: Self) -> Self {
    let a = x.magnitude
    let z = a * a
    let t =
      isSinglePrecision
      ? polynomial(z, [-0.3333328392, 0.133314913, -0.05374349971, 0.02065059155, -0.00571704792])
      : polynomial(
        z,
        [
          -0.333333333333333138, 0.133333333333298895, -0.0539682539661344543, 0.0218694884706557467,
          -0.00886323434153466865, 0.00359211427161907088, -0.00145572761890969586,
          0.000589458631601733464, -0.000237030147844418265, 0.0000915898501758067789,
          -0.0000302180166067098889, 6.05565624761207667e-6,
        ])
    let near = Self.fma(a * z, t, a)
    let e = moderateExp((a + a).atMost(Scalar(isSinglePrecision ? 20 : 40)))
    let far = Self(1) - Self(2) / (e + Self(1))
    return select(a < Self(0.625), near, far).withSign(of: x)
  }
}
