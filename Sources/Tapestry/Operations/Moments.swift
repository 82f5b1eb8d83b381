import KernelTemplates

extension Tensor where Scalar: FloatingPointScalar {
  /// The arithmetic mean over a set of axes; of no elements, NaN. See ``sum(axes:keepingAxes:file:line:)->Tensor<Scalar>`` for the
  /// arguments.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func mean(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    mean(over: AxisSet(axes, of: shape, for: "mean", file: file, line: line), keepingAxes: keepingAxes)
  }

  private func mean(over axes: AxisSet, keepingAxes: Bool) -> Tensor {
    sum(over: axes, keepingAxes: keepingAxes) / Scalar(shape.elementCount(of: axes))
  }

  /// The variance over a set of axes: Σ (x - mean)² / (n - correction), in two passes, the mean first.
  ///
  /// NaN where n - `correction` is not positive and the sum is 0. See ``sum(axes:keepingAxes:file:line:)->Tensor<Scalar>`` for the other
  /// arguments.
  ///
  /// - Parameters:
  ///   - axes: The axes that are reduced; all of them unless given.
  ///   - correction: 1, as in PyTorch, for the unbiased estimate from a sample; 0, as in NumPy, for the mean square.
  ///   - keepingAxes: Whether these axes stay, with the extent 1.
  public func variance(
    axes: [Int]? = nil, correction: Scalar = 1, keepingAxes: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    let axes = AxisSet(axes, of: shape, for: "variance", file: file, line: line)
    let (x, whole) = (self, shape)
    let kept = whole.reduced(over: axes, keepingAxes: true)
    let degrees = Swift.max(Scalar(shape.elementCount(of: axes)) - correction, 0)
    let mean = detached().mean(over: axes, keepingAxes: true)
    let group = axes.lastGroup(of: shape, before: rank)
    let centres = mean.broadcast(to: group.map { shape.collapsing($0) } ?? shape)
    let squares = unsafe centres.withPointer { centres in
      unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
        unsafe Scalar.kernels.sumOfSquaredDeviations(x, from: centres, extents, into: out)
      } then: { x, extents, out in
        unsafe Scalar.kernels.sum(x, extents, into: out)
      }
    }
    return (squares / degrees).recorded(from: self) { dy in
      (x - x.mean(over: axes, keepingAxes: true)) * (dy.reshaped(to: kept) * (2 / degrees))
    }
  }

  /// The standard deviation over a set of axes: the root of the ``variance(axes:correction:keepingAxes:file:line:)``.
  ///
  /// The gradient is NaN where all elements are the same.
  public func standardDeviation(
    axes: [Int]? = nil, correction: Scalar = 1, keepingAxes: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    variance(axes: axes, correction: correction, keepingAxes: keepingAxes, file: file, line: line).sqrt()
  }
}
