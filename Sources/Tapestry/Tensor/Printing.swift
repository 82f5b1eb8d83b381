extension Tensor: CustomStringConvertible, CustomDebugStringConvertible, CustomPlaygroundDisplayConvertible {
  /// The elements in nested brackets, in columns, after the type and the shape; a tensor without axes is its number
  /// alone.
  ///
  /// ```swift
  /// print(Tensor<Float>([[1, 2.5], [-100, 3]]))
  /// // Tensor<Float> [2, 2]:
  /// // [[   1.0,    2.5],
  /// //  [-100.0,    3.0]]
  /// ```
  ///
  /// Of more than 1000 elements, the first three and the last three along each axis are shown. Fractions have six
  /// digits at most.
  public var description: String {
    rank == 0 ? bracketed() : labelled("")
  }

  /// As ``description``, always with type and shape, and with the word "tracked" where operations are recorded.
  public var debugDescription: String { labelled(isTracked ? ", tracked" : "") }

  /// As ``debugDescription``.
  public var playgroundDescription: Any { debugDescription }

  private func labelled(_ note: String) -> String {
    let label = "Tensor<\(Scalar.self)> \(shape)\(note):"
    let elements = bracketed()
    let isShort = !elements.contains("\n") && label.count + 1 + elements.count <= PrintedRows.lineWidth
    return label + (isShort ? " " : "\n") + elements
  }

  /// The elements in nested brackets.
  private func bracketed() -> String {
    unsafe withUnsafeElements { elements in
      guard !elements.isEmpty else { return "[]" }
      var rows = PrintedRows(shape: shape)
      let shown = rows.shownElements().map { unsafe elements[$0] }
      rows.write(ColumnFormat.aligned(shown))
      return rows.text
    }
  }
}

/// The layout of a printed tensor: which elements are shown, and where brackets and lines go.
private struct PrintedRows {
  static let lineWidth = 80
  /// Tensors of more elements than this are not shown whole.
  private static let mostElements = 1000
  /// How many are shown at either end of an axis then.
  private static let edgeCount = 3

  let shape: TensorShape
  private(set) var text = ""
  private var cells: ArraySlice<String> = []

  init(shape: TensorShape) { self.shape = shape }

  /// How many of the first and of the last slices of an axis are shown; the last are none where all are.
  private func shownCounts(axis: Int) -> (first: Int, last: Int) {
    let isWhole = shape.elementCount <= Self.mostElements || shape[axis] <= 2 * Self.edgeCount
    return isWhole ? (shape[axis], 0) : (Self.edgeCount, Self.edgeCount)
  }

  /// The places of the elements that are shown, in their order.
  func shownElements() -> [Int] {
    (0..<shape.rank).reduce([0]) { places, axis in
      let (first, last) = shownCounts(axis: axis)
      let indices = Array(0..<first) + Array(shape[axis] - last..<shape[axis])
      return places.flatMap { place in indices.map { place * shape[axis] + $0 } }
    }
  }

  /// Writes the elements that are shown, which have been given the same width.
  mutating func write(_ aligned: [String]) {
    cells = aligned[...]
    writeAxis(0)
  }

  private mutating func writeAxis(_ axis: Int) {
    guard axis < shape.rank else {
      text += cells.removeFirst()
      return
    }
    let (first, last) = shownCounts(axis: axis)
    let isRow = axis == shape.rank - 1
    let separator = isRow ? ", " : "," + String(repeating: "\n", count: shape.rank - 1 - axis) + indent(axis)
    var column = axis + 1
    text += "["
    for index in 0..<first + last {
      if index == first { text += "..." + separator }
      if isRow && index > 0 {
        // A row that is too long for the line goes on below its first element.
        column += (cells.first?.count ?? 0) + 2
        if column + (cells.first?.count ?? 0) > Self.lineWidth - 1 - axis {
          text.removeLast()
          text += "\n" + indent(axis)
          column = axis + 1
        }
      }
      writeAxis(axis + 1)
      if index < first + last - 1 || (index == first - 1 && last > 0) { text += separator }
    }
    text += "]"
  }

  private func indent(_ axis: Int) -> String { String(repeating: " ", count: axis + 1) }
}
