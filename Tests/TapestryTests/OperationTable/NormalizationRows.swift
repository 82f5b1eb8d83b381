import Foundation
import Tapestry

extension OperationRows {
  mutating func addNormalizations() {
    addLocalResponseNormalization()
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
}
