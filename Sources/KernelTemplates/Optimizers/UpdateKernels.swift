/// Steps of optimisers: parameters and what is kept of earlier gradients, updated in place in one pass.
///
/// Every kernel runs on the calling thread: callers cut long work into pieces. No two arrays may overlap.
public protocol UpdateKernels<Scalar>: VectorKernels where Scalar: BinaryFloatingPoint & Sendable {
  /// One step of `rule` on `count` parameters `w` with the gradients `g`, without velocities.
  static func update(
    _ rule: DescentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, count: Int)

  /// One step of `rule` on `count` parameters `w` with the gradients `g`, and the velocities.
  static func update(
    _ rule: DescentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    velocity: UnsafeMutablePointer<Scalar>, count: Int)

  /// One step of `rule` on `count` parameters `w` with the gradients `g`, their means and their variances.
  static func update(
    _ rule: AdaptiveMomentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    mean: UnsafeMutablePointer<Scalar>, variance: UnsafeMutablePointer<Scalar>, count: Int)

  /// One step of `rule` on `count` parameters `w` with the gradients `g` and their mean squares, without velocities.
  static func update(
    _ rule: MeanSquareRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    meanSquare: UnsafeMutablePointer<Scalar>, count: Int)

  /// One step of `rule` on `count` parameters `w` with the gradients `g`, their mean squares, and the velocities.
  static func update(
    _ rule: MeanSquareRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    meanSquare: UnsafeMutablePointer<Scalar>, velocity: UnsafeMutablePointer<Scalar>, count: Int)
}

// None is inlined into its witness: in that, the compiler leaves the square root of every lane as a call.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension UpdateKernels {
  @inlinable @inline(never)
  public static func update(
    _ rule: DescentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, count: Int
  ) {
    let whole = count - count % Vector.laneCount
    for offset in stride(from: 0, to: whole, by: Vector.laneCount) {
      step(rule, w, g, at: VectorPlace(offset: offset, count: Vector.laneCount))
    }
    if whole < count {
      step(rule, w, g, at: VectorPlace(offset: whole, count: count - whole))
    }
  }

  @inlinable @inline(never)
  public static func update(
    _ rule: DescentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    velocity: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let whole = count - count % Vector.laneCount
    for offset in stride(from: 0, to: whole, by: Vector.laneCount) {
      step(rule, w, g, velocity: velocity, at: VectorPlace(offset: offset, count: Vector.laneCount))
    }
    if whole < count {
      step(rule, w, g, velocity: velocity, at: VectorPlace(offset: whole, count: count - whole))
    }
  }

  @inlinable @inline(never)
  public static func update(
    _ rule: AdaptiveMomentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    mean: UnsafeMutablePointer<Scalar>, variance: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let whole = count - count % Vector.laneCount
    for offset in stride(from: 0, to: whole, by: Vector.laneCount) {
      step(
        rule, w, g, mean: mean, variance: variance, at: VectorPlace(offset: offset, count: Vector.laneCount))
    }
    if whole < count {
      step(rule, w, g, mean: mean, variance: variance, at: VectorPlace(offset: whole, count: count - whole))
    }
  }

  @inlinable @inline(never)
  public static func update(
    _ rule: MeanSquareRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    meanSquare: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let whole = count - count % Vector.laneCount
    for offset in stride(from: 0, to: whole, by: Vector.laneCount) {
      step(rule, w, g, meanSquare: meanSquare, at: VectorPlace(offset: offset, count: Vector.laneCount))
    }
    if whole < count {
      step(rule, w, g, meanSquare: meanSquare, at: VectorPlace(offset: whole, count: count - whole))
    }
  }

  @inlinable @inline(never)
  public static func update(
    _ rule: MeanSquareRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    meanSquare: UnsafeMutablePointer<Scalar>, velocity: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let whole = count - count % Vector.laneCount
    for offset in stride(from: 0, to: whole, by: Vector.laneCount) {
      step(
        rule, w, g, meanSquare: meanSquare, velocity: velocity,
        at: VectorPlace(offset: offset, count: Vector.laneCount))
    }
    if whole < count {
      step(
        rule, w, g, meanSquare: meanSquare, velocity: velocity,
        at: VectorPlace(offset: whole, count: count - whole))
    }
  }
}

// MARK: - One vector's step

extension UpdateKernels {
  @inlinable @inline(__always)
  static func step(
    _ rule: DescentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    at x: VectorPlace<Vector>
  ) {
    x.store(rule.updated(x.load(w), x.load(g)), w)
  }

  @inlinable @inline(__always)
  static func step(
    _ rule: DescentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    velocity: UnsafeMutablePointer<Scalar>, at x: VectorPlace<Vector>
  ) {
    let new = rule.updated(x.load(w), x.load(g), velocity: x.load(velocity))
    x.store(new.w, w)
    x.store(new.velocity, velocity)
  }

  @inlinable @inline(__always)
  static func step(
    _ rule: AdaptiveMomentRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    mean: UnsafeMutablePointer<Scalar>, variance: UnsafeMutablePointer<Scalar>, at x: VectorPlace<Vector>
  ) {
    let new = rule.updated(x.load(w), x.load(g), mean: x.load(mean), variance: x.load(variance))
    x.store(new.w, w)
    x.store(new.mean, mean)
    x.store(new.variance, variance)
  }

  @inlinable @inline(__always)
  static func step(
    _ rule: MeanSquareRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    meanSquare: UnsafeMutablePointer<Scalar>, at x: VectorPlace<Vector>
  ) {
    let new = rule.updated(x.load(w), x.load(g), meanSquare: x.load(meanSquare))
    x.store(new.w, w)
    x.store(new.meanSquare, meanSquare)
  }

  @inlinable @inline(__always)
  static func step(
    _ rule: MeanSquareRule<Scalar>, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>,
    meanSquare: UnsafeMutablePointer<Scalar>, velocity: UnsafeMutablePointer<Scalar>,
    at x: VectorPlace<Vector>
  ) {
    let new = rule.updated(x.load(w), x.load(g), meanSquare: x.load(meanSquare), velocity: x.load(velocity))
    x.store(new.w, w)
    x.store(new.meanSquare, meanSquare)
    x.store(new.velocity, velocity)
  }
}
