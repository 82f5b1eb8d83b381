import Foundation
import Tapestry

extension OperationRows {
  mutating func addMatrixProducts() {
    addMatmul()
    addEinsum()
  }

  private mutating func addEinsum() {
    let cases: [(String, [[TensorShape]])] = [
      ("ij,jk->ik", [[[2, 3], [3, 4]], [[2, 0], [0, 2]], [[0, 2], [2, 3]], [[2, 1], [3, 2]]]),
      ("ij,kj->ki", [[[2, 3], [4, 3]]]),
      ("ji,jk->ik", [[[3, 2], [3, 4]]]),
      ("ij,kj", [[[2, 3], [4, 3]]]),
      ("kj,ji", [[[2, 3], [3, 2]]]),
      ("bij,bjk->bik", [[[2, 2, 3], [2, 3, 2]], [[1, 2, 3], [2, 3, 2]]]),
      ("bhid,bhjd->bhij", [[[2, 1, 3, 2], [2, 1, 2, 2]]]),
      ("ibj,jkb->kbi", [[[2, 2, 3], [3, 2, 2]]]),
      ("i,j->ij", [[[3], [2]], [[0], [2]]]),
      ("i,i->", [[[5], [5]], [[0], [0]]]),
      ("i,i->i", [[[5], [5]]]),
      ("i,i", [[[4], [4]]]),
      (",ij->ji", [[[], [2, 3]]]),
      ("ij,jkl->ikl", [[[2, 3], [3, 2, 2]]]),
      ("ijk,jil->kl", [[[2, 3, 2], [3, 2, 2]]]),
      ("ij,k->", [[[2, 3], [2]]]),
      ("ii,ij->j", [[[3, 3], [3, 2]]]),
      ("ij->ji", [[[2, 3]]]),
      ("ba", [[[2, 3]]]),
      ("ij->j", [[[2, 3]], [[0, 3]]]),
      ("ij->", [[[2, 3]]]),
      ("ii->i", [[[3, 3]]]),
      ("ii", [[[3, 3]], [[0, 0]]]),
      ("iji->j", [[[2, 3, 2]]]),
      ("i,ij,j->", [[[2], [2, 3], [3]]]),
      ("ij,jk,kl->il", [[[2, 3], [3, 2], [2, 2]]]),
    ]
    for (equation, shapes) in cases {
      add("einsum(\"\(equation)\")", shapes: shapes) {
        einsum(equation, $0)
      } reference: {
        PlainTensor.einsum(equation, $0)
      }
    }
    add(
      "einsum(\"...ij,...jk->...ik\")",
      shapes: [[[2, 2, 3], [3, 2]], [[2, 1, 2, 2], [3, 2, 1]], [[2, 3], [3, 2]]]
    ) {
      einsum("...ij,...jk->...ik", $0)
    } reference: {
      $0[0].matmul($0[1])
    }
    add("einsum(\"...i->i...\")", shapes: [[[2, 3, 4]], [[3]]]) {
      einsum("...i->i...", $0)
    } reference: {
      $0[0].permuted([$0[0].rank - 1] + Array(0..<$0[0].rank - 1))
    }
  }

  private mutating func addMatmul() {
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
  /// The sum of products by its definition, over every index of every letter.
  static func einsum(_ equation: String, _ operands: [PlainTensor]) -> PlainTensor {
    let sides = equation.components(separatedBy: "->")
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let all = terms.joined()
    let implied = Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted()
    let output = sides.count == 2 ? Array(sides[1]) : implied
    var extents: [Character: Int] = [:]
    for (term, operand) in zip(terms, operands) {
      for (letter, extent) in zip(term, operand.shape) where extents[letter, default: 1] == 1 {
        extents[letter] = extent
      }
    }
    let summed = Set(all).subtracting(output).sorted()
    return PlainTensor(shape: output.map { extents[$0]! }) { outer in
      PlainTensor.indices(of: summed.map { extents[$0]! }).reduce(0) { sum, inner in
        let index = Dictionary(zip(output + summed, outer + inner)) { $1 }
        return sum
          + zip(terms, operands).reduce(1) { product, pair in
            product * pair.1.broadcastElement(at: pair.0.map { index[$0]! })
          }
      }
    }
  }

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
