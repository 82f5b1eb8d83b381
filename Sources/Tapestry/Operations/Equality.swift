extension Tensor: Equatable {
  /// Whether the shapes are the same and all elements are equal. As for numbers, NaN is not equal to itself, and zeros
  /// are equal whatever their signs. Comparison of each element is `.==`.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && (a .== b).all().item()
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// Whether the shapes are the same and every two elements are close to one another: equal, or finite and at most as
  /// far apart as `absolute` or, if that is more, `relative` times the greater magnitude. NaN is close to nothing.
  ///
  /// - Parameters:
  ///   - other: The tensor to compare with.
  ///   - absolute: The distance that is always small enough.
  ///   - relative: The share of the greater magnitude that is small enough; unless given, half the digits must agree.
  public func isClose(
    to other: Tensor, absolute: Scalar = 0, relative: Scalar = Scalar.ulpOfOne.squareRoot()
  ) -> Bool {
    guard shape == other.shape else { return false }
    let (a, b) = (detached(), other.detached())
    let distance = (a - b).abs()
    let scale = Tensor.maximum(a.abs(), b.abs())
    let isNear = distance .<= Tensor.maximum(scale * relative, absolute) .& (distance .< .infinity)
    return (isNear .| (a .== b)).all().item()
  }
}
