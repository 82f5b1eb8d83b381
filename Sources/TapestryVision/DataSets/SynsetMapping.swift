import Tapestry

/// The classes of ImageNet as its mapping files list them, a line a class: the synset, perhaps its number in the challenge,
/// and its name.
///
///     n02119789 1 kit_fox                       map_clsloc.txt
///     n02119789 kit fox, Vulpes macrotis        LOC_synset_mapping.txt, synset_words.txt
struct SynsetMapping {
  /// The synsets in alphabetical order: label i is `synsets[i]`.
  let synsets: [String]
  let names: [String]
  /// The label of each synset.
  let labels: [String: Int]
  /// The label of each number in the challenge; empty where the file has no numbers.
  let labelsOfNumbers: [Int: Int]

  init(contentsOf path: String) throws(FileError) {
    var classes: [(synset: String, number: Int?, name: String)] = []
    for (line, text) in try TextLines.read(path) {
      let fields = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard let synset = fields.first, Self.isSynset(synset) else {
        throw FileError(
          .malformed, path: path,
          "line \(line) begins with \(fields.first ?? ""): expected a synset, as n01440764")
      }
      var name = fields.count > 1 ? fields[1] : synset
      let parts = name.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      let number = parts.count == 2 ? Int(parts[0]) : nil
      if number != nil { name = parts[1] }
      classes.append((String(synset), number, String(name)))
    }
    classes.sort { $0.synset < $1.synset }
    guard !classes.isEmpty else { throw FileError(.truncated, path: path, "the file lists no classes") }
    if let place = classes.indices.dropFirst().first(where: { classes[$0].synset == classes[$0 - 1].synset })
    {
      throw FileError(.malformed, path: path, "\(classes[place].synset) is listed twice")
    }
    synsets = classes.map(\.synset)
    names = classes.map(\.name)
    labels = Dictionary(uniqueKeysWithValues: zip(synsets, synsets.indices))
    let numbers = classes.compactMap(\.number)
    guard numbers.count == classes.count else {
      labelsOfNumbers = [:]
      return
    }
    labelsOfNumbers = Dictionary(zip(numbers, classes.indices)) { first, _ in first }
    guard labelsOfNumbers.count == classes.count else {
      throw FileError(.malformed, path: path, "two classes have the same number")
    }
  }

  /// Whether `text` is the letter n and digits.
  static func isSynset(_ text: Substring) -> Bool {
    text.first == "n" && text.count > 1 && text.dropFirst().allSatisfy { ("0"..."9").contains($0) }
  }
}

/// The lines of small text files.
enum TextLines {
  /// The lines that are not empty, each with its number, from 1 on.
  static func read(_ path: String) throws(FileError) -> [(number: Int, text: Substring)] {
    let bytes = try WholeFile.read(path, limit: 1 << 28)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FileError(.malformed, path: path, "the file is no text in UTF-8")
    }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .filter { !$0.element.allSatisfy(\.isWhitespace) }
      .map { ($0.offset + 1, $0.element) }
  }
}
