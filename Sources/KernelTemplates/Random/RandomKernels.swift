/// Random numbers from a stream of Philox, with the same bits for every instruction set and any number of threads, except
/// where a function says otherwise.
///
/// An element takes as many words of the stream as it has: one for `Float`, `Bool` and a mask, two for `Double`
/// and integers.
public protocol RandomKernels<Scalar>: VectorKernels {
  /// The stream itself.
  static func randomWords(_ out: UnsafeMutablePointer<UInt32>, count: Int, from start: PhiloxCounter)

  /// Evenly distributed in `lower..<upper`: as many digits as the type has (24 or 53) of a fraction, scaled.
  static func uniform(
    _ out: UnsafeMutablePointer<Scalar>, count: Int, lower: Scalar, upper: Scalar, from start: PhiloxCounter)

  /// `lower` plus an integer below `range`: the upper half of its product with 64 random bits, so that no value is
  /// likelier than another by more than 2⁻³².
  static func uniformIntegers(
    _ out: UnsafeMutablePointer<Int32>, count: Int, lower: Int32, range: UInt64, from start: PhiloxCounter)

  /// True with the probability `threshold / 2³²`.
  static func bernoulli(
    _ out: UnsafeMutablePointer<Bool>, count: Int, threshold: UInt32, from start: PhiloxCounter)

  /// Normally distributed, in pairs, by the method of G. E. P. Box and M. E. Muller (1958). Instruction sets agree to
  /// within rounding.
  static func normal(
    _ out: UnsafeMutablePointer<Scalar>, count: Int, mean: Scalar, standardDeviation: Scalar,
    from start: PhiloxCounter)

  /// Normally distributed within two standard deviations of the mean, by the inverse of the distribution function.
  /// Instruction sets agree to within rounding.
  static func truncatedNormal(
    _ out: UnsafeMutablePointer<Scalar>, count: Int, mean: Scalar, standardDeviation: Scalar,
    from start: PhiloxCounter)

  /// Zero with the probability `threshold / 2³²`, else `x[i] * scale`.
  static func dropout(
    _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, count: Int, threshold: UInt32,
    scale: Scalar, from start: PhiloxCounter)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension RandomKernels {
  @inlinable @inline(never)
  public static func randomWords(_ out: UnsafeMutablePointer<UInt32>, count: Int, from start: PhiloxCounter) {
    forEachChunk(of: count, wordsEach: 1, from: start) { words, offset, count in
      (out + offset).update(from: words, count: count)
    }
  }

  @inlinable @inline(never)
  public static func uniform(
    _ out: UnsafeMutablePointer<Scalar>, count: Int, lower: Scalar, upper: Scalar, from start: PhiloxCounter
  ) {
    let width = upper - lower
    let greatest = upper.nextDown
    forEachChunk(of: count, wordsEach: wordsPerScalar, from: start) { words, offset, count in
      let out = out + offset
      fractions(words, count, to: out)
      if lower == 0 && width == 1 { return }
      for i in 0..<count {
        let value = lower + out[i] * width
        out[i] = value < greatest ? value : greatest
      }
    }
  }

  @inlinable @inline(never)
  public static func uniformIntegers(
    _ out: UnsafeMutablePointer<Int32>, count: Int, lower: Int32, range: UInt64, from start: PhiloxCounter
  ) {
    forEachChunk(of: count, wordsEach: 2, from: start) { words, offset, count in
      let out = out + offset
      for i in 0..<count {
        let product = UInt64(words[2 * i + 1]) &* range &+ (UInt64(words[2 * i]) &* range) &>> 32
        out[i] = lower &+ Int32(truncatingIfNeeded: product &>> 32)
      }
    }
  }

  @inlinable @inline(never)
  public static func bernoulli(
    _ out: UnsafeMutablePointer<Bool>, count: Int, threshold: UInt32, from start: PhiloxCounter
  ) {
    forEachChunk(of: count, wordsEach: 1, from: start) { words, offset, count in
      let out = out + offset
      for i in 0..<count { out[i] = words[i] < threshold }
    }
  }

  @inlinable @inline(never)
  public static func dropout(
    _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, count: Int, threshold: UInt32,
    scale: Scalar, from start: PhiloxCounter
  ) {
    forEachChunk(of: count, wordsEach: 1, from: start) { words, offset, count in
      let (x, out) = (x + offset, out + offset)
      for i in 0..<count { out[i] = words[i] < threshold ? 0 : x[i] * scale }
    }
  }
}

// MARK: - Words and fractions

extension RandomKernels {
  @inlinable @inline(__always) static var wordsPerScalar: Int { Vector.isSinglePrecision ? 1 : 2 }

  /// Calls `body` with the words of `count` elements, piece by piece on several threads and chunk by chunk within the
  /// nearest cache. All chunks but the last hold an even number of elements.
  @inlinable @inline(__always)
  static func forEachChunk(
    of count: Int, wordsEach: Int, from start: PhiloxCounter,
    _ body: (_ words: UnsafeMutablePointer<UInt32>, _ offset: Int, _ count: Int) -> Void
  ) {
    let elementsPerPiece = 1 << 15
    let wordsPerChunk = 1024
    Parallel.forEach((count + elementsPerPiece - 1) / elementsPerPiece) { piece in
      let end = min((piece + 1) * elementsPerPiece, count)
      Scratch.with(UInt32.self, count: wordsPerChunk) { words in
        let step = wordsPerChunk / wordsEach
        for offset in stride(from: piece * elementsPerPiece, to: end, by: step) {
          let count = min(step, end - offset)
          start.advanced(byBlocks: offset * wordsEach / 4)
            .write(Vector.Counters.self, blocks: (count * wordsEach + 3) / 4, to: words)
          body(words, offset, count)
        }
      }
    }
  }

  /// The words as numbers of 0..<1 with all the digits that the type has.
  @inlinable @inline(__always)
  static func fractions(
    _ words: UnsafePointer<UInt32>, _ count: Int, to out: UnsafeMutablePointer<Scalar>
  ) {
    if Vector.isSinglePrecision {
      let out = UnsafeMutableRawPointer(out).assumingMemoryBound(to: Float.self)
      for i in 0..<count { out[i] = Float(Int32(truncatingIfNeeded: words[i] &>> 8)) * 0x1p-24 }
    } else {
      let out = UnsafeMutableRawPointer(out).assumingMemoryBound(to: Double.self)
      for i in 0..<count {
        out[i] = Double(words[2 * i + 1]) * 0x1p-32 + Double(words[2 * i] &>> 11) * 0x1p-53
      }
    }
  }
}
