import KernelTemplates

// How reductions over any set of axes become reductions over one: neighbouring axes of the set are one axis to a kernel, and
// where the set has gaps, one group of neighbours is reduced after another, from the last. No elements are moved for it.

/// The axes of a shape that a reduction goes over.
struct AxisSet: Sendable {
  private var bits: UInt8 = 0

  /// The axes that a caller names, counting from the end where negative; all of them for nil. Traps in the name of
  /// `operation` where there is no such axis, or where one is named twice.
  init(_ axes: [Int]?, of shape: TensorShape, for operation: StaticString, file: StaticString, line: UInt) {
    guard let axes else {
      for axis in 0..<shape.rank { insert(axis) }
      return
    }
    for name in axes {
      let axis = shape.axis(name, for: operation, file: file, line: line)
      guard !contains(axis) else {
        trap(
          operation, "\(axes) names axis \(axis) of the shape \(shape) twice", file: file, line: line)
      }
      insert(axis)
    }
  }

  /// One axis.
  init(_ axis: Int) { insert(axis) }

  /// The axes along which a tensor of the shape `target` is repeated when it is broadcast to `shape`.
  init(repeating target: TensorShape, to shape: TensorShape) {
    let missing = shape.rank - target.rank
    for axis in 0..<shape.rank where axis < missing || target[axis - missing] == 1 && shape[axis] != 1 {
      insert(axis)
    }
  }

  private mutating func insert(_ axis: Int) { bits |= 1 << UInt8(axis) }

  /// Whether the reduction goes over an axis.
  func contains(_ axis: Int) -> Bool { bits >> UInt8(axis) & 1 == 1 }

  /// The last neighbouring axes of the set that lie before `end`; nil where none has an extent other than 1. Axes of extent
  /// 1 belong to either side.
  func lastGroup(of shape: TensorShape, before end: Int) -> Range<Int>? {
    guard let last = (0..<end).last(where: { contains($0) && shape[$0] != 1 }) else { return nil }
    var start = last
    while start > 0 && (shape[start - 1] == 1 || contains(start - 1)) { start -= 1 }
    return start..<last + 1
  }
}

extension TensorShape {
  /// What a reduction leaves of this shape: without the axes, or with the extent 1 in their place.
  func reduced(over axes: AxisSet, keepingAxes: Bool) -> TensorShape {
    var result = TensorShape()
    for axis in 0..<rank {
      if !axes.contains(axis) {
        result.append(self[axis])
      } else if keepingAxes {
        result.append(1)
      }
    }
    return result
  }

  /// The number of elements that become one.
  func elementCount(of axes: AxisSet) -> Int {
    (0..<rank).reduce(1) { axes.contains($1) ? $0 * self[$1] : $0 }
  }

  /// This shape with the extent 1 in the place of a range of axes.
  func collapsing(_ axes: Range<Int>) -> TensorShape {
    axes.reduce(self) { $0.replacing(axis: $1, with: 1) }
  }

  /// The view from several neighbouring axes taken together.
  func extents(at axes: Range<Int>) -> AxisExtents {
    AxisExtents(
      outer: elementCount(of: 0..<axes.lowerBound), axis: elementCount(of: axes),
      inner: elementCount(of: axes.upperBound..<rank))
  }
}

extension Tensor {
  /// What a kernel that reduces one axis makes of a set of axes. `first` reduces the last group of neighbouring axes;
  /// `then`, every one before it.
  @inline(__always)
  func reduced<Result>(
    over axes: AxisSet, keepingAxes: Bool,
    first: (UnsafePointer<Scalar>, AxisExtents, UnsafeMutablePointer<Result>) -> Void,
    then: (UnsafePointer<Result>, AxisExtents, UnsafeMutablePointer<Result>) -> Void
  ) -> Tensor<Result> {
    let group = axes.lastGroup(of: shape, before: rank)
    // Where nothing is reduced, every element is a column of its own.
    let extents =
      group.map { shape.extents(at: $0) } ?? AxisExtents(outer: 1, axis: 1, inner: shape.elementCount)
    var result = unsafe Tensor<Result>(shape: group.map { shape.collapsing($0) } ?? shape) { out in
      unsafe withPointer { unsafe first($0, extents, out) }
    }
    var end = group?.lowerBound ?? 0
    while let group = axes.lastGroup(of: result.shape, before: end) {
      let partial = result
      result = unsafe Tensor<Result>(shape: partial.shape.collapsing(group)) { out in
        unsafe partial.withPointer { unsafe then($0, partial.shape.extents(at: group), out) }
      }
      end = group.lowerBound
    }
    result.shape = shape.reduced(over: axes, keepingAxes: keepingAxes)
    return result
  }
}
