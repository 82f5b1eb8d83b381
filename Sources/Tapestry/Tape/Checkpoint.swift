// Gradient checkpointing (Griewank 1992; Chen et al. 2016, "Training deep nets with sublinear memory cost"): a stretch
// of a computation keeps its inputs alone, and is computed again when the walk reaches it.

/// The value of `function` at `x`, recorded as one step that keeps only `x` and computes `function` again when its
/// gradient is needed: less memory for a second forward pass over the stretch.
///
/// ```swift
/// let y = checkpoint(x) { x in deepBlock(x) }
/// ```
///
/// Random draws inside come out the same both times when the generator is captured as a value. Tracked tensors reach
/// `function` as its arguments only: capturing one traps, since its gradient would be lost.
public func checkpoint<X: FloatingPointScalar, Y: FloatingPointScalar>(
  _ x: Tensor<X>, _ function: @escaping @Sendable (Tensor<X>) -> Tensor<Y>
) -> Tensor<Y> {
  checkpoint([ErasedTensor(x)]) { function($0[0].typed()) }
}

/// As `checkpoint(_:_:)` for several tensors.
public func checkpoint<X: FloatingPointScalar, Y: FloatingPointScalar>(
  _ inputs: [Tensor<X>], _ function: @escaping @Sendable ([Tensor<X>]) -> Tensor<Y>
) -> Tensor<Y> {
  checkpoint(inputs.map(ErasedTensor.init)) { function($0.map { $0.typed() }) }
}

/// As `checkpoint(_:_:)` for a part of a model and its input.
public func checkpoint<M: Model & Sendable, X: FloatingPointScalar, Y: FloatingPointScalar>(
  _ model: M, _ x: Tensor<X>, _ function: @escaping @Sendable (M, Tensor<X>) -> Tensor<Y>
) -> Tensor<Y> {
  // The closure must not own the parameters twice, once in the model and once as inputs that are tracked.
  let parameters = ParameterCollection(of: model).parameters
  let skeleton = model.replacingParameters(with: parameters.map { $0.traced(nil) })
  return checkpoint(parameters + [ErasedTensor(x)]) { inputs in
    function(skeleton.replacingParameters(with: inputs.dropLast()), inputs[inputs.count - 1].typed())
  }
}

private func checkpoint<Y: FloatingPointScalar>(
  _ inputs: [ErasedTensor], _ function: @escaping @Sendable ([ErasedTensor]) -> Tensor<Y>
) -> Tensor<Y> {
  let capture = Recording.Mode.forbidden(
    reason: """
      the function given to checkpoint() captured a tracked tensor, whose gradient would be lost: pass it as an \
      argument, or call detached() on it if it is meant as a constant
      """)
  let value = Recording.$mode.withValue(capture) { function(inputs.map { $0.traced(nil) }) }
  return value.recorded(jointlyFrom: inputs) { dy in
    differentiate(at: inputs, seed: dy, file: #fileID, line: #line) { (function($0), ()) }.1
  }
}
