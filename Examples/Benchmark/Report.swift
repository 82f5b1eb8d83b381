import Foundation
import Tapestry

/// Prints figures as they come: a line of JSON each, or a row of a table.
final class Report {
  private let options: Options
  /// The title of a group that has no figures yet.
  private var title: String?

  /// The version of the library whose figures these are.
  static let version = "1.0.0"

  init(_ options: Options) { self.options = options }

  /// The beginning of a group's figures.
  func begin(_ title: String) { self.title = title }

  func add(_ measurement: Measurement) {
    if options.isJSON {
      print(json(measurement))
    } else {
      if let title { print("\n" + row(title, "median", "least", "most", "", "runs", "of the limit")) }
      title = nil
      print(row(measurement))
    }
    fflush(nil)
  }

  private func row(_ m: Measurement) -> String {
    let share = m.share.map { "\(Int(($0.value * 100).rounded())) % of \($0.of)" } ?? ""
    return row(
      m.what, number(m.median), number(m.runs.first!), number(m.runs.last!), m.unit.rawValue,
      "\(m.runs.count)",
      share)
  }

  private func row(
    _ what: String, _ median: String, _ least: String, _ most: String, _ unit: String, _ count: String,
    _ share: String
  ) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let name = what + String(repeating: " ", count: max(0, 44 - what.count))
    let figures = padded(median, 9) + padded(least, 9) + padded(most, 9)
    return name + figures + " " + unit + String(repeating: " ", count: 9 - unit.count) + padded(count, 5)
      + "  " + share
  }

  private func json(_ m: Measurement) -> String {
    var fields = [
      "\"peer\":\"tapestry\"", "\"version\":\"\(Self.version)\"", "\"what\":\"\(m.what)\"",
      "\"batch\":\(m.work.batch)", "\"threads\":\(m.threads)", "\"value\":\(digits(m.median))",
      "\"unit\":\"\(m.unit.rawValue)\"", "\"min\":\(digits(m.runs.first!))",
      "\"max\":\(digits(m.runs.last!))",
      "\"n\":\(m.runs.count)", "\"variant\":\"\(InstructionSet.current.rawValue)\"",
    ]
    if let share = m.share {
      fields += ["\"share\":\(digits(share.value))", "\"limit\":\"\(share.of)\""]
    }
    return "{" + fields.joined(separator: ",") + "}"
  }

  private func digits(_ value: Double) -> String { String(format: "%.4g", value) }

  private func number(_ value: Double) -> String {
    String(format: value >= 1000 ? "%.0f" : value >= 100 ? "%.1f" : "%.2f", value)
  }
}
