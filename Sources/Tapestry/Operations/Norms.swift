import KernelTemplates

extension Tensor where Scalar: FloatingPointScalar {
  /// The norm of the given order over a set of axes: (Σ |x|ᵖ)^(1/p). See ``sum(axes:keepingAxes:file:line:)->Tensor<Scalar>`` for the
  /// other arguments.
  ///
  /// ```swift
  /// let length = x.norm()                       // √Σ x²
  /// let largest = x.norm(order: .infinity)      // max |x|
  /// ```
  ///
  /// The gradient of a norm that is 0 is 0. With the order infinity, equal elements share the gradient.
  ///
  /// - Parameters:
  ///   - order: p: 2 for the Euclidean length, 1 for the sum of magnitudes, infinity for the greatest magnitude.
  ///   - axes: The axes that are reduced; all of them unless given.
  ///   - keepingAxes: Whether these axes stay, with the extent 1.
  /// - Precondition: The order is positive; with the order infinity there is an element for each result.
  public func norm(
    order: Scalar = 2, axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    guard order > 0 else {
      trap("norm", "expected a positive order, got \(order)", file: file, line: line)
    }
    if order == .infinity {
      return abs().max(axes: axes, keepingAxes: keepingAxes, file: file, line: line)
    }
    let axes = AxisSet(axes, of: shape, for: "norm", file: file, line: line)
    if order == 1 { return sumOfMagnitudes(over: axes, keepingAxes: keepingAxes) }
    if order == 2 { return euclideanNorm(over: axes, keepingAxes: keepingAxes) }
    let x = self
    let value = detached().abs().pow(order).sum(over: axes, keepingAxes: keepingAxes).pow(1 / order)
    return value.recorded(
      from: self,
      withResult: { dy, y in
        let (dy, y) = (dy.repeatable(over: axes, of: x), y.repeatable(over: axes, of: x))
        return (x.abs() / y.replacing(with: 1, where: y .== 0)).pow(order - 1) * x.sign() * dy
      })
  }

  private func sumOfMagnitudes(over axes: AxisSet, keepingAxes: Bool) -> Tensor {
    let x = detached()
    let value = unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.kernels.sumOfAbsoluteValues(x, extents, into: out)
    } then: { x, extents, out in
      unsafe Scalar.kernels.sum(x, extents, into: out)
    }
    return value.recorded(from: self) { dy in x.sign() * dy.repeatable(over: axes, of: x) }
  }

  private func euclideanNorm(over axes: AxisSet, keepingAxes: Bool) -> Tensor {
    let x = self
    let squares = unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.kernels.sumOfSquares(x, extents, into: out)
    } then: { x, extents, out in
      unsafe Scalar.kernels.sum(x, extents, into: out)
    }
    return squares.sqrt().recorded(
      from: self,
      withResult: { dy, y in
        x * (dy / y.replacing(with: 1, where: y .== 0)).repeatable(over: axes, of: x)
      })
  }

  /// What a reduction left of `x`, in a shape that can be broadcast with it.
  private func repeatable(over axes: AxisSet, of x: Tensor) -> Tensor {
    reshaped(to: x.shape.reduced(over: axes, keepingAxes: true))
  }
}
