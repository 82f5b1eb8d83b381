/// A sum of products, written with one letter for each axis (Einstein's convention, as NumPy's `einsum`).
///
/// Letters that several operands share are multiplied element by element; letters that the result lacks are summed
/// over. Without an arrow, the result has the letters that come once, in the order of the alphabet.
///
/// ```swift
/// einsum("ij,jk->ik", a, b)        // the matrix product
/// einsum("bij,bjk->bik", a, b)     // one for each index of the batch
/// einsum("i,j->ij", x, y)          // the outer product
/// einsum("ij->ji", a)              // the transpose
/// einsum("ii->i", a)               // the diagonal; "ii->" is the trace
/// einsum("...i,...i->...", x, y)   // inner products; an ellipsis stands for any axes, which are broadcast
/// ```
///
/// Every pair of operands goes through one batched matrix product, from the left to the right; axes are moved first
/// where they do not lie as it wants them.
///
/// - Precondition: The equation names every axis of every operand, and a letter has one extent (or 1) everywhere.
public func einsum<Scalar: FloatingPointScalar>(
  _ equation: String, _ operands: Tensor<Scalar>..., file: StaticString = #fileID, line: UInt = #line
) -> Tensor<Scalar> {
  einsum(equation, operands, file: file, line: line)
}

/// As ``einsum(_:_:file:line:)-(_,Tensor<Scalar>...,_,_)``, with the operands in an array.
public func einsum<Scalar: FloatingPointScalar>(
  _ equation: String, _ operands: [Tensor<Scalar>], file: StaticString = #fileID, line: UInt = #line
) -> Tensor<Scalar> {
  let parsed: EinsumEquation
  do {
    parsed = try EinsumEquation(equation, shapes: operands.map(\.shape))
  } catch {
    trap("einsum", "in the equation \"\(equation)\", \(error.message)", file: file, line: line)
  }
  var terms = zip(operands, parsed.inputs).map { tensor, labels in
    LabelledTensor(tensor: tensor, labels: labels).simplified(extents: parsed.extents)
  }
  while terms.count > 1 {
    let (a, b) = (terms.removeFirst(), terms.removeFirst())
    let wanted = terms.reduce(Set(parsed.output)) { $0.union($1.labels) }
    terms.insert(a.contracted(with: b, wanted: wanted, order: parsed.output), at: 0)
  }
  return terms[0].summed(keeping: Set(parsed.output)).permuted(to: parsed.output)
}

/// A tensor with a name for each axis.
private struct LabelledTensor<Scalar: FloatingPointScalar> {
  var tensor: Tensor<Scalar>
  var labels: [EinsumLabel]

  /// Each label once: repeated ones become a diagonal, and axes that are to be broadcast go.
  func simplified(extents: [EinsumLabel: Int]) -> LabelledTensor {
    var result = self
    let repeated = labels.indices.filter { tensor.shape[$0] == 1 && extents[labels[$0]] != 1 }
    if !repeated.isEmpty {
      result.tensor = tensor.squeezed(axes: repeated)
      result.labels = labels.indices.filter { !repeated.contains($0) }.map { labels[$0] }
    }
    var region = StridedLayout(contiguous: result.tensor.shape)
    var axis = 0
    while axis < result.labels.count {
      let first = result.labels.firstIndex(of: result.labels[axis])!
      if first < axis {
        region.selectDiagonal(of: first, axis)
        result.labels.remove(at: axis)
      } else {
        axis += 1
      }
    }
    if region.shape.rank < result.tensor.rank { result.tensor = result.tensor.part(at: region) }
    return result
  }

  /// The sum over the axes that are not in `kept`.
  func summed(keeping kept: Set<EinsumLabel>) -> LabelledTensor {
    let axes = labels.indices.filter { !kept.contains(labels[$0]) }
    if axes.isEmpty { return self }
    return LabelledTensor(tensor: tensor.summed(axes: axes), labels: labels.filter(kept.contains))
  }

  /// The axes in another order.
  func permuted(to order: [EinsumLabel]) -> Tensor<Scalar> {
    tensor.permuted(to: order.map { labels.firstIndex(of: $0)! })
  }

  /// The product with another tensor, summed over the labels that both have and that are not wanted any more. Where
  /// that saves moving axes later, the two change places.
  func contracted(
    with other: LabelledTensor, wanted: Set<EinsumLabel>, order: [EinsumLabel]
  ) -> LabelledTensor {
    let a = summed(keeping: wanted.union(other.labels))
    let b = other.summed(keeping: wanted.union(labels))
    let shared = a.labels.filter(b.labels.contains)
    let batch = shared.filter(wanted.contains)
    let inner = shared.filter { !wanted.contains($0) }
    let rows = a.labels.filter { !shared.contains($0) }
    let columns = b.labels.filter { !shared.contains($0) }
    return order == batch + columns + rows
      ? Self.product(b, a, batch: batch, rows: columns, columns: rows, inner: inner)
      : Self.product(a, b, batch: batch, rows: rows, columns: columns, inner: inner)
  }

  private static func product(
    _ a: LabelledTensor, _ b: LabelledTensor, batch: [EinsumLabel], rows: [EinsumLabel],
    columns: [EinsumLabel], inner: [EinsumLabel]
  ) -> LabelledTensor {
    let extents = Dictionary(zip(a.labels + b.labels, a.tensor.shape.array + b.tensor.shape.array)) { $1 }
    func shape(_ groups: [EinsumLabel]...) -> TensorShape {
      let joined = groups.map { labels in labels.reduce(1) { $0 * extents[$1]! } }
      return TensorShape(batch.isEmpty ? Array(joined.dropFirst()) : joined)
    }
    let value: Tensor<Scalar>
    if inner.isEmpty {
      let whole = shape(batch, rows, columns)
      value =
        a.permuted(to: batch + rows).reshaped(to: shape(batch, rows, [])).broadcast(to: whole)
        * b.permuted(to: batch + columns).reshaped(to: shape(batch, [], columns)).broadcast(to: whole)
    } else {
      var (left, right) = (batch + rows + inner, batch + inner + columns)
      var (leftShape, rightShape) = (shape(batch, rows, inner), shape(batch, inner, columns))
      var transposing: MatrixProductOperands = []
      if a.labels == batch + inner + rows {
        (left, leftShape) = (a.labels, shape(batch, inner, rows))
        transposing.insert(.first)
      }
      if b.labels == batch + columns + inner {
        (right, rightShape) = (b.labels, shape(batch, columns, inner))
        transposing.insert(.second)
      }
      value = a.permuted(to: left).reshaped(to: leftShape)
        .matmul(b.permuted(to: right).reshaped(to: rightShape), transposing: transposing)
    }
    let labels = batch + rows + columns
    return LabelledTensor(
      tensor: value.reshaped(to: TensorShape(labels.map { extents[$0]! })), labels: labels)
  }
}

extension Tensor {
  fileprivate func summed(axes: [Int]) -> Tensor {
    summedGradient(to: axes.reduce(shape) { $0.replacing(axis: $1, with: 1) }).squeezed(axes: axes)
  }
}
