import KernelTemplates

/// RMSprop (Hinton's lecture 6e, 2012): steps by the gradient over the root of its mean square s, s ← α·s + (1 − α)·g²,
/// with or without momentum on those steps: v ← m·v + g/(√s + epsilon), then w ← w − ε·v. Weight decay is an L2 penalty.
public struct RMSprop: Optimizer {
  /// The length of the next step, before a group's multiplier.
  public var learningRate: Double
  /// α: what is left of the mean square after a step.
  public var alpha: Double
  /// What is left of the velocity after a step. Without momentum, no velocity is kept.
  public var momentum: Double
  /// What is added to the divisor.
  public var epsilon: Double
  /// The weight decay.
  public var decay: Double
  /// Parameters that are treated in a way of their own.
  public var groups: [ParameterGroup] = []
  /// The mean squares of the gradients, and the velocities, by the parameters' names.
  public var state = OptimizerState()

  /// RMSprop with the given numbers.
  public init(
    learningRate: Double = 1e-2, alpha: Double = 0.99, momentum: Double = 0, epsilon: Double = 1e-8,
    decay: Double = 0
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.momentum = momentum
    self.epsilon = epsilon
    self.decay = decay
  }

  /// Moves the parameters of `model` one step along `gradient`.
  public mutating func update<M: Model>(_ model: inout M, along gradient: M) {
    let rule = Rule(alpha: alpha, momentum: momentum, epsilon: epsilon, decay: decay)
    state.update(&model, along: gradient, by: rule, rate: learningRate, groups: groups)
  }

  private struct Rule: UpdateRule {
    let alpha: Double
    let momentum: Double
    let epsilon: Double
    let decay: Double

    var slots: [String] { momentum == 0 ? ["square"] : ["square", "velocity"] }

    func update<Scalar: FloatingPointScalar>(
      _ parameter: UnsafeMutablePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
      _ slots: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
    ) {
      let rule = MeanSquareRule(
        decay: Scalar(decay * step.decayMultiplier), squareFactor: Scalar(alpha),
        momentum: Scalar(momentum), step: Scalar(step.rate), epsilon: Scalar(epsilon))
      if momentum == 0 {
        unsafe Scalar.kernels.update(rule, parameter, gradient, meanSquare: slots[0], count: count)
      } else {
        unsafe Scalar.kernels.update(
          rule, parameter, gradient, meanSquare: slots[0], velocity: slots[1], count: count)
      }
    }
  }
}
