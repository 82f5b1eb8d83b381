extension Tensor {
  /// What elements are put around a tensor by ``padded(_:with:file:line:)``.
  public enum Padding: Sendable {
    /// Zeros; false for truth values.
    case zeros
    /// A constant.
    case constant(Scalar)
    /// The nearest element: 1 1 1 2 3 3 3.
    case edge
    /// The elements mirrored at the outermost one, which is not repeated: 3 2 1 2 3 2 1.
    case reflection
  }

  /// The tensor with elements added on both sides of its last axes, one pair of numbers for each.
  ///
  /// ```swift
  /// images.padded([(1, 1), (1, 1)])                    // a frame of zeros around NCHW images
  /// x.padded([(0, 3)], with: .edge)                    // the last column three times more
  /// ```
  ///
  /// - Parameters:
  ///   - widths: How many elements to add before and after, for the last axes; the others stay as they are.
  ///   - padding: What is added.
  /// - Precondition: There are not more widths than axes, and none is negative (to cut elements off, use a subscript). With
  ///   `.edge` the axis has an element, with `.reflection` more than are added on either side.
  public func padded(
    _ widths: [(before: Int, after: Int)], with padding: Padding = .zeros, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    func fail(_ message: String) -> Never { trap("padded", message, file: file, line: line) }
    guard widths.count <= rank else { fail("\(widths.count) widths are too many for the shape \(shape)") }
    if let width = widths.first(where: { $0.before < 0 || $0.after < 0 }) {
      fail("the width \(width) is negative; a subscript cuts elements off")
    }
    let firstAxis = rank - widths.count
    switch padding {
    case .zeros: return placed(at: paddedRegion(widths), in: paddedShape(widths))
    case .constant(let value):
      let region = paddedRegion(widths)
      var result = Tensor(repeating: value, shape: paddedShape(widths))
      result.write(self, to: region)
      return result.recorded(from: self) { dy in dy.part(at: region) }
    case .edge, .reflection:
      var result = self
      for (index, width) in widths.enumerated() where width != (0, 0) {
        let axis = firstAxis + index
        let extent = shape[axis]
        let isReflection = if case .reflection = padding { true } else { false }
        guard extent > (isReflection ? Swift.max(width.before, width.after) : 0) else {
          fail("axis \(axis) of the shape \(shape) is too short for the width \(width)")
        }
        let positions = (-width.before..<extent + width.after).map { position in
          guard isReflection else { return Int32(Swift.min(Swift.max(position, 0), extent - 1)) }
          return Int32(position < 0 ? -position : position < extent ? position : 2 * (extent - 1) - position)
        }
        let indices = Tensor<Int32>(shape: [positions.count], scalars: positions)
        result = result.gathered(at: indices, axis: axis)
      }
      return result
    }
  }

  /// The shape after padding.
  private func paddedShape(_ widths: [(before: Int, after: Int)]) -> TensorShape {
    var result = shape
    for (axis, width) in zip((rank - widths.count)..., widths) {
      result = result.replacing(axis: axis, with: shape[axis] + width.before + width.after)
    }
    return result
  }

  /// Where the elements are after padding.
  private func paddedRegion(_ widths: [(before: Int, after: Int)]) -> StridedLayout {
    var region = StridedLayout(contiguous: paddedShape(widths))
    for (axis, width) in zip((rank - widths.count)..., widths) {
      region.select(axis: axis, from: width.before, by: 1, count: shape[axis])
    }
    return region
  }
}
