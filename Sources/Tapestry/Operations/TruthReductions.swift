import KernelTemplates

extension Tensor where Scalar == Bool {
  /// Whether any element is true, over a set of axes; of no elements, false. See `sum(axes:keepingAxes:)` for the arguments.
  public func any(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axes = AxisSet(axes, of: shape, for: "any", file: file, line: line)
    return unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe InstructionSet.uint8Kernels.maximum(x.bound(), extents, into: out.bound())
    } then: { x, extents, out in
      unsafe InstructionSet.uint8Kernels.maximum(x.bound(), extents, into: out.bound())
    }
  }

  /// Whether all elements are true, over a set of axes; of no elements, true. See `sum(axes:keepingAxes:)` for the arguments.
  public func all(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axes = AxisSet(axes, of: shape, for: "all", file: file, line: line)
    // The least of no bytes is 255, which is no truth value.
    if isEmpty {
      return Tensor(repeating: true, shape: shape.reduced(over: axes, keepingAxes: keepingAxes))
    }
    return unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe InstructionSet.uint8Kernels.minimum(x.bound(), extents, into: out.bound())
    } then: { x, extents, out in
      unsafe InstructionSet.uint8Kernels.minimum(x.bound(), extents, into: out.bound())
    }
  }

  /// How many elements are true, over a set of axes. See `sum(axes:keepingAxes:)` for the arguments.
  public func trueCount(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Int32> {
    trueCount(
      over: AxisSet(axes, of: shape, for: "trueCount", file: file, line: line), keepingAxes: keepingAxes)
  }

  /// How many elements are true.
  func trueCount(over axes: AxisSet, keepingAxes: Bool) -> Tensor<Int32> {
    unsafe reduced(over: axes, keepingAxes: keepingAxes) { x, extents, out in
      unsafe InstructionSet.uint8Kernels.sum(x.bound(), extents, into: out)
    } then: { x, extents, out in
      unsafe InstructionSet.int32Kernels.sum(x, extents, into: out)
    }
  }
}
