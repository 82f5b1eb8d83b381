// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

// How the elements of a row become one number. A reduction knows no extents; `reduceRows` and `reduceColumns` know no reductions.

/// A way to combine any number of elements into one: `combine(map(x0), combine(map(x1), …))`, in an order fixed by the extents.
public protocol Reduction: Sendable {
  /// Whether ``map(_:about:)`` reads the centre.
  static var isCentred: Bool { get }
  /// What leaves every combination as it is.
  static func neutral<Scalar: BinaryFloatingPoint>(_: Scalar.Type) -> Scalar
  /// What one element contributes.
  static func map<Vector: VectorLanes>(_ x: Vector, about centre: Vector) -> Vector
  /// Two contributions, or two combinations, in one.
  static func combine<Vector: VectorLanes>(_ a: Vector, _ b: Vector) -> Vector
}

extension Reduction {
  @inlinable @inline(__always) public static var isCentred: Bool { false }
  @inlinable @inline(__always) public static func neutral<Scalar: BinaryFloatingPoint>(_: Scalar.Type)
    -> Scalar
  { 0 }
  @inlinable @inline(__always) public static func map<Vector: VectorLanes>(_ x: Vector, about _: Vector)
    -> Vector
  { x }
  @inlinable @inline(__always) public static func combine<Vector: VectorLanes>(_ a: Vector, _ b: Vector)
    -> Vector
  { a + b }
}

/// Σ x
public enum SumReduction: Reduction {}

/// Σ |x|
public enum AbsoluteSumReduction: Reduction {
  @inlinable @inline(__always) public static func map<Vector: VectorLanes>(_ x: Vector, about _: Vector)
    -> Vector
  {
    Vector.select(x < Vector(0), Vector(0) - x, x)
  }
}

/// Σ x²
public enum SquareSumReduction: Reduction {
  @inlinable @inline(__always) public static func map<Vector: VectorLanes>(_ x: Vector, about _: Vector)
    -> Vector
  { x * x }
}

/// Σ (x − c)²
public enum SquaredDeviationReduction: Reduction {
  @inlinable @inline(__always) public static var isCentred: Bool { true }
  @inlinable @inline(__always) public static func map<Vector: VectorLanes>(_ x: Vector, about centre: Vector)
    -> Vector
  {
    (x - centre) * (x - centre)
  }
}

/// Π x
public enum ProductReduction: Reduction {
  @inlinable @inline(__always) public static func neutral<Scalar: BinaryFloatingPoint>(_: Scalar.Type)
    -> Scalar
  { 1 }
  @inlinable @inline(__always) public static func combine<Vector: VectorLanes>(_ a: Vector, _ b: Vector)
    -> Vector
  { a * b }
}

/// The least, or NaN if there is one.
public enum MinimumReduction: Reduction {
  @inlinable @inline(__always) public static func neutral<Scalar: BinaryFloatingPoint>(_: Scalar.Type)
    -> Scalar
  { .infinity }
  @inlinable @inline(__always) public static func combine<Vector: VectorLanes>(_ a: Vector, _ b: Vector)
    -> Vector
  {
    // The inner choice is one instruction, which keeps a NaN in `a`; the outer one brings in a NaN of `b`.
    Vector.select(b == b, Vector.select(b < a, b, a), b)
  }
}

/// The greatest, or NaN if there is one.
public enum MaximumReduction: Reduction {
  @inlinable @inline(__always) public static func neutral<Scalar: BinaryFloatingPoint>(_: Scalar.Type)
    -> Scalar
  { -.infinity }
  @inlinable @inline(__always) public static func combine<Vector: VectorLanes>(_ a: Vector, _ b: Vector)
    -> Vector
  {
    Vector.select(b == b, Vector.select(a < b, b, a), b)
  }
}
