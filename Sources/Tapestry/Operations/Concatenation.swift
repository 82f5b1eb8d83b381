extension Tensor {
  /// The tensors one after another along an axis.
  ///
  /// ```swift
  /// Tensor.concatenated([[1, 2], [3]], axis: 0)   // [1, 2, 3]
  /// ```
  ///
  /// - Precondition: There is at least one tensor, and their shapes differ at most along the axis.
  public static func concatenated(
    _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard let first = tensors.first else {
      trap("concatenated", "expected at least one tensor", file: file, line: line)
    }
    let axis = first.shape.axis(axis, for: "concatenated", file: file, line: line)
    var total = 0
    let regions = tensors.map { tensor in
      guard tensor.rank == first.rank,
        tensor.shape.replacing(axis: axis, with: first.shape[axis]) == first.shape
      else {
        trap(
          "concatenated",
          "the shapes \(first.shape) and \(tensor.shape) differ in more than axis \(axis)",
          file: file, line: line)
      }
      defer { total += tensor.shape[axis] }
      return total..<total + tensor.shape[axis]
    }
    if tensors.count == 1 { return first }
    let whole = StridedLayout(contiguous: first.shape.replacing(axis: axis, with: total))
    let result = unsafe Tensor(shape: whole.shape) { out in
      for (tensor, range) in zip(tensors, regions) {
        unsafe tensor.withPointer { source in
          unsafe copyStrided(
            from: source, StridedLayout(contiguous: tensor.shape), to: out,
            whole.narrowed(axis: axis, to: range))
        }
      }
    }
    return result.recorded(fromAll: tensors) { dy, index in
      dy.part(at: whole.narrowed(axis: axis, to: regions[index]))
    }
  }

  /// The tensors one after another along a new axis, which becomes axis `axis` of the result; -1 puts it last.
  ///
  /// - Precondition: There is at least one tensor, and all have the same shape.
  public static func stacked(
    _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard let first = tensors.first else {
      trap("stacked", "expected at least one tensor", file: file, line: line)
    }
    if let other = tensors.first(where: { $0.shape != first.shape }) {
      trap("stacked", "the shapes \(first.shape) and \(other.shape) differ", file: file, line: line)
    }
    let expanded = tensors.map { $0.expanded(axis: axis, file: file, line: line) }
    let position = axis < 0 ? axis + first.rank + 1 : axis
    return concatenated(expanded, axis: position, file: file, line: line)
  }

  /// The tensor cut along an axis into sections of the given sizes.
  ///
  /// - Precondition: The sizes add up to the extent of the axis.
  public func split(
    sizes: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    let axis = shape.axis(axis, for: "split", file: file, line: line)
    guard sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == shape[axis] else {
      trap(
        "split", "the sizes \(sizes) do not add up to axis \(axis) of the shape \(shape)", file: file,
        line: line)
    }
    let whole = StridedLayout(contiguous: shape)
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return part(at: whole.narrowed(axis: axis, to: start..<start + size))
    }
  }

  /// The tensor cut along an axis into `count` sections of the same size.
  ///
  /// - Precondition: The extent of the axis is a multiple of `count`.
  public func split(
    into count: Int, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    let axis = shape.axis(axis, for: "split", file: file, line: line)
    guard count > 0, shape[axis].isMultiple(of: count) else {
      trap(
        "split", "axis \(axis) of the shape \(shape) cannot be cut into \(count) equal sections", file: file,
        line: line)
    }
    let sizes = [Int](repeating: shape[axis] / count, count: count)
    return split(sizes: sizes, axis: axis, file: file, line: line)
  }

  /// The tensors that lie along an axis, which they no longer have: the inverse of ``stacked(_:axis:file:line:)``.
  public func unstacked(axis: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> [Tensor] {
    let axis = shape.axis(axis, for: "unstacked", file: file, line: line)
    return (0..<shape[axis]).map { index in
      var region = StridedLayout(contiguous: shape)
      region.select(axis: axis, at: index)
      return part(at: region)
    }
  }
}

extension StridedLayout {
  /// The elements of `range` along an axis.
  func narrowed(axis: Int, to range: Range<Int>) -> StridedLayout {
    var result = self
    result.select(axis: axis, from: range.lowerBound, by: 1, count: range.count)
    return result
  }
}
