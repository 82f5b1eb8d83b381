/// An axis of an einsum equation: a letter, or one of the axes that an ellipsis stands for, counted from its last.
enum EinsumLabel: Hashable {
  case letter(Character)
  case ellipsis(Int)
}

/// An equation such as `"bij,jk->bik"`, with a label for each axis.
struct EinsumEquation {
  /// The labels of each operand's axes.
  private(set) var inputs: [[EinsumLabel]] = []
  /// The labels of the result's axes.
  private(set) var output: [EinsumLabel] = []
  /// The extent of each label.
  private(set) var extents: [EinsumLabel: Int] = [:]

  /// Why an equation does not hold for its operands.
  struct Mistake: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  /// The equation for operands of the given shapes.
  init(_ text: String, shapes: [TensorShape]) throws(Mistake) {
    let sides = text.filter { $0 != " " }.split(separator: "->", omittingEmptySubsequences: false)
    guard sides.count <= 2 else { throw Mistake("there is more than one arrow") }
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == shapes.count else {
      throw Mistake("it has \(terms.count) operands, but \(shapes.count) are given")
    }
    for (term, shape) in zip(terms, shapes) {
      let labels = try Self.labels(of: term, rank: shape.rank)
      guard labels.count == shape.rank else {
        throw Mistake("\"\(term)\" names \(labels.count) axes, but the shape is \(shape)")
      }
      inputs.append(labels)
      for (label, extent) in zip(labels, shape) {
        let known = extents[label, default: 1]
        guard known == 1 || extent == 1 || known == extent else {
          throw Mistake("\(Self.name(label)) has the extents \(known) and \(extent)")
        }
        extents[label] = known == 1 ? extent : known
      }
    }
    output = sides.count == 2 ? try outputLabels(sides[1]) : impliedOutput()
  }

  /// The axes of an ellipsis, outermost first.
  private var ellipsis: [EinsumLabel] {
    let count = inputs.joined().reduce(0) {
      if case .ellipsis(let axis) = $1 { max($0, axis + 1) } else { $0 }
    }
    return (0..<count).reversed().map { .ellipsis($0) }
  }

  private static func labels(of term: Substring, rank: Int) throws(Mistake) -> [EinsumLabel] {
    let parts = term.split(separator: "...", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { throw Mistake("\"\(term)\" has more than one ellipsis") }
    let letters = parts.map { $0.map { EinsumLabel.letter($0) } }
    if let wrong = parts.joined().first(where: { !$0.isLetter }) {
      throw Mistake("\"\(wrong)\" is not a letter")
    }
    guard parts.count == 2 else { return letters[0] }
    let left = max(rank - letters[0].count - letters[1].count, 0)
    return letters[0] + (0..<left).reversed().map { .ellipsis($0) } + letters[1]
  }

  private func outputLabels(_ term: Substring) throws(Mistake) -> [EinsumLabel] {
    let named = term.filter { $0 != "." }.count
    let labels = try Self.labels(of: term, rank: named + ellipsis.count)
    guard Set(labels).count == labels.count else { throw Mistake("the result has the same letter twice") }
    if let unknown = labels.first(where: { extents[$0] == nil }) {
      throw Mistake("\(Self.name(unknown)) of the result is in no operand")
    }
    return labels
  }

  /// As in NumPy: the axes of the ellipsis, then the letters that come once, in the order of the alphabet.
  private func impliedOutput() -> [EinsumLabel] {
    var counts: [Character: Int] = [:]
    for case .letter(let letter) in inputs.joined() { counts[letter, default: 0] += 1 }
    return ellipsis + counts.filter { $0.value == 1 }.keys.sorted().map { .letter($0) }
  }

  private static func name(_ label: EinsumLabel) -> String {
    switch label {
    case .letter(let letter): "\"\(letter)\""
    case .ellipsis(let axis): "axis \(-axis - 1) of the ellipsis"
    }
  }
}
