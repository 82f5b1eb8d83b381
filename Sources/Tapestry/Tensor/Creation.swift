extension Tensor {
  /// A tensor of one element, without axes.
  public init(_ scalar: Scalar) {
    self.init(repeating: scalar, shape: [])
  }

  /// A tensor whose elements are all `value`.
  public init(repeating value: Scalar, shape: TensorShape) {
    unsafe self.init(shape: shape) { unsafe Scalar.fill($0, with: value, count: shape.elementCount) }
  }

  /// A tensor with the elements of `scalars`, in row-major order.
  ///
  /// - Precondition: `scalars` has as many elements as `shape`.
  public init(
    shape: TensorShape, scalars: some Collection<Scalar>, file: StaticString = #fileID, line: UInt = #line
  ) {
    guard scalars.count == shape.elementCount else {
      trap(
        "Tensor.init",
        "the shape \(shape) has \(shape.elementCount) elements, the collection \(scalars.count)",
        file: file, line: line)
    }
    unsafe self.init(shape: shape) { out in
      let buffer = unsafe UnsafeMutableBufferPointer(start: out, count: scalars.count)
      let copied: Void? = scalars.withContiguousStorageIfAvailable { source in
        _ = unsafe buffer.initialize(fromContentsOf: source)
      }
      if copied == nil { _ = unsafe buffer.initialize(fromContentsOf: scalars) }
    }
  }

  /// A tensor of one axis with the elements of `scalars`.
  @_disfavoredOverload  // so that a literal is taken for rows of tensors
  public init(_ scalars: some Collection<Scalar>) {
    self.init(shape: [scalars.count], scalars: scalars)
  }

  /// A tensor whose elements are those of `elements`, without a copy: memory of a mapped file, or of another library. It
  /// is only read, and copied when the tensor is written to.
  ///
  /// - Parameters:
  ///   - shape: The extents of the axes.
  ///   - elements: The elements in row-major order. They must not change, and must stay where they are, as long as
  ///     `owner` lives.
  ///   - owner: What keeps the elements alive; the tensor and all that share its elements hold it.
  /// - Precondition: `elements` has as many elements as `shape`.
  public init(
    shape: TensorShape, borrowing elements: UnsafeBufferPointer<Scalar>, owner: AnyObject & Sendable,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard elements.count == shape.elementCount else {
      trap(
        "Tensor.init",
        "the shape \(shape) has \(shape.elementCount) elements, the buffer \(elements.count)",
        file: file, line: line)
    }
    self.init(
      shape: shape, storage: unsafe Storage(borrowing: UnsafeRawBufferPointer(elements), owner: owner),
      offset: 0)
  }

  /// A tensor whose elements `initializer` writes into uninitialised memory, in row-major order; it must write all of
  /// them. Use this to fill a tensor from other code without an intermediate copy.
  public init(
    shape: TensorShape, initializingWith initializer: (UnsafeMutableBufferPointer<Scalar>) throws -> Void
  ) rethrows {
    let count = shape.elementCount
    try unsafe self.init(shape: shape) { out in
      try unsafe initializer(UnsafeMutableBufferPointer(start: out, count: count))
    }
  }
}

extension Tensor where Scalar: NumericScalar {
  /// A tensor of zeros.
  public init(zeros shape: TensorShape) { self.init(repeating: 0, shape: shape) }

  /// A tensor of ones.
  public init(ones shape: TensorShape) { self.init(repeating: 1, shape: shape) }
}
