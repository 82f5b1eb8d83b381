import KernelTemplates

// Additions at places that indices name: the adjoints of Gathering.swift, as that is theirs.

extension Tensor where Scalar: NumericScalar {
  /// Adds the slices of `values` along an axis to those that `indices` names, in its order. Where an index comes more than
  /// once, all of its slices are added, one after another.
  ///
  /// ```swift
  /// var counts = Tensor<Int32>(zeros: [classCount])
  /// counts.scatterAdd(1, at: labels)
  /// ```
  ///
  /// - Precondition: `values` can be broadcast to the shape that ``gathered(at:axis:file:line:)`` has with these indices.
  ///   Every index is within the axis; negative ones count from its end.
  public mutating func scatterAdd(
    _ values: Tensor, at indices: Tensor<Int32>, axis: Int = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    let axis = shape.axis(axis, for: "scatterAdd", file: file, line: line)
    let indices = indices.normalized(within: axis, of: shape, for: "scatterAdd", file: file, line: line)
    let values = values.broadcast(
      to: shape.replacing(axis: axis, withAll: indices.shape), file: file, line: line)
    let (extents, history) = (shape.extents(at: axis), trace)
    unsafe withMutablePointer { result in
      unsafe values.withPointer { source in
        unsafe indices.withPointer { indexPointer in
          unsafe Scalar.scatterAddRows(
            source, at: indexPointer, count: indices.elementCount, extents, to: result)
        }
      }
    }
    self = recorded(
      from: history, { dy in dy },
      from: values.trace, { dy in dy.gathered(at: indices, axis: axis) })
  }

  /// This tensor with the slices of `values` added, as ``scatterAdd(_:at:axis:file:line:)`` does in place.
  public func scatterAdding(
    _ values: Tensor, at indices: Tensor<Int32>, axis: Int = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    var result = self
    result.scatterAdd(values, at: indices, axis: axis, file: file, line: line)
    return result
  }

  /// Adds each element of `values` to the one that `indices` names along the axis, at the same place along all other axes.
  /// Where several have the same place, they are added one after another.
  ///
  /// - Precondition: `indices` has as many axes as this tensor, and those other than `axis` have the same extents or 1;
  ///   `values` can be broadcast to that shape. Every index is within the axis; negative ones count from its end.
  public mutating func scatterAddElements(
    _ values: Tensor, at indices: Tensor<Int32>, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) {
    let axis = shape.axis(axis, for: "scatterAddElements", file: file, line: line)
    let indices = indices.normalized(
      elementwiseWithin: axis, of: shape, for: "scatterAddElements", file: file, line: line)
    let values = values.broadcast(to: indices.shape, file: file, line: line)
    let (extents, history) = (shape.extents(at: axis), trace)
    unsafe withMutablePointer { result in
      unsafe values.withPointer { source in
        unsafe indices.withPointer { indexPointer in
          unsafe Scalar.scatterAddAlongAxis(
            source, at: indexPointer, count: indices.shape[axis], extents, to: result)
        }
      }
    }
    self = recorded(
      from: history, { dy in dy },
      from: values.trace, { dy in dy.gatheredElements(at: indices, axis: axis) })
  }

  /// This tensor with the elements of `values` added, as ``scatterAddElements(_:at:axis:file:line:)`` does in place.
  public func scatterAddingElements(
    _ values: Tensor, at indices: Tensor<Int32>, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    var result = self
    result.scatterAddElements(values, at: indices, axis: axis, file: file, line: line)
    return result
  }
}
