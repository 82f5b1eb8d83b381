import Foundation
import Tapestry

extension OperationRows {
  mutating func addNormalizations() {
    addLocalResponseNormalization()
    addBatchNormalization()
  }

  private mutating func addBatchNormalization() {
    let images: [TensorShape] = [
      [3, 2, 2, 1], [4, 3], [2, 1, 3], [2, 17, 1, 1], [5, 35], [3, 2, 5, 7], [2, 3, 1, 40], [2, 0, 3, 3],
    ]
    let large: [[TensorShape]] = [[[6, 24, 27, 29], [24], [24]], [[801, 353], [353], [353]]]
    add(
      "batchNormalized", .any, .nonzero, .any, shapes: images.map { [$0, [$0[1]], [$0[1]]] }, large: large,
      tolerance: OperationTolerance(float: 5e-6, floatGradient: 5e-5)
    ) {
      $0[0].batchNormalized(scale: $0[1], offset: $0[2], epsilon: 0.25).result
    } reference: {
      let axes = [0] + (2..<$0[0].rank)
      let mean = $0[0].reduced(over: axes) { $0.reduce(0, +) / Double($0.count) }
      let variance = $0[0].reduced(over: axes) { elements in
        let mean = elements.reduce(0, +) / Double(elements.count)
        return elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(elements.count)
      }
      return $0[0].batchNormalized([mean, variance] + $0[1...])
    }
    add(
      "batchNormalized(mean:variance:)", .any, .any, .positive, .any, .any,
      shapes: (images + [[0, 2, 3, 3]]).map { [$0] + [TensorShape](repeating: [$0[1]], count: 4) },
      large: large.map { $0 + [$0[1], $0[1]] }
    ) {
      $0[0].batchNormalized(mean: $0[1], variance: $0[2], scale: $0[3], offset: $0[4], epsilon: 0.25)
    } reference: {
      $0[0].batchNormalized(Array($0[1...]))
    }
  }

  private mutating func addLocalResponseNormalization() {
    let shapes: [[TensorShape]] = [
      [[1, 7, 1, 1]], [[2, 6, 3]], [[2, 3]], [[1, 1, 2, 2]], [[0, 3, 2, 2]], [[2, 0, 3]], [[2, 3, 0]],
      [[1, 3, 2, 4]], [[2, 9, 5, 7]], [[1, 4, 3, 11]],
    ]
    let large: [[TensorShape]] = [[[3, 17, 29, 31]], [[2, 5, 83, 91]]]
    for (size, beta) in [(5, 0.75), (4, 0.75), (3, 0.6), (2, 1), (1, 0.75), (9, 0.5)] {
      add(
        "localResponseNormalized(size: \(size), alpha: 0.3, beta: \(beta))", shapes: shapes,
        large: size == 5 || size == 3 ? large : [],
        tolerance: OperationTolerance(double: 1e-13, float: 1e-6)
      ) {
        $0[0].localResponseNormalized(size: size, alpha: 0.3, beta: Scalar(beta))
      } reference: {
        $0[0].localResponseNormalized(size: size, alpha: 0.3, beta: beta, k: 2)
      }
    }
    add("localResponseNormalized(scaling: .mean)", shapes: [[[2, 6, 3]], [[1, 9, 4]]]) {
      $0[0].localResponseNormalized(size: 4, alpha: 1.5, k: 1, scaling: .mean)
    } reference: {
      $0[0].localResponseNormalized(size: 4, alpha: 1.5 / 4, beta: 0.75, k: 1)
    }
  }
}

extension PlainTensor {
  /// a / (k + α Σ a²)^β, by its definition.
  func localResponseNormalized(size: Int, alpha: Double, beta: Double, k: Double) -> PlainTensor {
    PlainTensor(shape: shape) { index in
      var neighbour = index
      var sum = 0.0
      for channel in index[1] - size / 2...index[1] + (size - 1) / 2 where 0..<shape[1] ~= channel {
        neighbour[1] = channel
        sum += self[neighbour] * self[neighbour]
      }
      return self[index] / pow(k + alpha * sum, beta)
    }
  }
  /// γ (x - mean) / √(variance + ¼) + β, where `statistics` holds the mean, the variance, γ and β.
  func batchNormalized(_ statistics: [PlainTensor]) -> PlainTensor {
    PlainTensor(shape: shape) { index in
      let values = statistics.map { $0[[index[1]]] }
      return values[2] * (self[index] - values[0]) / (values[1] + 0.25).squareRoot() + values[3]
    }
  }
}
