import KernelTemplates

/// The operands of a matrix product.
public struct MatrixProductOperands: OptionSet, Sendable {
  /// The bits of the set.
  public let rawValue: Int
  /// A set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The tensor before the dot.
  public static let first = MatrixProductOperands(rawValue: 1)
  /// The argument.
  public static let second = MatrixProductOperands(rawValue: 2)
}

extension Tensor where Scalar: NumericScalar {
  /// The matrix product, as NumPy's `matmul`.
  ///
  /// | shapes | what comes out |
  /// |---|---|
  /// | `[m, k]`, `[k, n]` | the product `[m, n]` |
  /// | `[k]`, `[k, n]` | a row times a matrix, `[n]` |
  /// | `[m, k]`, `[k]` | a matrix times a column, `[m]` |
  /// | `[k]`, `[k]` | the inner product, `[]` |
  /// | `[…, m, k]`, `[…, k, n]` | one product for each index of the leading axes, which are broadcast |
  ///
  /// ```swift
  /// let y = x.matmul(weights, transposing: .second)   // x · weightsᵀ, without a copy
  /// ```
  ///
  /// Costs m·n·k multiplications a product. Integers wrap around on overflow, and go through plain loops.
  ///
  /// - Parameters:
  ///   - other: The second operand.
  ///   - transposing: The operands whose last two axes are exchanged first, at no cost. Vectors have none to exchange.
  /// - Precondition: Neither operand is a scalar; the inner extents agree, and the leading axes can be broadcast.
  public func matmul(
    _ other: Tensor, transposing: MatrixProductOperands = [], file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    guard rank > 0, other.rank > 0 else {
      trap(
        "matmul", "the shapes \(shape) and \(other.shape): a scalar is no matrix; use *", file: file,
        line: line)
    }
    if rank == 1 {
      let product = expanded(axis: 0)
        .matmul(other, transposing: transposing.subtracting(.first), file: file, line: line)
      return product.squeezed(axes: [other.rank == 1 ? -1 : -2])
    }
    if other.rank == 1 {
      let column = other.expanded(axis: 1)
      return matmul(column, transposing: transposing.subtracting(.second), file: file, line: line)
        .squeezed(axes: [-1])
    }
    if rank > 2, other.rank == 2, !transposing.contains(.first) {
      // One large product instead of many small ones.
      let product = flattened(from: 0, through: -2)
        .matmul(other, transposing: transposing, file: file, line: line)
      return product.reshaped(to: shape.replacing(axis: rank - 1, with: product.shape[1]))
    }
    return products(with: other, transposing: transposing, file: file, line: line)
  }

  /// The products of the matrices in the last two axes.
  private func products(
    with other: Tensor, transposing: MatrixProductOperands, file: StaticString, line: UInt
  ) -> Tensor {
    let (a, b) = (shape, other.shape)
    func fail(_ message: String) -> Never {
      let transposed = ["", " (first transposed)", " (second transposed)", " (both transposed)"]
      trap(
        "matmul", "the shapes \(a) and \(b)\(transposed[transposing.rawValue]): \(message)", file: file,
        line: line)
    }
    let first = MatrixBatch(a, transposed: transposing.contains(.first))
    let second = MatrixBatch(b, transposed: transposing.contains(.second))
    guard first.columns == second.rows else {
      fail("the first has \(first.columns) columns, the second \(second.rows) rows")
    }
    guard let batch = first.leading.broadcast(with: second.leading) else {
      fail("the leading axes cannot be broadcast")
    }
    var shape = batch
    shape.append(first.rows)
    shape.append(second.columns)
    let value = unsafe Tensor(shape: shape) { out in
      unsafe withPointer { x in
        unsafe other.withPointer { y in
          unsafe Scalar.multiply(first, x, second, y, batch: batch, into: out)
        }
      }
    }
    let x = self
    return value.recorded(
      from: self,
      { dy in
        let dx =
          transposing.contains(.first)
          ? other.matmul(dy, transposing: transposing.contains(.second) ? [.first, .second] : .second)
          : dy.matmul(other, transposing: transposing.contains(.second) ? [] : .second)
        return dx.summedGradient(to: a)
      },
      from: other,
      { dy in
        let dx =
          transposing.contains(.second)
          ? dy.matmul(x, transposing: transposing.contains(.first) ? [.first, .second] : .first)
          : x.matmul(dy, transposing: transposing.contains(.first) ? [] : .first)
        return dx.summedGradient(to: b)
      })
  }
}

/// Matrices that lie one after another: the extents of a tensor, as the operand of a product sees them.
private struct MatrixBatch {
  let leading: TensorShape
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int

  init(_ shape: TensorShape, transposed: Bool) {
    leading = shape.removing(axis: shape.rank - 1).removing(axis: shape.rank - 2)
    let (height, width) = (shape[-2], shape[-1])
    (rows, columns) = transposed ? (width, height) : (height, width)
    (rowStride, columnStride) = transposed ? (1, width) : (width, 1)
  }

  /// The matrix number `index` of the batch, whose leading axes are broadcast to `batch`.
  func matrix<Scalar>(
    _ index: Int, of batch: TensorShape, in elements: UnsafePointer<Scalar>
  ) -> MatrixOperand<Scalar> {
    var rest = index
    var place = 0
    var stride = rows * columns
    for axis in (0..<leading.rank).reversed() {
      let extent = batch[axis + batch.rank - leading.rank]
      let position = rest % extent
      rest /= extent
      if leading[axis] > 1 { place += position * stride }
      stride *= leading[axis]
    }
    return unsafe MatrixOperand(
      start: elements + place, rowStride: rowStride, columnStride: columnStride)
  }
}

extension NumericScalar {
  /// All products of a batch. Large ones follow one another, each on several threads; small ones are shared out.
  fileprivate static func multiply(
    _ a: MatrixBatch, _ x: UnsafePointer<Self>, _ b: MatrixBatch, _ y: UnsafePointer<Self>,
    batch: TensorShape, into out: UnsafeMutablePointer<Self>
  ) {
    let (m, n, k) = (a.rows, b.columns, a.columns)
    let count = batch.elementCount
    func multiply(_ index: Int) {
      unsafe Self.multiply(
        m: m, n: n, k: k, a: a.matrix(index, of: batch, in: x), b: b.matrix(index, of: batch, in: y),
        c: out + index * m * n)
    }
    let work = m * n * max(k, 1)
    if count == 1 || work >= 1 << 20 {
      for index in 0..<count { multiply(index) }
      return
    }
    let perPiece = (1 << 20) / max(work, 1)
    Parallel.forEach((count + perPiece - 1) / perPiece) { piece in
      Parallel.withWidth(1) {
        for index in piece * perPiece..<min((piece + 1) * perPiece, count) { multiply(index) }
      }
    }
  }
}
