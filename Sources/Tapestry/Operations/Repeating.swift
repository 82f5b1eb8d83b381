extension Tensor {
  /// The elements repeated to a larger shape by NumPy's rule: shapes are aligned at their last axes, and an axis that is
  /// missing or has the extent 1 is repeated.
  ///
  /// Arithmetic broadcasts by itself, without the copy that this makes.
  ///
  /// - Precondition: Every other axis has the extent asked for.
  public func broadcast(
    to target: TensorShape, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    if shape == target { return self }
    guard let layout = StridedLayout(contiguous: shape).broadcast(to: target) else {
      trap("broadcast", "the shape \(shape) cannot be repeated to \(target)", file: file, line: line)
    }
    let shape = shape
    return viewed(through: layout).recorded(from: self) { dy in dy.summedGradient(to: shape) }
  }

  /// Each element repeated `count` times along an axis: `[1, 2]` becomes `[1, 1, 2, 2]`.
  ///
  /// - Precondition: `count` is not negative.
  public func repeated(
    _ count: Int, axis: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard count >= 0 else {
      trap("repeated", "the elements cannot be repeated \(count) times", file: file, line: line)
    }
    let axis = shape.axis(axis, for: "repeated", file: file, line: line)
    let outer = shape.elementCount(of: 0..<axis + 1)
    let inner = shape.elementCount(of: axis + 1..<rank)
    return reshaped(to: [outer, 1, inner] as TensorShape)
      .broadcast(to: [outer, count, inner])
      .reshaped(to: shape.replacing(axis: axis, with: shape[axis] * count))
  }

  /// The whole tensor repeated `counts[i]` times along each axis i: `[1, 2]` twice is `[1, 2, 1, 2]`. Axes that `counts`
  /// has too many are added in front, as in NumPy; for axes that it lacks, the first ones, the count is 1.
  ///
  /// - Precondition: No count is negative.
  public func tiled(_ counts: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard counts.allSatisfy({ $0 >= 0 }) else {
      trap("tiled", "a tensor cannot be repeated \(counts) times", file: file, line: line)
    }
    var result = self
    while result.rank < counts.count { result = result.expanded(axis: 0) }
    for (axis, count) in zip((0..<result.rank).reversed(), counts.reversed()) where count != 1 {
      let shape = result.shape
      let outer = shape.elementCount(of: 0..<axis)
      let inner = shape.elementCount(of: axis..<shape.rank)
      result = result.reshaped(to: [outer, 1, inner] as TensorShape)
        .broadcast(to: [outer, count, inner])
        .reshaped(to: shape.replacing(axis: axis, with: shape[axis] * count))
    }
    return result
  }
}
