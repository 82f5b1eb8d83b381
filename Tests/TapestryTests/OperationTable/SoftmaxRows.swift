import Foundation
import Tapestry

extension OperationRows {
  mutating func addSoftmax() {
    let rows: [TensorShape] =
      [[2, 3], [0, 3], [3, 0], [2, 1, 4]] + [1, 7, 15, 16, 17, 33, 65, 1100].map { [2, $0] } + [[10]]
    let others: [TensorShape] = [[3, 2], [17, 2], [2, 3, 2], [1, 4, 1], [0, 2], [3, 0]]
    for (axis, shapes) in [(-1, rows), (0, others)] {
      add("softmax(axis: \(axis))", shapes: shapes.map { [$0] }, large: [[[401, 703]]]) {
        $0[0].softmax(axis: axis)
      } reference: {
        $0[0].mapLines(along: axis < 0 ? $0[0].rank - 1 : axis, softmax)
      }
      add("logSoftmax(axis: \(axis))", shapes: shapes.map { [$0] }, large: [[[401, 703]]]) {
        $0[0].logSoftmax(axis: axis)
      } reference: {
        $0[0].mapLines(along: axis < 0 ? $0[0].rank - 1 : axis) { softmax($0).map { log($0) } }
      }
    }
    reduction("logSumExp", allowsEmpty: false) {
      $0.logSumExp(axes: $1, keepingAxes: $2)
    } reference: {
      log($0.reduce(0) { $0 + exp($1) })
    }
  }
}

/// e^x / Σ e^x
func softmax(_ x: [Double]) -> [Double] {
  let exponentials = x.map { exp($0) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}
