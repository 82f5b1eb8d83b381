/// A rule that moves the parameters of a model along a gradient, with what it remembers of earlier ones.
///
/// ```swift
/// var optimizer = SGD(learningRate: 0.01, momentum: 0.9, decay: 5e-4)
/// optimizer.groups = [ParameterGroup(rate: 2, decay: 0) { $0.hasSuffix("bias") }]
/// for (step, batch) in batches.enumerated() {
///   let (loss, gradient) = valueAndGradient(at: model) { model in loss(of: model, on: batch) }
///   optimizer.learningRate = schedule(step)
///   optimizer.update(&model, along: gradient)
/// }
/// ```
///
/// Optimisers are values: copying one copies its state. Parameters and state are updated in place, in one pass over
/// memory, on several threads where there are many numbers.
public protocol Optimizer: Sendable {
  /// The length of the next step, before a group's multiplier.
  var learningRate: Double { get set }

  /// Parameters that are treated in a way of their own. The first group that a name belongs to decides.
  var groups: [ParameterGroup] { get set }

  /// What is remembered of earlier gradients.
  var state: OptimizerState { get set }

  /// Moves the parameters of `model` one step along `gradient`, which is a model of the same shapes.
  mutating func update<M: Model>(_ model: inout M, along gradient: M)
}

/// Parameters that an ``Optimizer`` treats in a way of their own: by name.
///
/// ```swift
/// optimizer.groups = [
///   .frozen { $0.hasPrefix("features.") },
///   ParameterGroup(rate: 2, decay: 0) { $0.hasSuffix("bias") },
/// ]
/// ```
public struct ParameterGroup: Sendable {
  /// What the learning rate is multiplied by.
  public var rate: Double
  /// What the decay is multiplied by.
  public var decay: Double
  /// Whether the parameters stay as they are, and nothing is remembered of their gradients.
  public var isFrozen: Bool
  /// Whether a parameter's name, such as `conv1.weight`, belongs to the group.
  public var contains: @Sendable (String) -> Bool

  /// The parameters whose name `contains` accepts, with multipliers of the learning rate and of the decay.
  public init(rate: Double = 1, decay: Double = 1, contains: @escaping @Sendable (String) -> Bool) {
    self.rate = rate
    self.decay = decay
    isFrozen = false
    self.contains = contains
  }

  /// Parameters that stay as they are.
  public static func frozen(_ contains: @escaping @Sendable (String) -> Bool) -> ParameterGroup {
    var group = ParameterGroup(contains: contains)
    group.isFrozen = true
    return group
  }

  /// The parameters that are in no group.
  static let others = ParameterGroup { _ in true }
}
