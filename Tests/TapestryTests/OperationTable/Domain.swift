import Tapestry

/// Where the elements of an operand are drawn from.
struct Domain: Sendable {
  var range: ClosedRange<Double>
  /// Points that elements keep a distance of 0.05 from, such as kinks and jumps.
  var avoiding: [Double] = []
  /// Whether no two elements are alike: for order and extrema.
  var isDistinct = false
  /// Whether elements are whole numbers: for indices and ties.
  var isWhole = false

  /// Between -2 and 2.
  static let any = range(-2...2)
  /// Between 0.2 and 3.
  static let positive = range(0.2...3)
  /// Between -2 and 2, but not near 0.
  static let nonzero = any.avoiding(0)
  /// Between -2 and 2, no two alike.
  static let distinct = Domain(range: -2...2, isDistinct: true)
  /// Whole numbers.
  static func whole(_ range: ClosedRange<Int>) -> Domain {
    Domain(range: Double(range.lowerBound)...Double(range.upperBound), isWhole: true)
  }

  static func range(_ range: ClosedRange<Double>) -> Domain { Domain(range: range) }

  func avoiding(_ points: Double...) -> Domain {
    var result = self
    result.avoiding += points
    return result
  }

  /// As many elements as `count`; the same ones for the same seed. They are exact in Float.
  func elements(_ count: Int, seed: UInt64) -> [Double] {
    var generator = TestGenerator(state: seed)
    if isDistinct {
      let step = (range.upperBound - range.lowerBound) / Double(max(count, 1))
      return (0..<count).map { Double(Float(range.lowerBound + (Double($0) + 0.5) * step)) }
        .shuffled(using: &generator)
    }
    return (0..<count).map { _ in
      while true {
        let drawn = Double.random(in: range, using: &generator)
        let value = isWhole ? drawn.rounded() : Double(Float(drawn))
        if range.contains(value) && avoiding.allSatisfy({ abs(value - $0) > 0.05 }) { return value }
      }
    }
  }
}

/// A generator for test data (Steele, Lea and Flood 2014).
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
