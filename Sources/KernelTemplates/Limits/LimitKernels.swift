/// What the machine can do at most, for measurements: arithmetic without memory, and memory without arithmetic.
///
/// Every kernel runs on the calling thread.
public protocol LimitKernels<Scalar>: VectorKernels {
  /// `rounds` rounds of fused multiply-adds that never leave the registers. The sum of what comes out has no
  /// meaning, and must be used, lest the compiler leave the work away.
  static func multiplyAdds(rounds: Int, _ factor: Scalar, _ summand: Scalar) -> Scalar

  /// The floating-point operations of one such round; a multiply-add counts as two.
  static var operationsPerRound: Int { get }

  /// Plain loads and stores, a vector at a time. `count` is a multiple of 64.
  static func plainCopy(
    _ source: UnsafePointer<Scalar>, to destination: UnsafeMutablePointer<Scalar>, count: Int)

  /// Plain loads alone. `count` is a multiple of 64. What comes out is the sum, which must be used.
  static func plainRead(_ source: UnsafePointer<Scalar>, count: Int) -> Scalar
}

extension LimitKernels {
  /// Twelve chains: enough to hide four cycles of latency on two or three units, and few enough for 16 registers.
  @inlinable @inline(never)
  public static func multiplyAdds(rounds: Int, _ factor: Scalar, _ summand: Scalar) -> Scalar {
    let (factor, summand) = (Vector(factor), Vector(summand))
    var chains = InlineArray<12, Vector>(repeating: Vector(0))
    for _ in 0..<rounds {
      for i in 0..<12 { chains[i] = Vector.fma(chains[i], factor, summand) }
    }
    var sum = chains[0]
    for i in 1..<12 { sum = sum + chains[i] }
    return sum[0]
  }

  /// Twelve vectors.
  @inlinable public static var operationsPerRound: Int { 2 * 12 * Vector.laneCount }

  /// Four vectors at a time.
  @inlinable @inline(never)
  public static func plainCopy(
    _ source: UnsafePointer<Scalar>, to destination: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let lanes = Vector.laneCount
    for i in stride(from: 0, to: count, by: 4 * lanes) {
      for j in 0..<4 { Vector(loading: source + (i + j * lanes)).store(to: destination + (i + j * lanes)) }
    }
  }

  /// Four sums at a time.
  @inlinable @inline(never)
  public static func plainRead(_ source: UnsafePointer<Scalar>, count: Int) -> Scalar {
    let lanes = Vector.laneCount
    var sums = InlineArray<4, Vector>(repeating: Vector(0))
    for i in stride(from: 0, to: count, by: 4 * lanes) {
      for j in 0..<4 { sums[j] = sums[j] + Vector(loading: source + (i + j * lanes)) }
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3]))[0]
  }
}
