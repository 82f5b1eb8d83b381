/// What may stand between the brackets of a tensor's subscript, for one axis: an integer, a range of integers, or an
/// ``AxisSelection``.
///
/// | index | what it selects |
/// |---|---|
/// | `2`, `-1` | one element, counted from the end where negative; the axis goes |
/// | `1..<3`, `0...2`, `1...`, `..<(-1)`, `-3..<0` | a range; its bounds count from the end where negative |
/// | `.all` | the whole axis |
/// | `(0..<10).by(2)` | every second element of a range |
/// | `.all.by(-1)` | the axis from its end to its start |
/// | `.range(1, -1)` | from 1 up to the last, for bounds that no Swift range can have |
/// | `.newAxis` | an axis of extent 1 that was not there |
/// | `.ellipsis` | all axes that the other indices leave; in first place also `...` |
public protocol TensorIndex {
  /// The selection that this index stands for.
  var selection: AxisSelection { get }
}

/// A selection of elements along one axis of a tensor, or of axes: ``TensorIndex`` lists them all.
public struct AxisSelection: TensorIndex, Sendable, Hashable {
  enum Kind: Hashable {
    case element(Int)
    /// From `lower` up to `upper`, the ends of the axis where nil; with a negative step from the last to the first.
    case range(lower: Int?, upper: Int?, step: Int)
    case newAxis
    case ellipsis
  }
  let kind: Kind

  /// Itself.
  public var selection: AxisSelection { self }

  /// The elements of this range in steps of `step`, from its first one, or from its last where `step` is negative.
  ///
  /// - Precondition: This is a range, and `step` is not 0.
  public func by(_ step: Int, file: StaticString = #fileID, line: UInt = #line) -> AxisSelection {
    guard step != 0 else { trap("by", "a step of 0 leads nowhere", file: file, line: line) }
    guard case .range(let lower, let upper, let old) = kind else {
      trap("by", "only ranges can be walked in steps", file: file, line: line)
    }
    return AxisSelection(kind: .range(lower: lower, upper: upper, step: old * step))
  }
}

extension TensorIndex where Self == AxisSelection {
  /// The whole axis.
  public static var all: AxisSelection { AxisSelection(kind: .range(lower: nil, upper: nil, step: 1)) }

  /// The elements from `lower` up to but not including `upper`; negative bounds count from the end, and nil stands for
  /// the end of the axis on that side.
  public static func range(_ lower: Int?, _ upper: Int?) -> AxisSelection {
    AxisSelection(kind: .range(lower: lower, upper: upper, step: 1))
  }

  /// An axis of extent 1 that was not there.
  public static var newAxis: AxisSelection { AxisSelection(kind: .newAxis) }

  /// All the axes that the other indices of the subscript leave, whole.
  public static var ellipsis: AxisSelection { AxisSelection(kind: .ellipsis) }
}

extension Int: TensorIndex {
  /// One element.
  public var selection: AxisSelection { AxisSelection(kind: .element(self)) }
}

extension Range: TensorIndex where Bound == Int {
  /// The elements of the range. In `-3..<0` the upper bound is the end of the axis.
  public var selection: AxisSelection {
    .range(lowerBound, lowerBound < 0 && upperBound == 0 ? nil : upperBound)
  }
}

extension ClosedRange: TensorIndex where Bound == Int {
  /// The elements of the range.
  public var selection: AxisSelection { .range(lowerBound, upperBound == -1 ? nil : upperBound + 1) }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
  /// The elements from the lower bound on.
  public var selection: AxisSelection { .range(lowerBound, nil) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
  /// The elements before the upper bound.
  public var selection: AxisSelection { .range(nil, upperBound) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
  /// The elements up to the upper bound and including it.
  public var selection: AxisSelection { .range(nil, upperBound == -1 ? nil : upperBound + 1) }
}

extension RangeExpression where Self: TensorIndex {
  /// The elements of this range in steps of `step`: `(0..<10).by(3)` selects 0, 3, 6 and 9. A negative step starts from
  /// the last element: `(0..<10).by(-3)` selects 9, 6, 3 and 0.
  ///
  /// - Precondition: `step` is not 0.
  public func by(_ step: Int, file: StaticString = #fileID, line: UInt = #line) -> AxisSelection {
    selection.by(step, file: file, line: line)
  }
}
