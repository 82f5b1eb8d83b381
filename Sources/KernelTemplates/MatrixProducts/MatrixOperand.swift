/// A matrix that is read, in any layout: element (i, j) stands at `start[i * rowStride + j * columnStride]`.
@frozen public struct MatrixOperand<Scalar> {
  /// Element (0, 0).
  public var start: UnsafePointer<Scalar>
  /// From a row to the next, in elements.
  public var rowStride: Int
  /// From a column to the next, in elements.
  public var columnStride: Int

  /// An operand of the given layout.
  @inlinable @inline(__always)
  public init(start: UnsafePointer<Scalar>, rowStride: Int, columnStride: Int) {
    self.start = start
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The same elements with rows and columns exchanged.
  @inlinable @inline(__always)
  public var transposed: MatrixOperand {
    MatrixOperand(start: start, rowStride: columnStride, columnStride: rowStride)
  }

  /// The part that begins at a row and a column.
  @inlinable @inline(__always)
  public func from(row: Int, column: Int) -> MatrixOperand {
    var part = self
    part.start += row * rowStride + column * columnStride
    return part
  }
}
