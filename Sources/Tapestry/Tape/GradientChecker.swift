import Foundation

/// The numerics behind `checkGradients(of:at:options:)`.
struct GradientChecker {
  let function: ([Tensor<Double>]) -> Tensor<Double>
  let inputs: [Tensor<Double>]
  let options: GradientCheckOptions

  func report() -> GradientCheckReport {
    let value = Tape.withoutRecording { function(inputs) }
    let weights = Self.weights(for: value)
    let gradients = valueAndGradient(at: inputs) { (function($0) * weights).sum() }.gradients.map(\.scalars)
    let entries = chosenEntries()
    let numerics = entries.map { numericDerivative(input: $0.input, element: $0.element, weights) }
    let scale = zip(entries, numerics).reduce(0) { largest, pair in
      max(largest, abs(pair.1.value), abs(gradients[pair.0.input][pair.0.element]))
    }

    var report = GradientCheckReport()
    for (entry, numeric) in zip(entries, numerics) {
      let gradient = gradients[entry.input][entry.element]
      let allowed =
        options.relativeTolerance * max(abs(gradient), abs(numeric.value)) + options.scaleTolerance * scale
        + numeric.rounding
      let difference = abs(gradient - numeric.value)
      var excess = difference == 0 ? 0 : difference / allowed
      if !(excess <= 1), numeric.hasKink(containing: gradient) {
        report.kinkCount += 1
        excess = 0
      }
      if excess.isNaN { excess = .infinity }
      report.checkedCount += 1
      if report.worst.map({ excess > $0.excess }) ?? true {
        report.worst = GradientCheckReport.Entry(
          input: entry.input, index: inputs[entry.input].shape.indices(ofElement: entry.element),
          gradient: gradient, numeric: numeric.value, excess: excess)
      }
    }
    return report
  }

  /// A derivative made of function values.
  private struct Numeric {
    let value: Double
    /// The slopes to the left and to the right, over a step and over half of it.
    let left: (Double, Double)
    let right: (Double, Double)
    /// What rounding in the function's values can do to `value`.
    let rounding: Double

    /// Whether the slopes on both sides differ as at a kink, with `gradient` between them. The gap between the two
    /// shrinks with the step where the function is smooth, and stays where it has a kink.
    func hasKink(containing gradient: Double) -> Bool {
      let gap = abs(right.0 - left.0)
      let halfGap = abs(right.1 - left.1)
      guard gap > 0, halfGap > 0.8 * gap else { return false }
      let slack = 1e-3 * gap
      return gradient >= min(left.1, right.1) - slack && gradient <= max(left.1, right.1) + slack
    }
  }

  private func numericDerivative(input: Int, element: Int, _ weights: Tensor<Double>) -> Numeric {
    let x = inputs[input].scalars[element]
    let exponent = options.order == .second ? 1.0 / 3 : 1.0 / 5
    let wanted = pow(Double.ulpOfOne, exponent) * max(abs(x), 1)
    // A power of two, so that x ± h differ by exactly 2h where x is not much larger.
    let h = Double(sign: .plus, exponent: wanted.exponent, significand: 1)

    var largest = 0.0
    func f(_ offset: Double) -> Double {
      var moved = inputs
      unsafe moved[input].withUnsafeMutableElements { unsafe $0[element] = x + offset }
      let terms = Tape.withoutRecording { (function(moved) * weights).scalars }
      largest = max(largest, terms.reduce(0) { $0 + abs($1) })
      return Self.compensatedSum(terms)
    }
    let (near, far) = ((f(h), f(-h)), (f(2 * h), f(-2 * h)))
    let value =
      switch options.order {
      case .second: (near.0 - near.1) / (2 * h)
      case .fourth: (8 * (near.0 - near.1) - (far.0 - far.1)) / (12 * h)
      }
    let middle = f(0)
    return Numeric(
      value: value,
      left: ((middle - far.1) / (2 * h), (middle - near.1) / h),
      right: ((far.0 - middle) / (2 * h), (near.0 - middle) / h),
      rounding: 4 * Double.ulpOfOne * largest / h)
  }

  private func chosenEntries() -> [(input: Int, element: Int)] {
    let all = inputs.enumerated().flatMap { input, tensor in
      (0..<tensor.elementCount).map { (input: input, element: $0) }
    }
    guard case .sample(let count, let seed) = options.entries, count < all.count else { return all }
    var generator = SplitMix64(state: seed)
    return Array(all.shuffled(using: &generator).prefix(count))
  }

  /// Fixed weights between 1/2 and 3/2, with both signs: no entry of the value is lost.
  private static func weights(for value: Tensor<Double>) -> Tensor<Double> {
    var generator = SplitMix64(state: 0x7A9E)
    let scalars = (0..<value.elementCount).map { _ in
      Double.random(in: 0.5...1.5, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
    }
    return Tensor(shape: value.shape, scalars: scalars)
  }

  /// Neumaier's summation (1974).
  private static func compensatedSum(_ terms: [Double]) -> Double {
    var sum = 0.0
    var compensation = 0.0
    for term in terms {
      let next = sum + term
      compensation += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
      sum = next
    }
    return sum + compensation
  }
}

/// Steele, Lea and Flood's generator (2014): only for choosing what is checked.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension TensorShape {
  /// The index along each axis of the element that comes `element`th in row-major order.
  func indices(ofElement element: Int) -> [Int] {
    var rest = element
    var result: [Int] = []
    for axis in stride(from: rank - 1, through: 0, by: -1) {
      result.append(rest % self[axis])
      rest /= self[axis]
    }
    return result.reversed()
  }
}
