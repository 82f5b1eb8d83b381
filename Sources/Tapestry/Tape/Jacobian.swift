/// The Jacobian of `function` at `x`: all ∂yᵢ/∂xⱼ, with the axes of the value followed by those of `x`. One walk for
/// each element of the value.
public func jacobian<X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: Tensor<X>, of function: (Tensor<X>) throws -> Tensor<Y>
) rethrows -> Tensor<X> {
  let outer = Recording.enclosing([ErasedTensor(x)])
  let recording = outer ?? Recording()
  defer { if outer == nil { recording.close() } }
  let watched: Tensor<X> = ErasedTensor(x).watched(on: recording).typed()
  let y = try Recording.$mode.withValue(.record(current: recording)) { try function(watched) }
  let shape = TensorShape(y.shape.array + x.shape.array)
  guard let input = watched.trace, let result = y.trace, result.recording === recording, y.elementCount > 0
  else {
    return Tensor(zeros: shape)
  }
  let rows = (0..<y.elementCount).map { index -> Tensor<X> in
    var seed = Tensor<Y>(zeros: y.shape)
    unsafe seed.withUnsafeMutableElements { unsafe $0[index] = 1 }
    let found = recording.gradients(
      of: result, seed: ErasedTensor(seed), at: [input], walk: outer == nil ? .keeping : .differentiable)
    return found[0]?.typed() ?? Tensor(zeros: x.shape)
  }
  return Tensor.stacked(rows).reshaped(to: shape)
}
