import ExampleSupport
import Foundation

/// The values of one quantity for several seeds.
struct Spread {
  /// Those that there are: what was not reached or diverged is left out.
  let values: [Double]
  /// How many there should be.
  let count: Int

  init(_ values: [Double]) {
    self.values = values.filter(\.isFinite)
    count = values.count
  }

  var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The standard deviation, estimated from these values; nil of fewer than two.
  var deviation: Double? {
    guard values.count > 1 else { return nil }
    let mean = mean
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  /// Whether every seed has a value.
  var isComplete: Bool { values.count == count }

  /// Mean and standard deviation; how many seeds have no value.
  func text(scale: Double = 1, digits: Int, unit: String = "") -> String {
    guard !values.isEmpty else { return "not reached" }
    let spread = deviation.map { " ± " + fixed($0 * scale, digits) } ?? ""
    let missing = isComplete ? "" : " (\(count - values.count) of \(count) not)"
    return fixed(mean * scale, digits) + spread + unit + missing
  }

  /// A share as a percentage.
  var percentage: String { text(scale: 100, digits: 2, unit: " %") }
}

/// How a claim came out that one quantity is lower than another.
struct Comparison {
  let lower: Spread
  let higher: Spread

  /// In words: whether the claim shows.
  var verdict: String {
    guard lower.isComplete, higher.isComplete, let most = lower.values.max(), let least = higher.values.min()
    else { return "Cannot be said: not every training came to its end." }
    let seeds = lower.count
    if seeds == 1 {
      let relation = most < least ? "As claimed" : most == least ? "No difference" : "Not as claimed"
      return "\(relation), with one seed, which says little."
    }
    if most < least { return "Shows: so it is for each of the \(seeds) seeds against each of the others." }
    if (lower.values.min() ?? 0) > (higher.values.max() ?? 0) {
      return "Does not show at this scale: it is the other way round, for each of the \(seeds) seeds."
    }
    let relation = lower.mean < higher.mean ? "lies in the claimed direction" : "lies in the other direction"
    return "Does not show clearly at this scale: the mean \(relation), but the seeds of both overlap."
  }
}
