extension Int {
  /// The least multiple of `unit` that is not less.
  @inlinable @inline(__always)
  func roundedUp(to unit: Int) -> Int { (self + unit - 1) / unit * unit }
}
