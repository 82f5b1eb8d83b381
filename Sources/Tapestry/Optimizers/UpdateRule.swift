import KernelTemplates

/// What an optimiser does to a parameter, with the kernel that does it.
protocol UpdateRule {
  /// The names of the tensors that are kept for each parameter.
  var slots: [String] { get }

  /// Updates `count` numbers in place, on the calling thread.
  func update<Scalar: FloatingPointScalar>(
    _ parameter: UnsafeMutablePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
    _ slots: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep)
}

/// The numbers of one step that depend on the parameter.
struct UpdateStep {
  /// The learning rate, the group's multiplier included.
  var rate: Double
  /// What the group multiplies the decay by.
  var decayMultiplier: Double
  /// The number of this step, from 1.
  var number: Int
}

extension OptimizerState {
  /// Moves the parameters of `model` along `gradient` by `rule`.
  mutating func update<M: Model>(
    _ model: inout M, along gradient: M, by rule: some UpdateRule, rate: Double, groups: [ParameterGroup]
  ) {
    let gradients = ParameterCollection(of: gradient).parameters
    let update = ParameterUpdate(rule: rule, rate: rate, groups: groups, gradients: gradients)
    // The tensors change hands, since what is shared would be copied.
    swap(&entries, &update.entries)
    model.visit(with: update)
    swap(&entries, &update.entries)
  }
}

/// Updates the parameters of a model, in order.
private final class ParameterUpdate<Rule: UpdateRule>: ParameterAction {
  /// The elements that a thread works on at a time: with a gradient and two slots, they fit the second cache.
  private let pieceCount = 1 << 15

  private let rule: Rule
  private let rate: Double
  private let groups: [ParameterGroup]
  private var gradients: ArraySlice<ErasedTensor>
  var entries: [String: OptimizerState.Entry] = [:]

  init(rule: Rule, rate: Double, groups: [ParameterGroup], gradients: [ErasedTensor]) {
    self.rule = rule
    self.rate = rate
    self.groups = groups
    self.gradients = gradients[...]
  }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    guard let gradient = gradients.popFirst(), gradient.shape == parameter.shape else {
      trap("Optimizer.update", "the gradient has no \(name) of the parameter's shape \(parameter.shape)")
    }
    let group = groups.first { $0.contains(name) } ?? .others
    guard !group.isFrozen else { return }
    var entry = entries.removeValue(forKey: name) ?? OptimizerState.Entry()
    entry.step += 1
    let step = UpdateStep(rate: rate * group.rate, decayMultiplier: group.decay, number: entry.step)
    let slots = unsafe rule.slots.map { kind in
      unsafe Self.memory(of: kind, in: &entry, for: parameter, named: name)
    }
    let typedGradient = gradient.typed(Scalar.self)
    let count = parameter.elementCount
    unsafe parameter.withMutablePointer(operation: "update") { parameter in
      unsafe typedGradient.withPointer { gradient in
        Parallel.forEach((count + pieceCount - 1) / pieceCount) { piece in
          let start = piece * pieceCount
          unsafe rule.update(
            parameter + start, gradient + start, slots.map { unsafe $0 + start },
            count: min(pieceCount, count - start), step)
        }
      }
    }
    entries[name] = entry
  }

  /// The memory of what is kept for a parameter, which begins as zeros.
  private static func memory<Scalar: FloatingPointScalar>(
    of kind: String, in entry: inout OptimizerState.Entry, for parameter: Tensor<Scalar>, named name: String
  ) -> UnsafeMutablePointer<Scalar> {
    // Nothing here may keep a second reference to the tensor, which would then be copied.
    let fits = entry.tensors[kind].map { $0.shape == parameter.shape && $0.scalarType == Scalar.scalarType }
    guard fits ?? true else {
      trap("Optimizer.update", "the state belongs to another model: its \(kind) does not fit \(name)")
    }
    let zeros = { ErasedTensor(Tensor<Scalar>(zeros: parameter.shape)) }
    return unsafe entry.tensors[kind, default: zeros()].mutableFirstByte()
      .assumingMemoryBound(to: Scalar.self)
  }
}
