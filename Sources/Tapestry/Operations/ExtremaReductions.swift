import KernelTemplates

// The extremes of a tensor's elements; those of each two elements are in Extrema.swift.

extension Tensor where Scalar: NumericScalar {
  /// The least elements over a set of axes; NaN where there is one. See `sum(axes:keepingAxes:)` for the arguments.
  ///
  /// Where several elements are the least, each gets the same share of the gradient, as with PyTorch's `amin`.
  ///
  /// - Precondition: There is at least one element for each result.
  public func min(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    extreme(.least, "min", axes, keepingAxes, file: file, line: line)
  }

  /// The greatest elements over a set of axes; NaN where there is one. See `sum(axes:keepingAxes:)` for the arguments.
  ///
  /// Where several elements are the greatest, each gets the same share of the gradient, as with PyTorch's `amax`.
  ///
  /// - Precondition: There is at least one element for each result.
  public func max(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    extreme(.greatest, "max", axes, keepingAxes, file: file, line: line)
  }

  private func extreme(
    _ which: Extreme, _ operation: StaticString, _ axes: [Int]?, _ keepingAxes: Bool, file: StaticString,
    line: UInt
  ) -> Tensor {
    let axes = AxisSet(axes, of: shape, for: operation, file: file, line: line)
    let kept = shape.reduced(over: axes, keepingAxes: true)
    guard !shape.isEmpty || kept.isEmpty else {
      trap(operation, "the shape \(shape) has no elements to choose from", file: file, line: line)
    }
    let value = unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe Scalar.extreme(which, x, extents, into: out)
    } then: { x, extents, out in
      unsafe Scalar.extreme(which, x, extents, into: out)
    }
    let x = detached()
    return value.recorded(
      from: self,
      withResult: { dy, y in
        let isExtreme = x .== y.detached().reshaped(to: kept)
        let count = Tensor(isExtreme.trueCount(over: axes, keepingAxes: true))
        return dy.reshaped(to: kept) / count * Tensor(isExtreme)
      })
  }

  /// Where the least element along an axis is, or the first NaN; the first of equals.
  ///
  /// - Parameters:
  ///   - axis: The axis that is searched; unless given, all elements in row-major order.
  ///   - keepingAxis: Whether the axis stays, with the extent 1.
  /// - Precondition: The axis has elements.
  public func argmin(
    axis: Int? = nil, keepingAxis: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    indexOfExtreme(.least, "argmin", axis, keepingAxis, file: file, line: line)
  }

  /// Where the greatest element along an axis is, or the first NaN; the first of equals.
  ///
  /// ```swift
  /// let predicted = logits.argmax(axis: 1)   // [batch]
  /// ```
  ///
  /// - Parameters:
  ///   - axis: The axis that is searched; unless given, all elements in row-major order.
  ///   - keepingAxis: Whether the axis stays, with the extent 1.
  /// - Precondition: The axis has elements.
  public func argmax(
    axis: Int? = nil, keepingAxis: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    indexOfExtreme(.greatest, "argmax", axis, keepingAxis, file: file, line: line)
  }

  private func indexOfExtreme(
    _ which: Extreme, _ operation: StaticString, _ axis: Int?, _ keepingAxis: Bool, file: StaticString,
    line: UInt
  ) -> Tensor<Int32> {
    let searched = axis.map {
      let axis = shape.axis($0, for: operation, file: file, line: line)
      return axis..<axis + 1
    }
    let kept = shape.collapsing(searched ?? 0..<rank)
    let extents = shape.extents(at: searched ?? 0..<rank)
    guard extents.axis > 0 || kept.isEmpty else {
      trap(operation, "the shape \(shape) has no elements to choose from", file: file, line: line)
    }
    guard extents.axis <= Int32.max else {
      trap(operation, "\(extents.axis) elements have no indices of type Int32", file: file, line: line)
    }
    var result = unsafe Tensor<Int32>(shape: kept) { out in
      unsafe withPointer { unsafe Scalar.indexOfExtreme(which, $0, extents, into: out) }
    }
    if !keepingAxis { result.shape = searched.map { shape.removing(axis: $0.lowerBound) } ?? [] }
    return result
  }
}
