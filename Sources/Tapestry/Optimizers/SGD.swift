import KernelTemplates

/// Stochastic gradient descent, plain or with momentum, and with weight decay (an L2 penalty of `decay`/2 · ‖w‖²).
///
/// With ε for the learning rate, m for the momentum, λ for the decay and g for the gradient:
///
/// - ``Form/paper`` (Krizhevsky, Sutskever and Hinton 2012, section 5): v ← m·v − λ·ε·w − ε·g, then w ← w + v. What is
///   left of earlier steps keeps the learning rate that they were made with.
/// - ``Form/standard`` (PyTorch's): v ← m·v + g + λ·w, then w ← w − ε·v. A new learning rate also scales what is left.
///
/// At a constant learning rate the two are the same. Nesterov's momentum moves the parameter by the velocity that it would
/// have after another step without a gradient.
public struct SGD: Optimizer {
  /// Where the learning rate enters.
  public enum Form: Sendable {
    /// Into the velocity.
    case paper
    /// Into the step that the velocity makes.
    case standard
  }

  /// The length of the next step, before a group's multiplier.
  public var learningRate: Double
  /// What is left of the velocity after a step. Without momentum, no velocity is kept.
  public var momentum: Double
  /// The weight decay.
  public var decay: Double
  /// Whether the momentum is Nesterov's.
  public var isNesterov: Bool
  /// Where the learning rate enters.
  public var form: Form
  /// Parameters that are treated in a way of their own.
  public var groups: [ParameterGroup] = []
  /// The velocities, by the parameters' names.
  public var state = OptimizerState()

  /// Gradient descent with the given numbers.
  public init(
    learningRate: Double, momentum: Double = 0, decay: Double = 0, nesterov isNesterov: Bool = false,
    form: Form = .standard
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.decay = decay
    self.isNesterov = isNesterov
    self.form = form
  }

  /// Moves the parameters of `model` one step along `gradient`.
  public mutating func update<M: Model>(_ model: inout M, along gradient: M) {
    let rule = Rule(momentum: momentum, decay: decay, isNesterov: isNesterov, form: form)
    state.update(&model, along: gradient, by: rule, rate: learningRate, groups: groups)
  }

  private struct Rule: UpdateRule {
    let momentum: Double
    let decay: Double
    let isNesterov: Bool
    let form: Form

    var slots: [String] { momentum == 0 ? [] : ["velocity"] }

    func update<Scalar: FloatingPointScalar>(
      _ parameter: UnsafeMutablePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
      _ slots: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
    ) {
      let factor = form == .paper ? -step.rate : 1
      let rule = DescentRule(
        gradientFactor: Scalar(factor), decayFactor: Scalar(factor * decay * step.decayMultiplier),
        momentum: Scalar(momentum), stepFactor: Scalar(form == .paper ? 1 : -step.rate),
        isNesterov: isNesterov)
      if let velocity = unsafe slots.first {
        unsafe Scalar.kernels.update(rule, parameter, gradient, velocity: velocity, count: count)
      } else {
        unsafe Scalar.kernels.update(rule, parameter, gradient, count: count)
      }
    }
  }
}
