extension Tensor: ExpressibleByArrayLiteral {
  /// A tensor from a literal nested to any depth: `[[1, 2], [3, 4]]` has the shape `[2, 2]`.
  ///
  /// - Precondition: All rows have the same shape.
  public init(arrayLiteral elements: Tensor...) {
    let inner = elements.first?.shape ?? []
    guard elements.allSatisfy({ $0.shape == inner }) else {
      trap("Tensor literal", "the rows have different shapes: \(elements.map(\.shape))")
    }
    if elements.contains(where: \.isTracked) {
      self = Tensor.stacked(elements)
      return
    }
    let rowCount = inner.elementCount
    unsafe self.init(shape: inner.inserting(elements.count, at: 0)) { out in
      for (row, element) in elements.enumerated() {
        unsafe element.copyElements(to: out + row * rowCount)
      }
    }
  }
}

extension Tensor {
  /// The same tensor. It lets a literal name its type: `Tensor<Float>([[1, 2], [3, 4]])`.
  public init(_ tensor: Tensor) { self = tensor }
}

extension Tensor: ExpressibleByIntegerLiteral where Scalar: NumericScalar & ExpressibleByIntegerLiteral {
  /// A tensor of one element.
  public init(integerLiteral value: Scalar.IntegerLiteralType) {
    self.init(Scalar(integerLiteral: value))
  }
}

extension Tensor: ExpressibleByFloatLiteral where Scalar: FloatingPointScalar & ExpressibleByFloatLiteral {
  /// A tensor of one element.
  public init(floatLiteral value: Scalar.FloatLiteralType) {
    self.init(Scalar(floatLiteral: value))
  }
}

extension Tensor: ExpressibleByBooleanLiteral where Scalar == Bool {
  /// A tensor of one element.
  public init(booleanLiteral value: Bool) { self.init(value) }
}
