/// A number for each axis of an image: a stride, a dilation, a window. `3` is 3 for both.
public struct Extent2D: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// Along the rows' axis: how many rows.
  public var height: Int
  /// Along the columns' axis: how many columns.
  public var width: Int

  /// A number for each axis.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same number for both axes.
  public init(_ both: Int) { self.init(height: both, width: both) }

  /// The same number for both axes.
  public init(integerLiteral value: Int) { self.init(value) }

  /// Height × width: `3×3`.
  public var description: String { "\(height)×\(width)" }
}

/// How many rows and columns are thought around an image, on each of its sides. `1` is 1 on all four.
public struct Padding2D: Sendable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The rows before the first.
  public var top: Int
  /// The rows after the last.
  public var bottom: Int
  /// The columns before the first.
  public var left: Int
  /// The columns after the last.
  public var right: Int

  /// A number for each side.
  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// A number for both sides of each axis.
  public init(vertical: Int, horizontal: Int) {
    self.init(top: vertical, bottom: vertical, left: horizontal, right: horizontal)
  }

  /// The same number on all sides.
  public init(_ all: Int) { self.init(vertical: all, horizontal: all) }

  /// The same number on all sides.
  public init(integerLiteral value: Int) { self.init(value) }

  /// The number where all are the same, else each by its name.
  public var description: String {
    self == Padding2D(top) ? "\(top)" : "(top: \(top), bottom: \(bottom), left: \(left), right: \(right))"
  }
}
