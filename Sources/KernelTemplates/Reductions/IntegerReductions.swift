// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// A way to combine any number of integers into one, in any order. A type, not a closure: closures that reach a loop
/// through another closure stay calls.
public protocol IntegerReduction: Sendable {
  /// What leaves every combination as it is.
  static func neutral<Number: FixedWidthInteger>(_: Number.Type) -> Number
  /// Two numbers, or two combinations, in one.
  static func combine<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number
}

/// Σ x, wrapping around
public enum IntegerSum: IntegerReduction {
  @inlinable @inline(__always)
  public static func neutral<Number: FixedWidthInteger>(_: Number.Type) -> Number { 0 }
  @inlinable @inline(__always)
  public static func combine<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number { a &+ b }
}

/// Π x, wrapping around
public enum IntegerProduct: IntegerReduction {
  @inlinable @inline(__always)
  public static func neutral<Number: FixedWidthInteger>(_: Number.Type) -> Number { 1 }
  @inlinable @inline(__always)
  public static func combine<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number { a &* b }
}

/// The least.
public enum IntegerMinimum: IntegerReduction {
  @inlinable @inline(__always)
  public static func neutral<Number: FixedWidthInteger>(_: Number.Type) -> Number { .max }
  @inlinable @inline(__always)
  public static func combine<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    b < a ? b : a
  }
}

/// The greatest.
public enum IntegerMaximum: IntegerReduction {
  @inlinable @inline(__always)
  public static func neutral<Number: FixedWidthInteger>(_: Number.Type) -> Number { .min }
  @inlinable @inline(__always)
  public static func combine<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Number {
    b > a ? b : a
  }
}
