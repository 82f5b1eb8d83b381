extension Tensor where Scalar: FloatingPointScalar {
  /// The sum of all elements.
  public func sum() -> Tensor { summed(to: []) }
}
