import ExampleSupport

/// One of the paper's claims, with the experiments that try it.
protocol Claim: Sendable {
  /// What it is called on the command line.
  var name: String { get }
  var title: String { get }
  /// What the paper says, and where.
  var statement: String { get }
  /// What is done here.
  var method: String { get }
  var experiments: [Experiment] { get }

  /// What came out.
  func findings(_ results: Results) throws -> Findings
}

/// What came out of a claim's experiments, for a page and for files.
struct Findings {
  /// Whether the claim shows, in words.
  var verdict: String
  var tables: [FindingsTable] = []
  var charts: [CurveChart] = []
  var pictures: [Picture] = []
  /// Test images with guesses.
  var guesses: [(title: String, items: [Guesses])] = []
  /// Test images with the training images most like them.
  var neighbours: [(title: String, items: [Neighbours])] = []

  /// A picture with the name of its file, without its ending.
  struct Picture {
    let name: String
    let caption: String
    let bytes: [UInt8]
  }
}

/// A table of the page, which is also a CSV file.
struct FindingsTable {
  /// The name of its file, without its ending.
  let name: String
  let columns: [String]
  let rows: [[String]]

  /// The table as CSV (RFC 4180).
  var csv: String {
    ([columns] + rows).map { row in
      row.map { cell in
        cell.contains { ",\"\n".contains($0) } ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      }.joined(separator: ",") + "\n"
    }.joined()
  }
}
