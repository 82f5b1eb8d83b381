/// How many files of each kind were read and how many refused.
struct Tally {
  private var accepted: [FileKind: Int] = [:]
  private var refused: [FileKind: Int] = [:]

  init() {}

  mutating func add(_ kind: FileKind, isAccepted: Bool) {
    if isAccepted { accepted[kind, default: 0] += 1 } else { refused[kind, default: 0] += 1 }
  }

  mutating func add(_ other: Tally) {
    accepted.merge(other.accepted, uniquingKeysWith: +)
    refused.merge(other.refused, uniquingKeysWith: +)
  }

  /// The counts of all kinds, in the order of these.
  var numbers: [Int] { FileKind.allCases.flatMap { [accepted[$0] ?? 0, refused[$0] ?? 0] } }

  /// The counts that ``numbers`` are, as far as there are any.
  init(numbers: [Int]) {
    for (kind, place) in zip(FileKind.allCases, stride(from: 0, to: numbers.count - 1, by: 2)) {
      (accepted[kind], refused[kind]) = (numbers[place], numbers[place + 1])
    }
  }

  /// A line for each kind that was tried.
  var lines: [String] {
    FileKind.allCases.compactMap { kind in
      let (read, not) = (accepted[kind] ?? 0, refused[kind] ?? 0)
      return read + not == 0 ? nil : "  \(kind): \(read) read, \(not) refused"
    }
  }
}
