import KernelTemplates

// Elements chosen by indices that are themselves elements of a tensor. Its adjoint is ScatterAdding.swift.

extension Tensor {
  /// The slices along an axis that `indices` names, in its order: rows of an embedding, entries of a table. As NumPy's
  /// `take`.
  ///
  /// ```swift
  /// let vectors = embedding.gathered(at: tokens)   // [vocabulary, n] at [batch, length]: [batch, length, n]
  /// ```
  ///
  /// The axes of `indices` stand in the place of the axis. The gradients of a slice that is named several times add up.
  ///
  /// - Precondition: Every index is within the axis; negative ones count from its end.
  public func gathered(
    at indices: Tensor<Int32>, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axis = shape.axis(axis, for: "gathered", file: file, line: line)
    let indices = indices.normalized(within: axis, of: shape, for: "gathered", file: file, line: line)
    let value = unsafe Tensor(shape: shape.replacing(axis: axis, withAll: indices.shape)) { out in
      unsafe withPointer { source in
        unsafe indices.withPointer { indexPointer in
          unsafe Scalar.gatherRows(
            indexPointer, count: indices.elementCount, from: source, shape.extents(at: axis), to: out)
        }
      }
    }
    let whole = shape
    @Sendable func adjoint<Number: FloatingPointScalar>(_ dy: Tensor<Number>) -> Tensor<Number> {
      var dx = Tensor<Number>(zeros: whole)
      dx.scatterAdd(dy, at: indices, axis: axis)
      return dx
    }
    return value.recorded(from: self) { dy in dy.asFloatingPoint(adjoint, adjoint) }
  }

  /// For each place of `indices`, the element that it names along the axis, at the same place along all other axes: the
  /// probabilities of the right classes, the elements in an order that `argsort` found. As NumPy's `take_along_axis`.
  ///
  /// ```swift
  /// let right = probabilities.gatheredElements(at: labels.expanded(axis: 1), axis: 1)   // [batch, 1]
  /// ```
  ///
  /// - Precondition: `indices` has as many axes as this tensor, and those other than `axis` have the same extents or 1.
  ///   Every index is within the axis; negative ones count from its end.
  public func gatheredElements(
    at indices: Tensor<Int32>, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axis = shape.axis(axis, for: "gatheredElements", file: file, line: line)
    let indices = indices.normalized(
      elementwiseWithin: axis, of: shape, for: "gatheredElements", file: file, line: line)
    let value = unsafe Tensor(shape: indices.shape) { out in
      unsafe withPointer { source in
        unsafe indices.withPointer { indexPointer in
          unsafe Scalar.gatherAlongAxis(
            indexPointer, count: indices.shape[axis], from: source, shape.extents(at: axis), to: out)
        }
      }
    }
    let whole = shape
    @Sendable func adjoint<Number: FloatingPointScalar>(_ dy: Tensor<Number>) -> Tensor<Number> {
      var dx = Tensor<Number>(zeros: whole)
      dx.scatterAddElements(dy, at: indices, axis: axis)
      return dx
    }
    return value.recorded(from: self) { dy in dy.asFloatingPoint(adjoint, adjoint) }
  }
}

extension TensorShape {
  /// The view from one axis.
  func extents(at axis: Int) -> AxisExtents {
    AxisExtents(
      outer: elementCount(of: 0..<axis), axis: self[axis], inner: elementCount(of: axis + 1..<rank))
  }

  /// This shape with other axes in the place of one.
  func replacing(axis: Int, withAll others: TensorShape) -> TensorShape {
    var result = TensorShape()
    for before in 0..<axis { result.append(self[before]) }
    for other in 0..<others.rank { result.append(others[other]) }
    for after in axis + 1..<rank { result.append(self[after]) }
    return result
  }
}

extension Tensor where Scalar == Int32 {
  /// These indices, counted from the start of an axis. Traps where one is not within it.
  func normalized(
    within axis: Int, of shape: TensorShape, for operation: StaticString, file: StaticString, line: UInt
  ) -> Tensor {
    let extent = Int32(clamping: shape[axis])
    var (least, greatest): (Int32, Int32) = (0, -1)
    unsafe withUnsafeElements { elements in
      for place in 0..<elements.count {
        let index = unsafe elements[place]
        least = Swift.min(least, index)
        greatest = Swift.max(greatest, index)
      }
    }
    if least < -extent || greatest >= extent {
      let wrong = least < -extent ? least : greatest
      trap(
        operation, "the index \(wrong) lies outside of axis \(axis) of the shape \(shape)", file: file,
        line: line)
    }
    if least >= 0 { return self }
    var result = self
    unsafe result.withUnsafeMutableElements { elements in
      for place in 0..<elements.count where unsafe elements[place] < 0 { unsafe elements[place] += extent }
    }
    return result
  }

  /// As ``normalized(within:of:for:file:line:)`` for one index an element, broadcast along the other axes of `shape`.
  func normalized(
    elementwiseWithin axis: Int, of shape: TensorShape, for operation: StaticString, file: StaticString,
    line: UInt
  ) -> Tensor {
    let fits =
      rank == shape.rank
      && (0..<rank).allSatisfy { $0 == axis || self.shape[$0] == shape[$0] || self.shape[$0] == 1 }
    guard fits else {
      trap(
        operation, "indices of the shape \(self.shape) do not fit axis \(axis) of the shape \(shape)",
        file: file, line: line)
    }
    return normalized(within: axis, of: shape, for: operation, file: file, line: line)
      .broadcast(to: shape.replacing(axis: axis, with: self.shape[axis]))
  }
}
