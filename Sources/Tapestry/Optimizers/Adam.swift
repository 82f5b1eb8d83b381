import Foundation
import KernelTemplates

/// Adam (Kingma and Ba 2015, algorithm 1): steps by the mean of the gradients over the root of their mean square,
/// both corrected for their beginning at zero. Weight decay is an L2 penalty: it passes through the means.
public struct Adam: Optimizer {
  /// The length of the next step, before a group's multiplier.
  public var learningRate: Double
  /// What is left of the mean, and of the mean square, after a step.
  public var betas: (mean: Double, square: Double)
  /// What is added to the divisor.
  public var epsilon: Double
  /// The weight decay.
  public var decay: Double
  /// Parameters that are treated in a way of their own.
  public var groups: [ParameterGroup] = []
  /// The means of the gradients and of their squares, by the parameters' names.
  public var state = OptimizerState()

  /// Adam with the given numbers.
  public init(
    learningRate: Double = 1e-3, betas: (mean: Double, square: Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    decay: Double = 0
  ) {
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.decay = decay
  }

  /// Moves the parameters of `model` one step along `gradient`.
  public mutating func update<M: Model>(_ model: inout M, along gradient: M) {
    let rule = AdamRule(betas: betas, epsilon: epsilon, decay: decay, isDecoupled: false)
    state.update(&model, along: gradient, by: rule, rate: learningRate, groups: groups)
  }
}

/// AdamW (Loshchilov and Hutter 2019): ``Adam`` with a weight decay of its own, w ← w − ε·λ·w, which does not pass through
/// the means.
public struct AdamW: Optimizer {
  /// The length of the next step, before a group's multiplier.
  public var learningRate: Double
  /// What is left of the mean, and of the mean square, after a step.
  public var betas: (mean: Double, square: Double)
  /// What is added to the divisor.
  public var epsilon: Double
  /// The weight decay.
  public var decay: Double
  /// Parameters that are treated in a way of their own.
  public var groups: [ParameterGroup] = []
  /// The means of the gradients and of their squares, by the parameters' names.
  public var state = OptimizerState()

  /// AdamW with the given numbers.
  public init(
    learningRate: Double = 1e-3, betas: (mean: Double, square: Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    decay: Double = 1e-2
  ) {
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.decay = decay
  }

  /// Moves the parameters of `model` one step along `gradient`.
  public mutating func update<M: Model>(_ model: inout M, along gradient: M) {
    let rule = AdamRule(betas: betas, epsilon: epsilon, decay: decay, isDecoupled: true)
    state.update(&model, along: gradient, by: rule, rate: learningRate, groups: groups)
  }
}

private struct AdamRule: UpdateRule {
  let betas: (mean: Double, square: Double)
  let epsilon: Double
  let decay: Double
  let isDecoupled: Bool

  let slots = ["mean", "square"]

  func update<Scalar: FloatingPointScalar>(
    _ parameter: UnsafeMutablePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
    _ slots: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
  ) {
    let decay = decay * step.decayMultiplier
    let rule = AdaptiveMomentRule(
      decay: Scalar(isDecoupled ? 0 : decay), shrinkage: Scalar(isDecoupled ? 1 - step.rate * decay : 1),
      meanFactor: Scalar(betas.mean), varianceFactor: Scalar(betas.square),
      step: Scalar(step.rate / (1 - pow(betas.mean, Double(step.number)))),
      rootFactor: Scalar(1 / (1 - pow(betas.square, Double(step.number))).squareRoot()),
      epsilon: Scalar(epsilon))
    unsafe Scalar.kernels.update(
      rule, parameter, gradient, mean: slots[0], variance: slots[1], count: count)
  }
}
