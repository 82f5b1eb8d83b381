// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension RandomKernels {
  @inlinable @inline(never)
  public static func normal(
    _ out: UnsafeMutablePointer<Scalar>, count: Int, mean: Scalar, standardDeviation: Scalar,
    from start: PhiloxCounter
  ) {
    forEachChunk(of: count, wordsEach: wordsPerScalar, from: start) { words, offset, count in
      Scratch.with(Scalar.self, count: 2048) { first in
        let (second, values) = (first + 512, first + 1024)
        let pairs = (count + 1) / 2
        let lanes = Vector.laneCount
        fractionPairs(words, (pairs + lanes - 1) / lanes * lanes, first, second)
        for i in stride(from: 0, to: pairs, by: lanes) {
          let radius = (Vector(-2) * .log(Vector(loading: first + i))).squareRoot()
          let angle = Vector(loading: second + i) * Vector(Scalar(2 * Double.pi))
          let (low, high) = Vector.interleave(radius * .cos(angle), radius * .sin(angle))
          low.store(to: values + 2 * i)
          high.store(to: values + (2 * i + lanes))
        }
        let out = out + offset
        for i in 0..<count { out[i] = mean + values[i] * standardDeviation }
      }
    }
  }

  @inlinable @inline(never)
  public static func truncatedNormal(
    _ out: UnsafeMutablePointer<Scalar>, count: Int, mean: Scalar, standardDeviation: Scalar,
    from start: PhiloxCounter
  ) {
    forEachChunk(of: count, wordsEach: wordsPerScalar, from: start) { words, offset, count in
      Scratch.with(Scalar.self, count: 1024) { values in
        fractions(words, 1024 / wordsPerScalar, to: values)
        for i in stride(from: 0, to: count, by: Vector.laneCount) {
          // The share of the distribution within two standard deviations is erf(√2).
          let centred = (Vector(loading: values + i) - Vector(0.5)) * Vector(0.9544997361036416)
          Vector.normalQuantile(centred).atLeast(-2).atMost(2).store(to: values + i)
        }
        let out = out + offset
        for i in 0..<count { out[i] = mean + values[i] * standardDeviation }
      }
    }
  }

  /// Pairs of numbers from the words, the first of 0 <..., 1] with many digits near 0, the second of 0..<1.
  @inlinable @inline(__always)
  static func fractionPairs(
    _ words: UnsafePointer<UInt32>, _ count: Int, _ first: UnsafeMutablePointer<Scalar>,
    _ second: UnsafeMutablePointer<Scalar>
  ) {
    if Vector.isSinglePrecision {
      let first = UnsafeMutableRawPointer(first).assumingMemoryBound(to: Float.self)
      let second = UnsafeMutableRawPointer(second).assumingMemoryBound(to: Float.self)
      for i in 0..<count {
        first[i] = Float(words[2 * i]) * 0x1p-32 + 0x1p-33
        second[i] = Float(Int32(truncatingIfNeeded: words[2 * i + 1] &>> 8)) * 0x1p-24
      }
    } else {
      let first = UnsafeMutableRawPointer(first).assumingMemoryBound(to: Double.self)
      let second = UnsafeMutableRawPointer(second).assumingMemoryBound(to: Double.self)
      for i in 0..<count {
        first[i] = Double(words[4 * i + 1]) * 0x1p-32 + (Double(words[4 * i] &>> 11) + 0.5) * 0x1p-53
        second[i] = Double(words[4 * i + 3]) * 0x1p-32 + Double(words[4 * i + 2] &>> 11) * 0x1p-53
      }
    }
  }
}

extension KernelVector {
  /// The x below which a normally distributed number lies with the probability ½ + `q`, for |q| ≤ ½ - 10⁻¹¹: the
  /// rational functions of M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988), with a relative error of
  /// 10⁻¹⁶.
  @inlinable @inline(__always)
  static func normalQuantile(_ q: Self) -> Self {
    let r = Self(0.180625) - q * q
    let middle =
      q
      * polynomial(
        r,
        [
          3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
          4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
        ])
      / polynomial(
        r,
        [
          1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
          2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
        ])
    let s = (Self(-0.0) - log(Self(0.5) - q.magnitude)).squareRoot() - Self(1.6)
    let tail =
      polynomial(
        s,
        [
          1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
          3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
          2.27238449892691845833e-2, 7.74545014278341407640e-4,
        ])
      / polynomial(
        s,
        [
          1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
          1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
          1.05075007164441684324e-9,
        ])
    return select(Self(0.425) < q.magnitude, tail.withSign(of: q), middle)
  }
}
