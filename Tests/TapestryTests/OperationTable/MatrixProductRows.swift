import Tapestry

extension OperationRows {
  mutating func addMatrixProducts() {
    add(
      "matmul",
      shapes: [
        [[2, 3], [3, 4]], [[1, 1], [1, 1]], [[5, 1], [1, 3]], [[0, 3], [3, 2]], [[2, 0], [0, 3]],
        [[2, 3], [3, 0]],
        [[17, 5], [5, 33]], [[3], [3, 2]], [[2, 3], [3]], [[4], [4]], [[0], [0]], [[2, 2, 3], [3]],
        [[3], [2, 3, 2]], [[2, 2, 3], [2, 3, 2]], [[2, 2, 3], [3, 2]], [[2, 3], [2, 3, 2]],
        [[2, 1, 2, 3], [3, 3, 1]], [[1, 2, 2], [3, 2, 2]], [[0, 2, 3], [3, 2]], [[0, 2, 3], [0, 3, 2]],
      ],
      large: [[[301, 203], [203, 157]], [[40, 31, 32], [40, 32, 33]], [[3, 150, 170], [170, 90]]]
    ) {
      $0[0].matmul($0[1])
    } reference: {
      $0[0].matmul($0[1])
    }
    add(
      "matmul(transposing: .first)",
      shapes: [[[3, 2], [3, 4]], [[2, 3, 2], [3, 3]], [[3, 2], [3]], [[0, 2], [0, 3]]]
    ) {
      $0[0].matmul($0[1], transposing: .first)
    } reference: {
      $0[0].transposed().matmul($0[1])
    }
    add(
      "matmul(transposing: .second)",
      shapes: [[[2, 3], [4, 3]], [[2, 2, 3], [4, 3]], [[3], [2, 3]], [[2, 2, 3], [2, 2, 3]]],
      large: [[[128, 300], [257, 300]]]
    ) {
      $0[0].matmul($0[1], transposing: .second)
    } reference: {
      $0[0].matmul($0[1].transposed())
    }
    add(
      "matmul(transposing: both)",
      shapes: [[[3, 2], [4, 3]], [[2, 3, 2], [1, 4, 3]], [[3, 2], [2, 2, 3]]]
    ) {
      $0[0].matmul($0[1], transposing: [.first, .second])
    } reference: {
      $0[0].transposed().matmul($0[1].transposed())
    }
  }
}

extension PlainTensor {
  /// The last two axes exchanged.
  func transposed() -> PlainTensor {
    permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// The matrix product by its definition.
  func matmul(_ other: PlainTensor) -> PlainTensor {
    let a = rank == 1 ? PlainTensor(shape: [1] + shape, scalars: scalars) : self
    let b = other.rank == 1 ? PlainTensor(shape: other.shape + [1], scalars: other.scalars) : other
    let leading = PlainTensor.broadcast(
      PlainTensor(shape: Array(a.shape.dropLast(2))) { _ in 0 },
      PlainTensor(shape: Array(b.shape.dropLast(2))) { _ in 0 }, +
    ).shape
    let (m, n, k) = (a.shape[a.rank - 2], b.shape[b.rank - 1], a.shape[a.rank - 1])
    func element(_ x: PlainTensor, _ batch: ArraySlice<Int>, _ i: Int, _ j: Int) -> Double {
      let heads = zip(batch.suffix(x.rank - 2), x.shape).map { $1 == 1 ? 0 : $0 }
      return x[heads + [i, j]]
    }
    let product = PlainTensor(shape: leading + [m, n]) { index in
      (0..<k).reduce(0) { sum, p in
        sum + element(a, index.dropLast(2), index[index.count - 2], p)
          * element(b, index.dropLast(2), p, index[index.count - 1])
      }
    }
    let shape = leading + (rank == 1 ? [] : [m]) + (other.rank == 1 ? [] : [n])
    return PlainTensor(shape: shape, scalars: product.scalars)
  }
}
