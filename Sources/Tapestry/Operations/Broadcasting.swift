import KernelTemplates

/// How an elementwise kernel walks operands that are broadcast to one shape: the axes of the result, as few as will do.
///
/// Neighbouring axes along which every operand goes on in the same step are one axis here, so that most pairs of shapes
/// become one row, or rows of columns. An operand has the stride 0 along an axis that it is repeated on.
struct BroadcastLayout {
  /// The elements that a thread works on at a time: enough that handing them out costs little beside.
  static let pieceCount = 1 << 15

  /// Where a piece of the work begins in each operand and in the result, and how it is walked.
  struct Piece {
    var operands: InlineArray<3, Int>
    var result: Int
    var layout: RowLayout
  }

  /// The number of axes.
  private(set) var axisCount = 0
  /// The extents, from the innermost axis.
  private(set) var extents = InlineArray<8, Int>(repeating: 1)
  /// The strides of each operand, from the innermost axis.
  private(set) var strides = InlineArray<3, InlineArray<8, Int>>(repeating: InlineArray(repeating: 0))

  /// The walk over operands of the shapes `first`, `second` and `third`, each of which can be broadcast to `shape`.
  init(_ shape: TensorShape, _ first: TensorShape, _ second: TensorShape, _ third: TensorShape = []) {
    var steps: InlineArray<3, Int> = [1, 1, 1]
    for axis in (0..<shape.rank).reversed() {
      let extent = shape[axis]
      var step: InlineArray<3, Int> = [0, 0, 0]
      func see(_ operand: Int, _ own: TensorShape) {
        let position = axis - (shape.rank - own.rank)
        guard position >= 0, own[position] != 1 else { return }
        step[operand] = steps[operand]
        steps[operand] *= own[position]
      }
      see(0, first)
      see(1, second)
      see(2, third)
      if extent != 1 { append(extent, step) }
    }
  }

  /// Adds an axis outside of all others, or lengthens the outermost one where every operand allows it.
  private mutating func append(_ extent: Int, _ step: InlineArray<3, Int>) {
    let last = axisCount - 1
    func continues(_ operand: Int) -> Bool {
      step[operand] == strides[operand][last] * extents[last]
    }
    if last >= 0 && continues(0) && continues(1) && continues(2) {
      extents[last] *= extent
      return
    }
    extents[axisCount] = extent
    for operand in 0..<3 { strides[operand][axisCount] = step[operand] }
    axisCount += 1
  }

  /// Calls `body` for pieces that cover the result, on several threads where there are many elements.
  func forEachPiece(_ body: (Piece) -> Void) {
    let (columns, rows) = (extents[0], extents[1])
    let rowCount = extents.indices.reduce(1) { $1 == 0 ? $0 : $0 * extents[$1] }
    guard columns > 0, rowCount > 0 else { return }
    if columns >= Self.pieceCount {
      let perRow = (columns + Self.pieceCount - 1) / Self.pieceCount
      Parallel.forEach(rowCount * perRow) { index in
        let column = index % perRow * Self.pieceCount
        body(piece(row: index / perRow, count: 1, column: column, min(Self.pieceCount, columns - column)))
      }
      return
    }
    let rowsPerPiece = Self.pieceCount / columns
    Parallel.forEach((rowCount + rowsPerPiece - 1) / rowsPerPiece) { index in
      var row = index * rowsPerPiece
      let end = min(row + rowsPerPiece, rowCount)
      while row < end {
        let count = min(rows - row % rows, end - row)
        body(piece(row: row, count: count, column: 0, columns))
        row += count
      }
    }
  }

  /// `count` rows from the given one, and the columns from the given one, within one index of the axes outside.
  private func piece(row: Int, count: Int, column: Int, _ columns: Int) -> Piece {
    var operands: InlineArray<3, Int> = [0, 0, 0]
    for operand in 0..<3 { operands[operand] = column * strides[operand][0] }
    var rest = row
    for axis in 1..<max(axisCount, 1) {
      let index = rest % extents[axis]
      rest /= extents[axis]
      for operand in 0..<3 { operands[operand] += index * strides[operand][axis] }
    }
    func walk(_ operand: Int) -> RowLayout.Strides {
      RowLayout.Strides(row: strides[operand][1], column: strides[operand][0])
    }
    return Piece(
      operands: operands, result: row * extents[0] + column,
      layout: RowLayout(
        rows: count, columns: columns, first: walk(0), second: walk(1), third: walk(2)))
  }

