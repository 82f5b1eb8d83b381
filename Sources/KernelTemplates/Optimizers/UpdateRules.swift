// What one step of an optimiser does to each parameter w with gradient g, in numbers that are the same for all elements.

/// Gradient descent, with or without momentum.
///
/// d ← `gradientFactor` · g + `decayFactor` · w, then v ← `momentum` · v + d where there is a velocity, and
/// w ← w + `stepFactor` · (v, or d without one, or `momentum` · v + d in Nesterov's form).
@frozen public struct DescentRule<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// The gradient's part in d.
  public var gradientFactor: Scalar
  /// The parameter's part in d.
  public var decayFactor: Scalar
  /// What is left of the velocity after a step.
  public var momentum: Scalar
  /// The velocity's part in the parameter.
  public var stepFactor: Scalar
  /// Whether the parameter moves by the velocity that it would have after another step.
  public var isNesterov: Bool

  /// A rule with all its numbers.
  @inlinable public init(
    gradientFactor: Scalar, decayFactor: Scalar, momentum: Scalar, stepFactor: Scalar, isNesterov: Bool
  ) {
    self.gradientFactor = gradientFactor
    self.decayFactor = decayFactor
    self.momentum = momentum
    self.stepFactor = stepFactor
    self.isNesterov = isNesterov
  }

  /// d
  @inlinable @inline(__always)
  func direction<Vector: KernelVector>(_ w: Vector, _ g: Vector) -> Vector where Vector.Scalar == Scalar {
    .fma(Vector(decayFactor), w, Vector(gradientFactor) * g)
  }

  /// The new parameters, where there is no velocity.
  @inlinable @inline(__always)
  func updated<Vector: KernelVector>(_ w: Vector, _ g: Vector) -> Vector where Vector.Scalar == Scalar {
    .fma(Vector(stepFactor), direction(w, g), w)
  }

  /// The new parameters and velocities.
  @inlinable @inline(__always)
  func updated<Vector: KernelVector>(
    _ w: Vector, _ g: Vector, velocity: Vector
  ) -> (w: Vector, velocity: Vector) where Vector.Scalar == Scalar {
    let d = direction(w, g)
    let velocity = Vector.fma(Vector(momentum), velocity, d)
    let step = isNesterov ? Vector.fma(Vector(momentum), velocity, d) : velocity
    return (.fma(Vector(stepFactor), step, w), velocity)
  }
}

/// Adaptive moments: Adam and AdamW.
///
/// d ← g + `decay` · w, m ← `meanFactor` · m + (1 - `meanFactor`) · d,
/// v ← `varianceFactor` · v + (1 - `varianceFactor`) · d², and
/// w ← `shrinkage` · w - `step` · m / (`rootFactor` · √v + `epsilon`).
@frozen public struct AdaptiveMomentRule<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// The parameter's part in d.
  public var decay: Scalar
  /// What is left of the parameter before the step.
  public var shrinkage: Scalar
  /// What is left of the mean after a step.
  public var meanFactor: Scalar
  /// What is left of the variance after a step.
  public var varianceFactor: Scalar
  /// The length of the step, the mean's correction included.
  public var step: Scalar
  /// The variance's correction, under the root.
  public var rootFactor: Scalar
  /// What keeps the divisor from zero.
  public var epsilon: Scalar

  /// A rule with all its numbers.
  @inlinable public init(
    decay: Scalar, shrinkage: Scalar, meanFactor: Scalar, varianceFactor: Scalar, step: Scalar,
    rootFactor: Scalar, epsilon: Scalar
  ) {
    self.decay = decay
    self.shrinkage = shrinkage
    self.meanFactor = meanFactor
    self.varianceFactor = varianceFactor
    self.step = step
    self.rootFactor = rootFactor
    self.epsilon = epsilon
  }

  /// The new parameters, means and variances.
  @inlinable @inline(__always)
  func updated<Vector: KernelVector>(
    _ w: Vector, _ g: Vector, mean: Vector, variance: Vector
  ) -> (w: Vector, mean: Vector, variance: Vector) where Vector.Scalar == Scalar {
    let d = Vector.fma(Vector(decay), w, g)
    let mean = Vector.fma(Vector(meanFactor), mean, Vector(1 - meanFactor) * d)
    let variance = Vector.fma(Vector(varianceFactor), variance, Vector(1 - varianceFactor) * d * d)
    let divisor = Vector.fma(Vector(rootFactor), variance.squareRoot(), Vector(epsilon))
    return (.fma(Vector(0 - step), mean / divisor, Vector(shrinkage) * w), mean, variance)
  }
}

/// Descent by the root of the mean square: RMSprop.
///
/// d ← g + `decay` · w, s ← `squareFactor` · s + (1 - `squareFactor`) · d², u ← d / (√s + `epsilon`), then
/// v ← `momentum` · v + u where there is a velocity, and w ← w - `step` · (v, or u without one).
@frozen public struct MeanSquareRule<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// The parameter's part in d.
  public var decay: Scalar
  /// What is left of the mean square after a step.
  public var squareFactor: Scalar
  /// What is left of the velocity after a step.
  public var momentum: Scalar
  /// The length of the step.
  public var step: Scalar
  /// What keeps the divisor from zero.
  public var epsilon: Scalar

  /// A rule with all its numbers.
  @inlinable public init(
    decay: Scalar, squareFactor: Scalar, momentum: Scalar, step: Scalar, epsilon: Scalar
  ) {
    self.decay = decay
    self.squareFactor = squareFactor
    self.momentum = momentum
    self.step = step
    self.epsilon = epsilon
  }

  /// The new mean squares, and u.
  @inlinable @inline(__always)
  func direction<Vector: KernelVector>(
    _ w: Vector, _ g: Vector, meanSquare: Vector
  ) -> (meanSquare: Vector, u: Vector) where Vector.Scalar == Scalar {
    let d = Vector.fma(Vector(decay), w, g)
    let meanSquare = Vector.fma(Vector(squareFactor), meanSquare, Vector(1 - squareFactor) * d * d)
    return (meanSquare, d / (meanSquare.squareRoot() + Vector(epsilon)))
  }

  /// The new parameters and mean squares, where there is no velocity.
  @inlinable @inline(__always)
  func updated<Vector: KernelVector>(
    _ w: Vector, _ g: Vector, meanSquare: Vector
  ) -> (w: Vector, meanSquare: Vector) where Vector.Scalar == Scalar {
    let (meanSquare, u) = direction(w, g, meanSquare: meanSquare)
    return (.fma(Vector(0 - step), u, w), meanSquare)
  }

  /// The new parameters, mean squares and velocities.
  @inlinable @inline(__always)
  func updated<Vector: KernelVector>(
    _ w: Vector, _ g: Vector, meanSquare: Vector, velocity: Vector
  ) -> (w: Vector, meanSquare: Vector, velocity: Vector) where Vector.Scalar == Scalar {
    let (meanSquare, u) = direction(w, g, meanSquare: meanSquare)
    let velocity = Vector.fma(Vector(momentum), velocity, u)
    return (.fma(Vector(0 - step), velocity, w), meanSquare, velocity)
  }
}
