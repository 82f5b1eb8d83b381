/// The value of `function` at `x`, and the product of `seed` with its Jacobian: Σᵢ seedᵢ ∂yᵢ/∂x. One walk.
///
/// - Precondition: `seed` has the shape of the value.
public func vectorJacobianProduct<X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: Tensor<X>, seed: Tensor<Y>, file: StaticString = #fileID, line: UInt = #line,
  of function: (Tensor<X>) throws -> Tensor<Y>
) rethrows -> (value: Tensor<Y>, product: Tensor<X>) {
  let (value, gradients, _) = try differentiate(at: [ErasedTensor(x)], seed: seed, file: file, line: line) {
    (try function($0[0].typed()), ())
  }
  return (value, gradients[0].typed())
}

/// The product of the Hessian of `function` at `x` with `vector`: Σⱼ ∂²f/∂xᵢ∂xⱼ vⱼ, without the Hessian itself
/// (Pearlmutter 1994). Costs two gradients.
///
/// - Precondition: The value of `function` has one element, and `vector` the shape of `x`.
public func hessianVectorProduct<X: FloatingPointScalar>(
  at x: Tensor<X>, vector: Tensor<X>, file: StaticString = #fileID, line: UInt = #line,
  of function: (Tensor<X>) -> Tensor<X>
) -> Tensor<X> {
  guard vector.shape == x.shape else {
    trap(
      "hessianVectorProduct", "the vector has the shape \(vector.shape), the argument \(x.shape)", file: file,
      line: line)
  }
  return gradient(at: x, file: file, line: line) { x in
    (gradient(at: x, file: file, line: line, of: function) * vector).sum()
  }
}
