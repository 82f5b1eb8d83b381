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

  /// The gradient of a tensor of the shape `shape` that was broadcast to this gradient's shape. For operations that are
  /// written for every type: only `Float` and `Double` have gradients.
  func summedGradient(to shape: TensorShape) -> Tensor {
    self.shape == shape ? self : asFloatingPoint({ $0.summed(to: shape) }, { $0.summed(to: shape) })
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// The sum over the axes along which `shape` was repeated to this shape.
  fileprivate func summed(to target: TensorShape) -> Tensor {
    var result = self
    for axis in (0..<rank).reversed() {
      let kept = axis - (rank - target.rank)
      if kept >= 0 && target[kept] == shape[axis] { continue }
      result = (0..<shape[axis]).reduce(Tensor(zeros: result.shape.replacing(axis: axis, with: 1))) {
        sum, index in
        var region = StridedLayout(contiguous: result.shape)
        region.select(axis: axis, from: index, by: 1, count: 1)
        return sum + result.part(at: region)
      }
    }
    return result.reshaped(to: target)
  }
}
