import KernelTemplates

extension Tensor where Scalar: NumericScalar {
  /// |x| for each element; the least integer stays as it is. The gradient at 0 is 0.
  public func abs() -> Tensor {
    let x = self
    return unsafe mapped { x, out, count in unsafe Scalar.unary(.abs, x, out, count: count) }
      .recorded(from: self) { dy in dy * x.sign() }
  }

  /// -1, 0 or 1 by the sign of each element; NaN for NaN. The gradient is 0.
  public func sign() -> Tensor {
    unsafe detached().mapped { x, out, count in unsafe Scalar.unary(.sign, x, out, count: count) }
  }
}
