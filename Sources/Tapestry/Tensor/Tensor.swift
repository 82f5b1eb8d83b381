import KernelTemplates

/// An n-dimensional array of numbers, and a value: assigning or passing it copies it, though the elements are
/// shared until one of the copies is written to.
///
/// ```swift
/// let a = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
/// let b = a * 2 + [10, 20, 30]        // broadcasting, as in NumPy
/// print(b.sum(axes: [0]))             // Tensor<Float> [3]: [30.0, 54.0, 78.0]
/// ```
///
/// Elements lie in row-major order without gaps. Reshaping, and slicing along the first axis, share the elements
/// in constant time; every other change of layout copies them. A tensor can be sent between threads.
///
/// A tensor that was computed from a watched one on a ``Tape`` is *tracked*: operations on it record how to find
/// its gradient. One that is not tracked records nothing and costs nothing extra.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The extents of the axes.
  public internal(set) var shape: TensorShape
  /// The bytes, perhaps shared with other tensors.
  var storage: Storage
  /// Where the first element lies in the storage, in elements.
  var offset: Int
  /// Which step of which recording made this tensor; nil where it is not tracked.
  var trace: Trace?

  init(shape: TensorShape, storage: Storage, offset: Int, trace: Trace? = nil) {
    self.shape = shape
    self.storage = storage
    self.offset = offset
    self.trace = trace
  }
}

extension Tensor {
  /// The number of axes.
  public var rank: Int { shape.rank }
  /// The number of elements.
  public var elementCount: Int { shape.elementCount }
  /// Whether there are no elements.
  public var isEmpty: Bool { shape.isEmpty }
  /// Whether operations on this tensor are recorded for a gradient.
  public var isTracked: Bool { trace?.recording.isOpen ?? false }

  /// The same elements without a history: a constant to every gradient. Costs nothing.
  public func detached() -> Tensor {
    var result = self
    result.trace = nil
    return result
  }

  /// The elements in row-major order.
  public var scalars: [Scalar] {
    unsafe withUnsafeElements { elements in unsafe Array(elements) }
  }

  /// The one element. Traps when there is not exactly one.
  public func item(file: StaticString = #fileID, line: UInt = #line) -> Scalar {
    guard elementCount == 1 else {
      trap("item", "expected one element, found the shape \(shape)", file: file, line: line)
    }
    return unsafe withUnsafeElements { elements in unsafe elements[0] }
  }
}

extension Tensor {
  /// A tensor whose elements `initialize` writes, every one of them, in the name of an operation.
  @inline(__always)
  init(
    shape: TensorShape, operation: StaticString = #function,
    initialize: (UnsafeMutablePointer<Scalar>) throws -> Void
  ) rethrows {
    let storage = Storage(byteCount: shape.elementCount * MemoryLayout<Scalar>.stride)
    let start = OperationTimer.start()
    try unsafe initialize(storage.base.assumingMemoryBound(to: Scalar.self))
    OperationTimer.end(start, operation, shape)
    self.init(shape: shape, storage: storage, offset: 0)
  }

  /// Calls `body` with the address of the first element.
  @inline(__always)
  func withPointer<Result>(_ body: (UnsafePointer<Scalar>) throws -> Result) rethrows -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try unsafe body(UnsafePointer(storage.base.assumingMemoryBound(to: Scalar.self) + offset))
  }

  /// Calls `body` with the address of the first element, for writing; copies the elements first when they are
  /// shared. The tensor loses its history.
  @inline(__always)
  mutating func withMutablePointer<Result>(
    operation: StaticString = #function, _ body: (UnsafeMutablePointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    makeUnique()
    trace = nil
    let start = OperationTimer.start()
    defer {
      withExtendedLifetime(storage) {}
      OperationTimer.end(start, operation, shape)
    }
    return try unsafe body(storage.base.assumingMemoryBound(to: Scalar.self) + offset)
  }

  /// Makes this tensor the sole owner of its storage.
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) && storage.isWritable { return }
    self = unsafe Tensor(shape: shape) { unsafe copyElements(to: $0) }
  }

  /// Writes the elements to `destination`, in row-major order.
  func copyElements(to destination: UnsafeMutablePointer<Scalar>) {
    var layout = CopyLayout()
    layout.append(elementCount, source: 1, destination: 1)
    unsafe withPointer { unsafe Scalar.copy(layout, from: $0, to: destination) }
  }

  /// Calls `body` with the elements, in row-major order. The buffer must not be used after `body` returns.
  public func withUnsafeElements<Result>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    try unsafe withPointer { try unsafe body(UnsafeBufferPointer(start: $0, count: elementCount)) }
  }

  /// Calls `body` with the elements, in row-major order, for writing. They are copied first when another tensor
  /// shares them. The tensor is a constant to gradients afterwards.
  public mutating func withUnsafeMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    let count = elementCount
    return try unsafe withMutablePointer {
      try unsafe body(UnsafeMutableBufferPointer(start: $0, count: count))
    }
  }
}
