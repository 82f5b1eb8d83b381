import KernelTemplates

/// Where the elements of an array lie in memory: the extents of its axes, and for each the distance from one element
/// to the next.
///
/// Slices, transposes, reversals and broadcasts are all changes of a layout. A tensor has none of its own, since it is
/// always contiguous; an operation makes one and copies through it, or shares the storage when the layout turns out
/// to have no gaps.
struct StridedLayout: Sendable {
  /// The extents.
  private(set) var shape: TensorShape
  /// The distances in elements, for the first `shape.rank` axes.
  private(set) var strides = InlineArray<8, Int>(repeating: 0)
  /// Where the first element is.
  private(set) var offset = 0

  /// The layout of a whole tensor.
  init(contiguous shape: TensorShape) {
    self.shape = shape
    var stride = 1
    for axis in (0..<shape.rank).reversed() {
      strides[axis] = stride
      stride *= shape[axis]
    }
  }

  /// Whether the elements follow one another in row-major order without gaps.
  var isContiguous: Bool {
    var expected = 1
    for axis in (0..<shape.rank).reversed() where shape[axis] != 1 {
      guard strides[axis] == expected else { return shape.isEmpty }
      expected *= shape[axis]
    }
    return true
  }

  /// Keeps `count` elements of an axis: `start`, `start + step`, and so on.
  mutating func select(axis: Int, from start: Int, by step: Int, count: Int) {
    if count > 0 { offset += start * strides[axis] }
    strides[axis] *= step
    shape = shape.replacing(axis: axis, with: count)
  }

  /// Walks an axis from its end.
  mutating func reverse(axis: Int) {
    select(axis: axis, from: shape[axis] - 1, by: -1, count: shape[axis])
  }

  /// Keeps one element of an axis, and drops the axis.
  mutating func select(axis: Int, at index: Int) {
    offset += index * strides[axis]
    shape = shape.removing(axis: axis)
    for other in axis..<shape.rank { strides[other] = strides[other + 1] }
  }

  /// Keeps the elements whose indices along two axes of the same extent are equal, and drops the second of the axes.
  mutating func selectDiagonal(of first: Int, _ second: Int) {
    strides[first] += strides[second]
    select(axis: second, at: 0)
  }

  /// Adds an axis of extent 1.
  mutating func insertAxis(at axis: Int) {
    shape = shape.inserting(1, at: axis)
    for other in (axis..<shape.rank).reversed() where other > axis { strides[other] = strides[other - 1] }
    strides[axis] = 0
  }

  /// The layout whose axis i is this one's axis `order[i]`.
  func permuted(to order: some Sequence<Int>) -> StridedLayout {
    var result = self
    result.shape = TensorShape()
    for axis in order {
      result.strides[result.shape.rank] = strides[axis]
      result.shape.append(shape[axis])
    }
    return result
  }

  /// This layout repeated to `target` by NumPy's rule: shapes are aligned at their last axes, and an axis that is missing
  /// or has the extent 1 is repeated. Nil where they do not fit.
  func broadcast(to target: TensorShape) -> StridedLayout? {
    let missing = target.rank - shape.rank
    guard missing >= 0 else { return nil }
    var result = self
    result.shape = target
    for axis in 0..<target.rank {
      if axis >= missing && shape[axis - missing] == target[axis] {
        result.strides[axis] = strides[axis - missing]
      } else if axis < missing || shape[axis - missing] == 1 {
        result.strides[axis] = 0
      } else {
        return nil
      }
    }
    return result
  }
}

extension Tensor {
  /// The elements that `layout` picks out of this tensor: sharing its storage where they lie without gaps, copied
  /// otherwise. Without history.
  func viewed(through layout: StridedLayout) -> Tensor {
    if layout.isContiguous {
      return Tensor(shape: layout.shape, storage: storage, offset: offset + layout.offset)
    }
    return unsafe Tensor(shape: layout.shape) { destination in
      unsafe withPointer { source in
        unsafe copyStrided(
          from: source, layout, to: destination, StridedLayout(contiguous: layout.shape))
      }
    }
  }

  /// Writes `source`, repeated to the shape of `region` if need be, to the elements that `region` picks out of this
  /// tensor. The tensor loses its history.
  ///
  /// - Precondition: The shape of `source` can be broadcast to that of `region`.
  mutating func write(_ source: consuming Tensor, to region: StridedLayout) {
    let layout = StridedLayout(contiguous: source.shape).broadcast(to: region.shape)!
    // A value that shares this tensor's storage would make the whole of it be copied.
    if source.storage === storage { source = source.copied() }
    if region.shape.elementCount == elementCount && !isKnownUniquelyReferenced(&storage) {
      unsafe self = Tensor(shape: shape, initialize: { _ in })  // all of it is about to be written
    }
    let source = source
    unsafe withMutablePointer { destination in
      unsafe source.withPointer { source in
        unsafe copyStrided(from: source, layout, to: destination, region)
      }
    }
  }

  /// The same elements in storage of their own, without history.
  func copied() -> Tensor {
    unsafe Tensor(shape: shape) { unsafe copyElements(to: $0) }
  }

  /// A tensor whose bytes are all zero: 0 or false.
  static func cleared(_ shape: TensorShape) -> Tensor {
    let byteCount = shape.elementCount * MemoryLayout<Scalar>.stride
    return unsafe Tensor(shape: shape) { out in
      unsafe UInt8.fill(out.bound(), with: 0, count: byteCount)
    }
  }
}

/// Copies elements from one layout to another of the same shape.
func copyStrided<Scalar: TensorScalar>(
  from source: UnsafePointer<Scalar>, _ sourceLayout: StridedLayout,
  to destination: UnsafeMutablePointer<Scalar>, _ destinationLayout: StridedLayout
) {
  let shape = sourceLayout.shape
  var layout = CopyLayout()
  for axis in 0..<shape.rank {
    layout.append(
      shape[axis], source: sourceLayout.strides[axis], destination: destinationLayout.strides[axis])
  }
  unsafe Scalar.copy(
    layout, from: source + sourceLayout.offset, to: destination + destinationLayout.offset)
}
