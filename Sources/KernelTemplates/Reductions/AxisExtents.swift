/// A row-major array seen from one of its axes (or several neighbouring ones taken together).
///
/// Element (o, a, i) lies at `(o * axis + a) * inner + i`. What reduces the axis leaves an (outer, inner) array.
@frozen public struct AxisExtents: Sendable {
  /// The product of the extents before the axis.
  public var outer: Int
  /// The extent of the axis.
  public var axis: Int
  /// The product of the extents after the axis.
  public var inner: Int

  /// The view (outer, axis, inner).
  @inlinable @inline(__always) public init(outer: Int, axis: Int, inner: Int) {
    self.outer = outer
    self.axis = axis
    self.inner = inner
  }

  /// The number of elements of the array.
  @inlinable @inline(__always) public var count: Int { outer * axis * inner }
}
