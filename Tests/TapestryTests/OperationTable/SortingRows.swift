import Tapestry

extension OperationRows {
  mutating func addSorting() {
    let shapes: [[TensorShape]] = [[[3, 5]], [[2, 17]], [[1, 3]], [[4, 3]], [[2, 70]]]
    for descending in [false, true] {
      add(
        "sorted(axis: 1, descending: \(descending))", .distinct, shapes: shapes + [[[0, 3]], [[3, 0]]],
        large: [[[300, 1001]]]
      ) {
        $0[0].sorted(axis: 1, descending: descending).values
      } reference: {
        $0[0].mapLines(along: 1) { $0.sorted(by: descending ? { $0 > $1 } : { $0 < $1 }) }
      }
    }
    add("sorted(axis: 0)", .distinct, shapes: shapes + [[[7]], [[2, 3, 4]]]) {
      $0[0].sorted(axis: 0).values
    } reference: {
      $0[0].mapLines(along: 0) { $0.sorted() }
    }
    add("argsort()", .whole(-3...3), shapes: shapes + [[[60]], [[2, 3, 4]]], differentiable: .no) {
      Tensor<Scalar>($0[0].argsort())
    } reference: {
      $0[0].mapLines(along: $0[0].rank - 1) { line in
        line.indices.sorted { (line[$0], $0) < (line[$1], $1) }.map(Double.init)
      }
    }
    add("topK(3)", .distinct, shapes: shapes + [[[60]], [[2, 2, 4]], [[0, 3]]], large: [[[300, 1001]]]) {
      $0[0].topK(3).values
    } reference: {
      $0[0].mapLines(along: $0[0].rank - 1) { Array($0.sorted(by: >).prefix(3)) }
    }
    add("topK(2, axis: 0)", .distinct, shapes: [[[3, 5]], [[60, 2]], [[2, 3, 4]]]) {
      $0[0].topK(2, axis: 0).values
    } reference: {
      $0[0].mapLines(along: 0) { Array($0.sorted(by: >).prefix(2)) }
    }
  }
}