  /// Calls `body` for pieces of `count` elements, on several threads where there are many.
  @inline(__always)
  static func forEachPiece(of count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    if count <= pieceCount { return body(0, count) }
    Parallel.forEach((count + pieceCount - 1) / pieceCount) { index in
      body(index * pieceCount, min(pieceCount, count - index * pieceCount))
    }
  }
}

extension TensorShape {
  /// The shape that two shapes are broadcast to by NumPy's rule; nil where they do not fit.
  func broadcast(with other: TensorShape) -> TensorShape? {
    if self == other { return self }
    let (long, short) = rank >= other.rank ? (self, other) : (other, self)
    var result = long
    for axis in 0..<short.rank {
      let position = axis + long.rank - short.rank
      if long[position] == 1 {
        result = result.replacing(axis: position, with: short[axis])
      } else if short[axis] != 1 && short[axis] != long[position] {
        return nil
      }
    }
    return result
  }

  /// As ``broadcast(with:)``, in the name of an operation that stops where the shapes do not fit.
  func broadcast(
    with other: TensorShape, for operation: StaticString, file: StaticString = #fileID, line: UInt = #line
  ) -> TensorShape {
    guard let shape = broadcast(with: other) else {
      trap(operation, "the shapes \(self) and \(other) cannot be broadcast", file: file, line: line)
    }
    return shape
  }
}

extension Tensor {
  /// What a kernel makes of each pair of elements of two tensors, which are broadcast. The kernel works on the calling
  /// thread, on the piece that it is given.
  @inline(__always)
  static func elementwise<Result>(
    _ operation: StaticString, _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line,
    kernel: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Result>, RowLayout) -> Void
  ) -> Tensor<Result> {
    let isEqual = a.shape == b.shape
    let shape = isEqual ? a.shape : a.shape.broadcast(with: b.shape, for: operation, file: file, line: line)
    return unsafe Tensor<Result>(shape: shape, operation: operation) { out in
      unsafe a.withPointer { x in
        unsafe b.withPointer { y in
          if isEqual {
            BroadcastLayout.forEachPiece(of: shape.elementCount) { start, count in
              unsafe kernel(x + start, y + start, out + start, .contiguous(count))
            }
          } else {
            let layout = BroadcastLayout(shape, a.shape, b.shape)
            if layout.isFine {
              unsafe BroadcastPattern(layout).forEachPiece(x, y) { x, y, start, count in
                unsafe kernel(x, y, out + start, .contiguous(count))
              }
              return
            }
            layout.forEachPiece { piece in
              unsafe kernel(
                x + piece.operands[0], y + piece.operands[1], out + piece.result, piece.layout)
            }
          }
        }
      }
    }
  }

  /// What a kernel makes of each element and a number on its right.
  @inline(__always)
  static func elementwise<Result>(
    _ a: Tensor, _ b: Scalar,
    kernel: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Result>, RowLayout) -> Void
  ) -> Tensor<Result> {
    unsafe withUnsafePointer(to: b) { y in
      unsafe a.mapped { x, out, count in unsafe kernel(x, y, out, .scalarSecond(count)) }
    }
  }

  /// What a kernel makes of each element and a number on its left.
  @inline(__always)
  static func elementwise<Result>(
    _ a: Scalar, _ b: Tensor,
    kernel: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Result>, RowLayout) -> Void
  ) -> Tensor<Result> {
    unsafe withUnsafePointer(to: a) { x in
      unsafe b.mapped { y, out, count in unsafe kernel(x, y, out, .scalarFirst(count)) }
    }
  }

  /// What a kernel makes of each element. The kernel works on the calling thread, on the piece that it is given.
  @inline(__always)
  func mapped<Result>(
    operation: StaticString = #function,
    _ kernel: (UnsafePointer<Scalar>, UnsafeMutablePointer<Result>, _ count: Int) -> Void
  ) -> Tensor<Result> {
    unsafe Tensor<Result>(shape: shape, operation: operation) { out in
      unsafe withPointer { x in
        BroadcastLayout.forEachPiece(of: shape.elementCount) { start, count in
          unsafe kernel(x + start, out + start, count)
        }
      }
    }
  }
}

// MARK: - Gradients of what is broadcast

extension Tensor {
  /// The gradient of a tensor of the shape `shape` that was broadcast to this gradient's shape. For operations that are
  /// written for every type: only `Float` and `Double` have gradients.
  func summedGradient(to shape: TensorShape) -> Tensor {
    self.shape == shape ? self : asFloatingPoint({ $0.summed(to: shape) }, { $0.summed(to: shape) })
  }
}
