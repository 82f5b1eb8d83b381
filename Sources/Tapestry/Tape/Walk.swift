/// What a walk leaves behind.
public enum TapeWalk: Sendable {
  /// The tape is used up, and each step's memory is released as the walk passes it. The cheapest.
  case once
  /// The tape can be walked again, from this or another result.
  case keeping
  /// The walk itself is recorded, so that the gradients can be differentiated again; the tape is kept.
  case differentiable
}

extension Recording {
  /// The gradients of `result` (times `seed`, summed) with respect to the tensors made at `inputs`; nil for one that
  /// `result` does not depend on.
  ///
  /// Goes through the steps from the last to the first, once. Steps that depend on none of the inputs, or that
  /// `result` does not depend on, cost nothing but their release.
  func gradients(of result: Trace, seed: ErasedTensor, at inputs: [Trace], walk: TapeWalk) -> [ErasedTensor?]
  {
    var list = takeList(closing: walk == .once)
    let depends = list.dependence(on: inputs, upTo: result.step)
    let isInput = Set(inputs.map(\.step))
    var gradients = [ErasedTensor?](repeating: nil, count: result.step + 1)
    gradients[result.step] = seed

    func add(_ contribution: ErasedTensor, to step: Int) {
      gradients[step] = gradients[step].take()?.adding(contribution) ?? contribution
    }
    func walkBack() {
      for step in stride(from: result.step, through: 0, by: -1) {
        let gradient = isInput.contains(step) ? gradients[step] : gradients[step].take()
        for index in list.edges(of: step) {
          let edge = list.edges[index]
          if walk == .once { list.edges[index] = .released }
          guard let gradient else { continue }
          switch edge {
          case .one(let source, let pullback) where depends[source]:
            add(pullback(gradient), to: source)
          case .several(let sources, let pullback) where sources.contains { depends[$0] }:
            for (source, contribution) in zip(sources, pullback(gradient)) where depends[source] {
              add(contribution, to: source)
            }
          case .one, .several, .released: break
          }
        }
      }
    }
    let mode = walk == .differentiable ? Recording.mode : .walk
    Recording.$mode.withValue(mode, operation: walkBack)
    return inputs.map { $0.step <= result.step ? gradients[$0.step] : nil }
  }
}

extension Recording.List {
  /// For each step up to `last`, whether it depends on one of `inputs`.
  fileprivate func dependence(on inputs: [Trace], upTo last: Int) -> [Bool] {
    var depends = [Bool](repeating: false, count: last + 1)
    for input in inputs where input.step <= last { depends[input.step] = true }
    for step in 0...last where !depends[step] {
      depends[step] = edges(of: step).contains { index in
        switch edges[index] {
        case .one(let source, _): depends[source]
        case .several(let sources, _): sources.contains { depends[$0] }
        case .released: false
        }
      }
    }
    return depends
  }
}

extension ErasedTensor {
  /// The sum of two gradients of the same tensor, in place where nobody else holds this one.
  fileprivate consuming func adding(_ other: ErasedTensor) -> ErasedTensor {
    func sum<Scalar: NumericScalar>(_ a: consuming Tensor<Scalar>) -> ErasedTensor {
      a += other.typed()
      return ErasedTensor(a)
    }
    return switch scalarType {
    case .float32: sum(typed(Float.self))
    case .float64: sum(typed(Double.self))
    case .int32, .uint8, .bool: preconditionFailure("a gradient of \(scalarType)")
    }
  }
}
