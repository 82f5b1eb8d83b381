import Foundation
import Testing

/// The Swift code in the README and in the articles stands, line by line, in a file that is compiled and run: in this
/// folder or in the examples.
@Suite struct DocumentationTests {
  static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

  static let documents = ["README.md"] + files(in: "Sources", suffix: ".md")

  @Test(arguments: documents) func everyExampleIsCompiled(document: String) throws {
    let compiled = try
      (Self.files(in: "Tests/TapestryTests/Documentation", suffix: ".swift")
      + Self.files(in: "Tests/TapestryVisionTests", suffix: ".swift")
      + Self.files(in: "Tests/AlexNetTests", suffix: ".swift")
      + Self.files(in: "Examples", suffix: ".swift")).map { try Self.lines(of: $0) }
    for block in Self.swiftBlocks(in: try Self.lines(of: document)) {
      #expect(
        compiled.contains { $0.firstRange(of: block) != nil }, "\(document): \(block.joined(separator: "\n"))"
      )
    }
  }

  private static func files(in folder: String, suffix: String) -> [String] {
    let paths = FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap {
      $0 as? String
    }
    return (paths ?? []).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }.sorted()
  }

  /// The lines without their indentation, and without empty ones.
  private static func lines(of file: String) throws -> [String] {
    try String(contentsOf: root.appending(path: file), encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private static func swiftBlocks(in lines: [String]) -> [[String]] {
    lines.split(separator: "```swift", omittingEmptySubsequences: false).dropFirst().map { rest in
      Array(rest.prefix { $0 != "```" })
    }
  }
}
