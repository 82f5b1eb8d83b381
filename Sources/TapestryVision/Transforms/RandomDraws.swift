import Foundation
import Tapestry

// What transforms draw. The standard library's own algorithms may change from version to version; these do not.

extension PhiloxGenerator {
  /// A number of `range`, evenly distributed. Its upper bound may be met only by rounding.
  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// A number from 0 up to but not including 1: a multiple of 2⁻⁵³.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Whether something of the given probability happens.
  mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// An integer of `range`, evenly distributed.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next(below: UInt64(range.upperBound - range.lowerBound) + 1))
  }

  /// A number of the normal distribution (Box and Muller, 1958).
  mutating func normal(standardDeviation: Double = 1) -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return standardDeviation * radius * cos(2 * .pi * uniform())
  }
}
