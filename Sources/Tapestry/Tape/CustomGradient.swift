/// An operation of one's own: a value, and how its gradient is found.
///
/// `body` runs without recording. It returns the value and a pullback, which turns the gradient with respect to the
/// value into the gradient with respect to `x`. What the pullback captures lives until the tape is walked. Made of
/// differentiable operations on `x`, the gradient can be differentiated again.
///
/// ```swift
/// /// Rounds, and passes the gradient straight through.
/// func straightThroughRound(_ x: Tensor<Float>) -> Tensor<Float> {
///   withCustomGradient(of: x) { x in (x.rounded(), { dy in dy }) }
/// }
/// ```
///
/// Check a pullback with `checkGradients(of:at:options:)`.
public func withCustomGradient<X: FloatingPointScalar, Y: FloatingPointScalar>(
  of x: Tensor<X>,
  _ body: (Tensor<X>) throws -> (value: Tensor<Y>, pullback: @Sendable (Tensor<Y>) -> Tensor<X>)
) rethrows -> Tensor<Y> {
  let (value, pullback) = try Tape.withoutRecording { try body(x) }
  return value.detached().recorded(from: x, pullback: pullback)
}

/// As `withCustomGradient(of:_:)` for two operands.
public func withCustomGradient<A: FloatingPointScalar, B: FloatingPointScalar, Y: FloatingPointScalar>(
  of a: Tensor<A>, _ b: Tensor<B>,
  _ body: (Tensor<A>, Tensor<B>) throws -> (
    value: Tensor<Y>, pullback: @Sendable (Tensor<Y>) -> (Tensor<A>, Tensor<B>)
  )
) rethrows -> Tensor<Y> {
  let (value, pullback) = try Tape.withoutRecording { try body(a, b) }
  return value.detached().recorded(jointlyFrom: [ErasedTensor(a), ErasedTensor(b)]) { dy in
    let (da, db) = pullback(dy)
    return [ErasedTensor(da), ErasedTensor(db)]
  }
}

/// As `withCustomGradient(of:_:)` for any number of operands; the pullback returns as many gradients.
public func withCustomGradient<X: FloatingPointScalar, Y: FloatingPointScalar>(
  of inputs: [Tensor<X>],
  _ body: ([Tensor<X>]) throws -> (value: Tensor<Y>, pullback: @Sendable (Tensor<Y>) -> [Tensor<X>])
) rethrows -> Tensor<Y> {
  let (value, pullback) = try Tape.withoutRecording { try body(inputs) }
  return value.detached().recorded(jointlyFrom: inputs.map(ErasedTensor.init)) { dy in
    pullback(dy).map(ErasedTensor.init)
  }
}
