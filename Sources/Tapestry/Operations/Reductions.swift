import KernelTemplates

// Sums and products. All reductions take their axes alike: a list, in which negative ones count from the end; or none, which
// means all of them.

extension Tensor where Scalar: FloatingPointScalar {
  /// The sum over a set of axes; of no elements, 0.
  ///
  /// ```swift
  /// let x: Tensor<Float> = [[1, 2, 3], [4, 5, 6]]
  /// x.sum()                             // 21
  /// x.sum(axes: [0])                    // [5, 7, 9]
  /// x.sum(axes: [1], keepingAxes: true) // [[6], [15]]
  /// ```
  ///
  /// The elements are added as a tree (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2): the
  /// error grows with the logarithm of their number.
  ///
  /// - Parameters:
  ///   - axes: The axes that are summed over, negative ones counting from the end; all of them unless given.
  ///   - keepingAxes: Whether these axes stay, with the extent 1, so that the result can be broadcast with this tensor.
  /// - Precondition: Every axis exists, and none is named twice.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func sum(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    sum(over: AxisSet(axes, of: shape, for: "sum", file: file, line: line), keepingAxes: keepingAxes)
  }

  /// The sum over a set of axes.
  func sum(over axes: AxisSet, keepingAxes: Bool) -> Tensor {
    let value = unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.kernels.sum(x, extents, into: out)
    } then: { x, extents, out in
      unsafe Scalar.kernels.sum(x, extents, into: out)
    }
    let shape = shape
    return value.recorded(from: self) { dy in dy.repeated(over: axes, to: shape) }
  }

  /// The gradient of a sum: what a reduction over `axes` made of `shape`, repeated to that shape.
  func repeated(over axes: AxisSet, to shape: TensorShape) -> Tensor {
    reshaped(to: shape.reduced(over: axes, keepingAxes: true)).broadcast(to: shape)
  }

  /// The sum over the axes along which `target` would be repeated to this shape.
  func summed(to target: TensorShape) -> Tensor {
    sum(over: AxisSet(repeating: target, to: shape), keepingAxes: true).reshaped(to: target)
  }

  /// The product over a set of axes; of no elements, 1. See ``sum(axes:keepingAxes:file:line:)->Tensor<Scalar>`` for the arguments.
  ///
  /// The gradient is right where elements are zero, and where the product overflows though that of the others does not.
  public func product(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axes = AxisSet(axes, of: shape, for: "product", file: file, line: line)
    let value = unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.kernels.product(x, extents, into: out)
    } then: { x, extents, out in
      unsafe Scalar.kernels.product(x, extents, into: out)
    }
    let x = self
    return value.recorded(from: self) { dy in
      let order = (0..<x.rank).filter { !axes.contains($0) } + (0..<x.rank).filter(axes.contains)
      let moved = x.permuted(to: order)
      let rows = x.shape.reduced(over: axes, keepingAxes: false).elementCount
      let factors = moved.reshaped(to: [rows, x.shape.elementCount(of: axes)] as TensorShape)
      let gradient = factors.productOfOthers(times: dy.reshaped(to: [rows, 1] as TensorShape))
      var inverse = order
      for (position, axis) in order.enumerated() { inverse[axis] = position }
      return gradient.reshaped(to: moved.shape).permuted(to: inverse)
    }
  }

  /// For each element of a row, the product of all others of the row and of `scale`, which has one element a row: a tree of
  /// products, whose branches get the product of their sibling and of what comes down.
  private func productOfOthers(times scale: Tensor) -> Tensor {
    let count = shape[1]
    if count == 0 { return self }
    if count == 1 { return scale }
    let half = count / 2
    let (a, b) = (self[0..., 0..<half], self[0..., half..<2 * half])
    let pairs = count % 2 == 0 ? a * b : Tensor.concatenated([a * b, self[0..., 2 * half..<count]], axis: 1)
    let others = pairs.productOfOthers(times: scale)
    let shared = others[0..., 0..<half]
    let parts = [shared * b, shared * a, others[0..., half..<others.shape[1]]]
    return Tensor.concatenated(count % 2 == 0 ? [parts[0], parts[1]] : parts, axis: 1)
  }

  /// The sums of the elements up to each one along an axis, itself included, as NumPy's `cumsum`.
  public func cumulativeSum(
    axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axis = shape.axis(axis, for: "cumulativeSum", file: file, line: line)
    let extents = shape.extents(at: axis)
    let value = unsafe Tensor(shape: shape) { out in
      unsafe withPointer { unsafe Scalar.kernels.cumulativeSum($0, extents, into: out) }
    }
    return value.recorded(from: self) { dy in
      dy.flipped(axes: [axis]).cumulativeSum(axis: axis).flipped(axes: [axis])
    }
  }
}

extension Tensor where Scalar: NumericScalar & FixedWidthInteger {
  /// The sum over a set of axes, as that of floating-point numbers; it wraps around beyond the ends of `Int32`.
  public func sum(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    let axes = AxisSet(axes, of: shape, for: "sum", file: file, line: line)
    return unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.fold(.sum, x, extents, into: out)
    } then: { x, extents, out in
      unsafe Int32.fold(.sum, x, extents, into: out)
    }
  }

  /// The product over a set of axes, as that of floating-point numbers; it wraps around beyond the ends of `Int32`.
  public func product(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    let axes = AxisSet(axes, of: shape, for: "product", file: file, line: line)
    return unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.fold(.product, x, extents, into: out)
    } then: { x, extents, out in
      unsafe Int32.fold(.product, x, extents, into: out)
    }
  }

  /// The sums of the elements up to each one along an axis, itself included; they wrap around beyond the ends of `Int32`.
  public func cumulativeSum(
    axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    let extents = shape.extents(at: shape.axis(axis, for: "cumulativeSum", file: file, line: line))
    return unsafe Tensor<Int32>(shape: shape) { out in
      unsafe withPointer { unsafe Scalar.fold(.cumulativeSum, $0, extents, into: out) }
    }
  }
}
