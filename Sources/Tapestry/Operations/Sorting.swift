import KernelTemplates

extension Tensor where Scalar: NumericScalar {
  /// The elements in order along an axis, and where they were: `values` is what `indices` gathers along the axis.
  ///
  /// Equal elements stay in their order. NaN comes last, whether ascending or descending. The gradient goes back to where
  /// each element was. Takes time in proportion to the number of elements.
  ///
  /// ```swift
  /// let (values, indices) = Tensor<Float>([3, 1, 2]).sorted()   // [1, 2, 3] and [1, 2, 0]
  /// ```
  ///
  /// - Parameters:
  ///   - axis: The axis that is sorted: the last unless given.
  ///   - descending: Whether the greatest comes first.
  public func sorted(
    axis: Int = -1, descending: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor<Int32>) {
    let axis = shape.axis(axis, for: "sorted", file: file, line: line)
    return firstSorted(shape[axis], axis: axis, descending: descending)
  }

  /// Where the elements are that come first, second and so on along an axis: the indices of
  /// ``sorted(axis:descending:file:line:)``.
  public func argsort(
    axis: Int = -1, descending: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    let axis = shape.axis(axis, for: "argsort", file: file, line: line)
    return detached().firstSorted(shape[axis], axis: axis, descending: descending).indices
  }

  /// The `k` greatest elements along an axis in descending order, and where they are. Of equal elements the first ones are
  /// taken; NaN counts as less than all others.
  ///
  /// ```swift
  /// let (scores, classes) = logits.topK(5)   // [batch, 5] each
  /// ```
  ///
  /// - Parameters:
  ///   - k: How many elements.
  ///   - axis: The axis that is searched: the last unless given.
  /// - Precondition: The axis has at least `k` elements.
  public func topK(
    _ k: Int, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line
  ) -> (values: Tensor, indices: Tensor<Int32>) {
    let axis = shape.axis(axis, for: "topK", file: file, line: line)
    guard (0...shape[axis]).contains(k) else {
      trap("topK", "axis \(axis) of the shape \(shape) has no \(k) elements", file: file, line: line)
    }
    return firstSorted(k, axis: axis, descending: true)
  }

  private func firstSorted(
    _ count: Int, axis: Int, descending: Bool
  ) -> (values: Tensor, indices: Tensor<Int32>) {
    let (whole, extents) = (shape, shape.extents(at: axis))
    let shape = shape.replacing(axis: axis, with: count)
    var indices = Tensor<Int32>(zeros: [])
    let values = unsafe Tensor(shape: shape) { values in
      indices = unsafe Tensor<Int32>(shape: shape) { indices in
        unsafe withPointer { x in
          unsafe Scalar.sort(x, extents, count, descending: descending, values: values, indices: indices)
        }
      }
    }
    let places = indices
    @Sendable func adjoint<Number: FloatingPointScalar>(_ dy: Tensor<Number>) -> Tensor<Number> {
      Tensor<Number>(zeros: whole).scatterAddingElements(dy, at: places, axis: axis)
    }
    return (values.recorded(from: self) { dy in dy.asFloatingPoint(adjoint, adjoint) }, indices)
  }
}

extension NumericScalar {
  /// The first `count` elements in order along the axis, and where they were.
  fileprivate static func sort(
    _ x: UnsafePointer<Self>, _ extents: AxisExtents, _ count: Int, descending: Bool,
    values: UnsafeMutablePointer<Self>, indices: UnsafeMutablePointer<Int32>
  ) {
    func sort<Key: SortableScalar>(_: Key.Type) {
      unsafe Sorting.sort(
        x.bound(), extents, first: count, descending: descending,
        values: values.bound() as UnsafeMutablePointer<Key>,
        indices: indices)
    }
    switch scalarType {
    case .float32: sort(Float.self)
    case .float64: sort(Double.self)
    case .int32: sort(Int32.self)
    case .uint8, .bool: sort(UInt8.self)
    }
  }
}
