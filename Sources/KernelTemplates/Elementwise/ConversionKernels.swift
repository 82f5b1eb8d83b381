/// The element types that tensors have, as kernels of movement and conversion know them.
public enum ElementType: UInt8, Sendable, CaseIterable {
  /// 32-bit floating point
  case float32
  /// 64-bit floating point
  case float64
  /// 32-bit signed integers
  case int32
  /// Bytes
  case uint8
  /// Truth values
  case bool
}

/// Conversion of every element to another type.
///
/// Floating point becomes an integer by dropping its fraction; beyond the ends of the integers' range, the end; NaN
/// becomes 0. Anything becomes a truth value by `!= 0` (NaN is true), and a truth value a number 0 or 1.
/// `Int32` wraps around into `UInt8`.
public protocol ConversionKernels: WideningKernels {
  /// Reads `count` elements of type `source` at `x` and writes them as type `target` at `out`, memory apart.
  static func convert(
    _ x: UnsafeRawPointer, _ source: ElementType, _ out: UnsafeMutableRawPointer, _ target: ElementType,
    count: Int)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ConversionKernels {
  @inlinable @inline(__always)
  public static func convert(
    _ x: UnsafeRawPointer, _ source: ElementType, _ out: UnsafeMutableRawPointer, _ target: ElementType,
    count: Int
  ) {
    switch source {
    case .float32: fromFloatingPoint(x.assumingMemoryBound(to: Float.self), out, target, count)
    case .float64: fromFloatingPoint(x.assumingMemoryBound(to: Double.self), out, target, count)
    case .int32: fromInteger(x.assumingMemoryBound(to: Int32.self), out, target, count)
    case .uint8, .bool: fromInteger(x.assumingMemoryBound(to: UInt8.self), out, target, count)
    }
  }

  @inlinable @inline(__always)
  static func fromFloatingPoint<Source: BinaryFloatingPoint>(
    _ x: UnsafePointer<Source>, _ out: UnsafeMutableRawPointer, _ target: ElementType, _ count: Int
  ) {
    switch target {
    case .float32: each(x, out, count) { Float($0) }
    case .float64: each(x, out, count) { Double($0) }
    case .int32: each(x, out, count) { Int32(Self.truncated($0, low: -0x1p31, high: 0x7fff_ffff)) }
    case .uint8:
      each(x, out, count) { UInt8(truncatingIfNeeded: Int32(Self.truncated($0, low: 0, high: 255))) }
    case .bool: each(x, out, count) { $0 != 0 }
    }
  }

  /// `x` within the range of an integer type, 0 for NaN. In `Double`, which holds the ends of `Int32` exactly.
  @inlinable @inline(__always)
  static func truncated<Source: BinaryFloatingPoint>(_ x: Source, low: Double, high: Double) -> Double {
    let wide = Double(x)
    let number = wide == wide ? wide : 0
    let above = number > low ? number : low
    return above < high ? above : high
  }

  @inlinable @inline(__always)
  static func fromInteger<Source: FixedWidthInteger>(
    _ x: UnsafePointer<Source>, _ out: UnsafeMutableRawPointer, _ target: ElementType, _ count: Int
  ) {
    switch target {
    case .float32: each(x, out, count) { Float($0) }
    case .float64: each(x, out, count) { Double($0) }
    case .int32: each(x, out, count) { Int32(truncatingIfNeeded: $0) }
    case .uint8: each(x, out, count) { UInt8(truncatingIfNeeded: $0) }
    case .bool: each(x, out, count) { $0 != 0 }
    }
  }

  @inlinable @inline(__always)
  static func each<Source, Target>(
    _ x: UnsafePointer<Source>, _ out: UnsafeMutableRawPointer, _ count: Int, _ function: (Source) -> Target
  ) {
    let out = out.assumingMemoryBound(to: Target.self)
    for i in 0..<count { out[i] = function(x[i]) }
  }
}
