extension Tensor where Scalar: FloatingPointScalar {
  /// The sum, element by element.
  @_disfavoredOverload  // so that `x + 1` is a sum with a scalar
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    a.combined(with: b, +).recorded(from: a, { $0 }, from: b, { $0 })
  }

  /// The product, element by element.
  @_disfavoredOverload
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    a.combined(with: b, *).recorded(from: a, { $0 * b }, from: b, { $0 * a })
  }

  /// The product with a scalar.
  public static func * (a: Tensor, b: Scalar) -> Tensor { a * Tensor(repeating: b, shape: a.shape) }

  /// Adds `b`, element by element.
  @_disfavoredOverload
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }

  /// The sum of all elements.
  public func sum() -> Tensor {
    let shape = shape
    return Tensor(scalars.reduce(0, +)).recorded(from: self) { dy in Tensor(ones: shape) * dy.item() }
  }

  private func combined(with other: Tensor, _ operation: (Scalar, Scalar) -> Scalar) -> Tensor {
    guard shape == other.shape else { trap("Tensor", "the shapes \(shape) and \(other.shape) differ") }
    return Tensor(shape: shape, scalars: zip(scalars, other.scalars).map(operation))
  }
}
