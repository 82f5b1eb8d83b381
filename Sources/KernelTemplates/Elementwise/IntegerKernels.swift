/// A function of one integer.
public enum IntegerUnaryOperation: Sendable, CaseIterable {
  /// -x, wrapping around
  case negate
  /// |x|, wrapping around at the least integer
  case abs
  /// -1, 0 or 1
  case sign
  /// 1 where x = 0, else 0: `not` on truth values
  case isZero
}

/// A function of two integers a and b. Results wrap around, as in NumPy.
public enum IntegerBinaryOperation: Sendable, CaseIterable {
  /// a + b
  case add
  /// a - b
  case subtract
  /// a · b
  case multiply
  /// a / b rounded towards zero, as Swift's `/`; 0 where b = 0, and the least integer divided by -1 is itself
  case divide
  /// What ``divide`` leaves, with the sign of a, as Swift's `%`; 0 where b = 0
  case remainder
  /// The lesser
  case minimum
  /// The greater
  case maximum
  /// The bits set in both: `and` on truth values
  case and
  /// The bits set in either: `or` on truth values
  case or
  /// The bits set in one alone: exclusive `or` on truth values
  case exclusiveOr
}

/// Functions of each element on its own, for `Int32` and `UInt8`. Truth values are bytes 0 and 1: `Bool` has the same
/// memory, and uses the kernels of `UInt8`.
///
/// Loops, in-place use and layouts are those of ``ElementwiseKernels``. The loops are plain, and the compiler turns
/// them into vector instructions.
public protocol IntegerKernels<Scalar>: IntegerReductionKernels, ScatterKernels {
  /// `out[i] = op(x[i])` for `count` elements.
  static func unary(
    _ op: IntegerUnaryOperation, _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, count: Int)

  /// `out = op(a, b)`; a is the layout's first operand, b its second.
  static func binary(
    _ op: IntegerBinaryOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout)

  /// `out = op(a, b)`; a is the layout's first operand, b its second.
  static func compare(
    _ op: ComparisonOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Bool>, layout: RowLayout)

  /// `out = mask ? a : b`; a is the layout's first operand, b its second, and the mask its third.
  static func select(
    _ mask: UnsafePointer<Bool>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension IntegerKernels {
  @inlinable @inline(__always)
  public static func unary(
    _ op: IntegerUnaryOperation, _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    switch op {
    case .negate: for i in 0..<count { out[i] = 0 &- x[i] }
    case .abs: for i in 0..<count { out[i] = x[i] < 0 ? 0 &- x[i] : x[i] }
    case .sign: for i in 0..<count { out[i] = x[i] > 0 ? 1 : x[i] == 0 ? 0 : 0 &- 1 }
    case .isZero: for i in 0..<count { out[i] = x[i] == 0 ? 1 : 0 }
    }
  }

  @inlinable @inline(__always)
  public static func binary(
    _ op: IntegerBinaryOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout
  ) {
    forEachBlock(layout, a, b) { a, b, offset, count in
      let out = out + offset
      switch op {
      case .add: for i in 0..<count { out[i] = a[i] &+ b[i] }
      case .subtract: for i in 0..<count { out[i] = a[i] &- b[i] }
      case .multiply: for i in 0..<count { out[i] = a[i] &* b[i] }
      case .divide:
        for i in 0..<count { out[i] = b[i] == 0 ? 0 : a[i].dividedReportingOverflow(by: b[i]).partialValue }
      case .remainder:
        for i in 0..<count {
          out[i] = b[i] == 0 ? 0 : a[i].remainderReportingOverflow(dividingBy: b[i]).partialValue
        }
      case .minimum: for i in 0..<count { out[i] = b[i] < a[i] ? b[i] : a[i] }
      case .maximum: for i in 0..<count { out[i] = b[i] > a[i] ? b[i] : a[i] }
      case .and: for i in 0..<count { out[i] = a[i] & b[i] }
      case .or: for i in 0..<count { out[i] = a[i] | b[i] }
      case .exclusiveOr: for i in 0..<count { out[i] = a[i] ^ b[i] }
      }
    }
  }

  @inlinable @inline(__always)
  public static func compare(
    _ op: ComparisonOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Bool>, layout: RowLayout
  ) {
    compareEach(op, a, b, out, layout: layout)
  }

  @inlinable @inline(__always)
  public static func select(
    _ mask: UnsafePointer<Bool>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout
  ) {
    selectEach(mask, a, b, out, layout: layout)
  }
}
