import Foundation

extension KernelVector {
  /// aᵇ.
  @inlinable @inline(__always)
  /// aᵇ.
  public static func power(_ a: Self, _ b: Self) -> Self {
    var result = a
    for lane in 0..<laneCount { result[lane] = Scalar(ScalarFunctions.pow(Double(a[lane]), Double(b[lane]))) }
    return result
  }
}

/// Functions of which there is no vectorised form, one at a time.
public enum ScalarFunctions {
  /// aᵇ.
  public static func pow(_ a: Double, _ b: Double) -> Double { Foundation.pow(a, b) }
}
