/// The types of number that a tensor can hold, as values.
public enum ScalarType: String, Sendable, CaseIterable {
  /// `Float`, 32 bits.
  case float32
  /// `Double`, 64 bits.
  case float64
  /// `Int32`.
  case int32
  /// `UInt8`.
  case uint8
  /// `Bool`, one byte.
  case bool

  /// The bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float32, .int32: 4
    case .float64: 8
    case .uint8, .bool: 1
    }
  }
}

/// A type that a tensor can hold: `Float`, `Double`, `Int32`, `UInt8` and `Bool`.
///
/// The set is closed, because every kernel is compiled for each member: do not conform a type of your own.
public protocol TensorScalar: Sendable, Hashable, BitwiseCopyable, LosslessStringConvertible {
  /// The type as a value.
  static var scalarType: ScalarType { get }
}

/// A type of tensor element with arithmetic and order: `Float`, `Double`, `Int32` and `UInt8`.
///
/// Integer arithmetic wraps around, as in NumPy.
public protocol NumericScalar: TensorScalar, Numeric, Comparable {}

/// A type of tensor element that can be differentiated: `Float` and `Double`.
public protocol FloatingPointScalar: NumericScalar, BinaryFloatingPoint {}

extension Float: FloatingPointScalar {
  /// ``ScalarType/float32``.
  public static var scalarType: ScalarType { .float32 }
}
extension Double: FloatingPointScalar {
  /// ``ScalarType/float64``.
  public static var scalarType: ScalarType { .float64 }
}
extension Int32: NumericScalar {
  /// ``ScalarType/int32``.
  public static var scalarType: ScalarType { .int32 }
}
extension UInt8: NumericScalar {
  /// ``ScalarType/uint8``.
  public static var scalarType: ScalarType { .uint8 }
}
extension Bool: TensorScalar {
  /// ``ScalarType/bool``.
  public static var scalarType: ScalarType { .bool }
}
