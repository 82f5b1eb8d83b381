import Foundation
import Tapestry

extension OperationRows {
  mutating func addLosses() {
    let pairs: [[TensorShape]] = [[[2, 3], [2, 3]], [[17], [17]], [[], []]]
    for reduction in [LossReduction.mean, .sum, .none] {
      let shapes = reduction == .mean ? pairs : pairs + [[[0], [0]]]
      let large: [[TensorShape]] = [[[300_007], [300_007]]]
      add("meanSquaredError(reduction: \(reduction))", shapes: shapes, large: large) {
        meanSquaredError($0[0], targets: $0[1], reduction: reduction)
      } reference: {
        PlainTensor.broadcast($0[0], $0[1]) { ($0 - $1) * ($0 - $1) }.reduced(reduction)
      }
      add("meanAbsoluteError(reduction: \(reduction))", .any, .range(2.2...4), shapes: shapes, large: large) {
        meanAbsoluteError($0[0], targets: $0[1], reduction: reduction)
      } reference: {
        PlainTensor.broadcast($0[0], $0[1]) { abs($0 - $1) }.reduced(reduction)
      }
      add("binaryCrossEntropy(reduction: \(reduction))", .any, .range(0...1), shapes: shapes, large: large) {
        binaryCrossEntropy(logits: $0[0], targets: $0[1], reduction: reduction)
      } reference: {
        PlainTensor.broadcast($0[0], $0[1]) { x, t in
          let probability = 1 / (1 + exp(-x))
          return -t * log(probability) - (1 - t) * log(1 - probability)
        }.reduced(reduction)
      }
      for smoothing in [0, 0.1] {
        add(
          "softmaxCrossEntropy(labelSmoothing: \(smoothing), reduction: \(reduction))",
          shapes: [[[3, 4]], [[2, 2]], [[2, 17]], [[2, 2, 5]], [[4]], [[1, 1100]]]
            + (reduction == .mean ? [] : [[[0, 3]]]), large: [[[401, 703]]]
        ) {
          softmaxCrossEntropy(
            logits: $0[0], labels: .everyThird($0[0].shape), labelSmoothing: Scalar(smoothing),
            reduction: reduction)
        } reference: {
          let columns = $0[0].shape.last!
          let labels = Tensor.everyThird(TensorShape($0[0].shape)).scalars
          let lines = stride(from: 0, to: $0[0].scalars.count, by: columns).map { [x = $0[0].scalars] start in
            softmax(Array(x[start..<start + columns])).map { log($0) }
          }
          let losses = zip(lines, labels).map { line, label in
            -(1 - smoothing) * line[Int(label)] - smoothing * line.reduce(0, +) / Double(columns)
          }
          return PlainTensor(shape: Array($0[0].shape.dropLast()), scalars: losses).reduced(reduction)
        }
      }
    }
  }
}

extension PlainTensor {
  fileprivate func reduced(_ reduction: LossReduction) -> PlainTensor {
    let sum = scalars.reduce(0, +)
    return switch reduction {
    case .mean: PlainTensor(shape: [], scalars: [sum / Double(scalars.count)])
    case .sum: PlainTensor(shape: [], scalars: [sum])
    case .none: self
    }
  }
}

extension Tensor where Scalar == Int32 {
  /// Labels for logits of a shape: the classes 0, 3, 6 and so on in turn.
  fileprivate static func everyThird(_ shape: TensorShape) -> Tensor {
    let rows = TensorShape(shape.dropLast())
    return Tensor(shape: rows, scalars: (0..<rows.elementCount).map { Int32($0 * 3 % shape[-1]) })
  }
}
