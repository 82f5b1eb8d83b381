/// How an elementwise kernel walks its operands: rows of columns.
///
/// The result is contiguous, `out[r * columns + c]`. Operand i is read at `r * strides.row + c * strides.column`,
/// so that one call covers operands of the result's shape (`.contiguous`), one row for all rows (`row: 0, column: 1`),
/// one number a row (`row: 1, column: 0`), a single number (`.scalar`), and strided views. Column strides of 0 and 1
/// are the fast cases.
public struct RowLayout: Sendable, Equatable {
  /// The steps, in elements, from one row and one column of an operand to the next.
  public struct Strides: Sendable, Equatable {
    /// From one row to the next.
    public var row: Int
    /// From one column to the next.
    public var column: Int

    /// Strides of any size and sign.
    @inlinable public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }

    /// One number for all elements.
    @inlinable public static var scalar: Strides { Strides(row: 0, column: 0) }
    /// Rows that follow one another without gaps.
    @inlinable public static func contiguous(columns: Int) -> Strides { Strides(row: columns, column: 1) }
  }

  /// The number of rows.
  public var rows: Int
  /// The number of columns, the faster index.
  public var columns: Int
  /// The first operand's strides.
  public var first: Strides
  /// The second operand's strides.
  public var second: Strides
  /// The third operand's strides (a selection's mask); kernels of two operands ignore them.
  public var third: Strides

  /// Any layout of `rows` by `columns`.
  @inlinable
  public init(rows: Int, columns: Int, first: Strides, second: Strides, third: Strides = .scalar) {
    self.rows = rows
    self.columns = columns
    self.first = first
    self.second = second
    self.third = third
  }

  /// `count` elements of each operand, without gaps.
  @inlinable public static func contiguous(_ count: Int) -> RowLayout {
    let strides = Strides.contiguous(columns: count)
    return RowLayout(rows: 1, columns: count, first: strides, second: strides, third: strides)
  }

  /// One number on the left of `count` contiguous elements.
  @inlinable public static func scalarFirst(_ count: Int) -> RowLayout {
    RowLayout(rows: 1, columns: count, first: .scalar, second: .contiguous(columns: count))
  }

  /// One number on the right of `count` contiguous elements.
  @inlinable public static func scalarSecond(_ count: Int) -> RowLayout {
    RowLayout(rows: 1, columns: count, first: .contiguous(columns: count), second: .scalar)
  }

  /// The number of elements of the result.
  @inlinable public var count: Int { rows * columns }
}
