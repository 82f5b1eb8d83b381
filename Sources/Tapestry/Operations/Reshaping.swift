// Operations that give the same elements other axes. All of them share the storage, in constant time.

extension Tensor {
  /// The same elements in another shape, in row-major order. Shares the storage.
  ///
  /// One extent may be -1: it is found from the number of elements.
  ///
  /// ```swift
  /// let images = batch.reshaped(to: [batch.shape[0], -1])   // one row an image
  /// ```
  ///
  /// - Precondition: The number of elements stays the same.
  public func reshaped(to extents: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard let inferred = extents.firstIndex(of: -1) else {
      return reshaped(to: TensorShape(extents), file: file, line: line)
    }
    var known = 1
    for (axis, extent) in extents.enumerated() where axis != inferred { known *= extent }
    guard known > 0, elementCount % known == 0 else {
      trap(
        "reshaped", "no extent in place of -1 makes \(extents) hold the \(elementCount) elements of \(shape)",
        file: file, line: line)
    }
    var extents = extents
    extents[inferred] = elementCount / known
    return reshaped(to: TensorShape(extents), file: file, line: line)
  }

  /// The same elements in another shape, in row-major order. Shares the storage.
  ///
  /// - Precondition: The number of elements stays the same.
  public func reshaped(
    to newShape: TensorShape, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard newShape.elementCount == elementCount else {
      trap(
        "reshaped",
        "the shape \(newShape) has \(newShape.elementCount) elements, \(shape) has \(elementCount)",
        file: file, line: line)
    }
    let result = Tensor(shape: newShape, storage: storage, offset: offset)
    let shape = shape
    return result.recorded(from: self) { dy in dy.reshaped(to: shape) }
  }

  /// The elements along a single axis, in row-major order. Shares the storage.
  public func flattened() -> Tensor {
    var flat = TensorShape()
    flat.append(elementCount)
    return reshaped(to: flat)
  }

  /// The axes from `first` to `last` joined to one: `x.flattened(from: 1)` makes one row of each image of a batch. Shares
  /// the storage.
  public func flattened(
    from first: Int, through last: Int = -1, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let first = shape.axis(first, for: "flattened", file: file, line: line)
    let last = shape.axis(last, for: "flattened", file: file, line: line)
    guard first <= last else {
      trap("flattened", "axis \(first) comes after axis \(last)", file: file, line: line)
    }
    var joined = TensorShape()
    for axis in 0..<first { joined.append(shape[axis]) }
    joined.append(shape.elementCount(of: first..<last + 1))
    for axis in last + 1..<rank { joined.append(shape[axis]) }
    return reshaped(to: joined, file: file, line: line)
  }

  /// Without the axes of extent 1. Shares the storage.
  public func squeezed() -> Tensor {
    reshaped(to: TensorShape(shape.filter { $0 != 1 }))
  }

  /// Without the axes `axes`, each of which has the extent 1. Shares the storage.
  public func squeezed(axes: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let dropped = axes.map { shape.axis($0, for: "squeezed", file: file, line: line) }
    for axis in dropped where shape[axis] != 1 {
      trap(
        "squeezed", "axis \(axis) of the shape \(shape) has an extent other than 1", file: file, line: line)
    }
    let kept = (0..<rank).filter { !dropped.contains($0) }
    return reshaped(to: TensorShape(kept.map { shape[$0] }), file: file, line: line)
  }

  /// With a new axis of extent 1, which becomes axis `axis` of the result; -1 puts it last. Shares the storage.
  public func expanded(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let position = axis < 0 ? axis + rank + 1 : axis
    guard (0...rank).contains(position) else {
      trap(
        "expanded", "axis \(axis) is not among the \(rank + 1) axes of the result, whose others are \(shape)",
        file: file, line: line)
    }
    return reshaped(to: shape.inserting(1, at: position), file: file, line: line)
  }
}
