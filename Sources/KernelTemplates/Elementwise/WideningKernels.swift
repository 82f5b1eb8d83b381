/// The floating-point formats of 16 bits, which tensors do not have and files do.
public enum HalfFormat: Sendable, CaseIterable {
  /// IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
  case float16
  /// The upper half of a `Float`: 8 bits of exponent, 7 of fraction.
  case bfloat16
}

/// Widening of numbers of 16 bits, which is exact.
public protocol WideningKernels: Sendable {
  /// `out[i] = x[i]` for `count` numbers of the given format.
  static func widen(
    _ x: UnsafePointer<UInt16>, _ format: HalfFormat, _ out: UnsafeMutablePointer<Float>, count: Int)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension WideningKernels {
  @inlinable @inline(__always)
  public static func widen(
    _ x: UnsafePointer<UInt16>, _ format: HalfFormat, _ out: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch format {
    case .float16:
      for i in 0..<count {
        let sign = UInt32(x[i] & 0x8000) << 16
        let magnitude = UInt32(x[i] & 0x7FFF)
        // Shifted into place, the exponent's bias is 112 too small, also for denormal numbers, which become normal.
        let number = Float(bitPattern: magnitude << 13) * 0x1p112
        let special = magnitude << 13 | 0x7F80_0000
        out[i] = Float(bitPattern: sign | (magnitude >= 0x7C00 ? special : number.bitPattern))
      }
    case .bfloat16: for i in 0..<count { out[i] = Float(bitPattern: UInt32(x[i]) << 16) }
    }
  }
}
