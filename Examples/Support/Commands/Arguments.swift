/// An option of a command, as its help shows it.
package struct Option: Sendable {
  /// With its dashes: `--batch`.
  package let name: String
  /// What stands for its value in the help; nil for a switch, which has none.
  package let value: String?
  package let help: String

  package init(_ name: String, _ value: String? = nil, _ help: String) {
    (self.name, self.value, self.help) = (name, value, help)
  }
}

/// A command line or a recipe that is not understood: what was found where, and what was expected.
package struct Misuse: Error, Equatable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

/// The words after a command's name, divided into options and operands.
package struct Arguments {
  /// What is neither an option nor the value of one.
  package let operands: [String]
  private let values: [String: String]

  /// Accepts `--name value`, `--name=value`, and operands among them; after `--` there are only operands.
  package init(_ words: some Sequence<String>, options: [Option]) throws(Misuse) {
    let known = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0) })
    var (operands, values): ([String], [String: String]) = ([], [:])
    var rest = words.makeIterator()
    while let word = rest.next() {
      if word == "--" {
        while let operand = rest.next() { operands.append(operand) }
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = known[parts[0]] else { throw Misuse("\(parts[0]): there is no such option") }
      guard values[option.name] == nil else { throw Misuse("\(option.name) is given twice") }
      switch (option.value, parts.count) {
      case (nil, 1): values[option.name] = ""
      case (nil, _): throw Misuse("\(option.name) takes no value, found \(parts[1])")
      case (let placeholder?, 1):
        guard let value = rest.next() else { throw Misuse("\(option.name) needs a value: \(placeholder)") }
        values[option.name] = value
      case (_, _): values[option.name] = parts[1]
      }
    }
    (self.operands, self.values) = (operands, values)
  }

  /// Whether the switch, or the option, was given.
  package func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option; nil where it was not given.
  package func text(_ name: String) -> String? { values[name] }

  /// The value of an option as a whole number in `range`.
  package func integer(_ name: String, in range: ClosedRange<Int>) throws(Misuse) -> Int? {
    guard let text = values[name] else { return nil }
    return try Value.number(text, of: name, in: range)
  }

  /// The only operand.
  package func operand(_ meaning: String) throws(Misuse) -> String {
    guard operands.count == 1 else {
      throw Misuse("expected one operand, \(meaning), found \(operands.count)")
    }
    return operands[0]
  }

  /// Nothing but options.
  package func refuseOperands() throws(Misuse) {
    if let first = operands.first { throw Misuse("\(first): expected only options here") }
  }
}

/// A kind of number that options take.
package protocol OptionNumber: Comparable, LosslessStringConvertible {
  /// What stands for it in the help.
  static var placeholder: String { get }
  /// What it is called.
  static var kind: String { get }
  /// The upper end of a range that has none.
  static var unlimited: Self { get }
}

extension Int: OptionNumber {
  package static let placeholder = "N"
  package static let kind = "a whole number"
  package static let unlimited = Int.max
}

extension Double: OptionNumber {
  package static let placeholder = "X"
  package static let kind = "a number"
  package static let unlimited = Double.infinity
}

/// The values of options, from text.
package enum Value {
  package static func number<Number: OptionNumber>(
    _ text: String, of name: String, in range: ClosedRange<Number>
  ) throws(Misuse) -> Number {
    guard let number = Number(text), range.contains(number) else {
      throw Misuse("\(name) \(text): expected \(wanted(in: range))")
    }
    return number
  }

  /// A number in the range, in words.
  package static func wanted<Number: OptionNumber>(in range: ClosedRange<Number>) -> String {
    let end = range.upperBound == .unlimited ? "" : " to \(range.upperBound)"
    return "\(Number.kind) from \(range.lowerBound)\(end)"
  }

  package static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, of name: String
  ) throws(Misuse) -> Choice {
    guard let choice = Choice(rawValue: text) else {
      throw Misuse("\(name) \(text): expected \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  package static func truth(_ text: String, of name: String) throws(Misuse) -> Bool {
    switch text {
    case "on", "yes", "true": return true
    case "off", "no", "false": return false
    default: throw Misuse("\(name) \(text): expected on or off")
    }
  }
}
