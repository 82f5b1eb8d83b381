// Operations that change the order of axes, or of the elements along them.

extension Tensor {
  /// The transpose: the last two axes exchanged. Of a tensor with fewer than two axes, the tensor itself.
  public func transposed() -> Tensor {
    rank < 2 ? self : transposed(-2, -1)
  }

  /// Two axes exchanged.
  public func transposed(
    _ first: Int, _ second: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let first = shape.axis(first, for: "transposed", file: file, line: line)
    let second = shape.axis(second, for: "transposed", file: file, line: line)
    var order = Array(0..<rank)
    order.swapAt(first, second)
    return permuted(order: order)
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this tensor.
  ///
  /// ```swift
  /// let channelsLast = images.permuted(to: [0, 2, 3, 1])   // NCHW to NHWC
  /// ```
  ///
  /// Copies the elements, except where only axes of extent 1 move.
  ///
  /// - Precondition: `order` names every axis once.
  public func permuted(to order: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let normal = order.map { shape.axis($0, for: "permuted", file: file, line: line) }
    guard normal.count == rank, Set(normal).count == rank else {
      trap(
        "permuted", "the order \(order) does not name every axis of the shape \(shape) once", file: file,
        line: line)
    }
    return permuted(order: normal)
  }

  private func permuted(order: [Int]) -> Tensor {
    viewed(through: StridedLayout(contiguous: shape).permuted(to: order))
      .recorded(from: self) { dy in
        var inverse = order
        for (position, axis) in order.enumerated() { inverse[axis] = position }
        return dy.permuted(order: inverse)
      }
  }

  /// The order of the elements reversed along `axes`: a mirror image.
  public func flipped(axes: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    var layout = StridedLayout(contiguous: shape)
    for axis in axes {
      layout.reverse(axis: shape.axis(axis, for: "flipped", file: file, line: line))
    }
    return viewed(through: layout).recorded(from: self) { dy in dy.flipped(axes: axes) }
  }
}
