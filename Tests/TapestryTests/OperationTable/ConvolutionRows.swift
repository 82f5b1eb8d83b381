import Tapestry

extension OperationRows {
  mutating func addConvolutions() {
    add(
      "convolved",
      shapes: [
        [[1, 1, 3, 4], [1, 1, 2, 2]], [[1, 2, 3, 3], [2, 2, 2, 1]], [[2, 1, 1, 5], [2, 1, 1, 3]],
        [[1, 1, 1, 1], [1, 1, 1, 1]], [[0, 1, 3, 3], [2, 1, 2, 2]], [[1, 0, 3, 3], [2, 0, 2, 2]],
        [[1, 1, 3, 3], [0, 1, 2, 2]], [[2, 7, 5, 5], [6, 7, 3, 3]],
      ],
      large: [[[6, 40, 13, 13], [48, 40, 3, 3]]],
      tolerance: OperationTolerance(float: 1e-5, floatGradient: 5e-5)
    ) {
      $0[0].convolved(with: $0[1])
    } reference: {
      $0[0].convolved($0[1])
    }
    add(
      "convolved(bias:stride:padding:dilation:groups:)",
      shapes: [[[1, 2, 4, 3], [2, 1, 2, 2], [2]], [[2, 4, 5, 4], [6, 2, 3, 2], [6]]],
      large: [[[3, 6, 47, 50], [16, 3, 5, 3], [16]]],
      tolerance: OperationTolerance(float: 1e-5, floatGradient: 5e-5)
    ) {
      $0[0].convolved(
        with: $0[1], bias: $0[2], stride: Extent2D(height: 2, width: 1),
        padding: Padding2D(top: 1, left: 1, right: 2), dilation: Extent2D(height: 1, width: 2), groups: 2)
    } reference: {
      $0[0].convolved(
        $0[1], bias: $0[2], stride: (2, 1), padding: (1, 1), paddingAfter: (0, 2), dilation: (1, 2), groups: 2
      )
    }
    add(
      "convolved(applyingReLU: true)", .range(0.5...1), .range(-1...1).avoiding(0),
      shapes: [[[1, 1, 2, 3], [4, 1, 1, 1]], [[1, 1, 3, 3], [1, 1, 1, 2]]]
    ) {
      $0[0].convolved(with: $0[1], applyingReLU: true)
    } reference: {
      $0[0].convolved($0[1]).map { max($0, 0) }
    }
    add(
      "convolvedTransposed(bias:stride:padding:groups:additional:)",
      shapes: [[[1, 2, 2, 2], [2, 1, 2, 3], [2]], [[2, 4, 3, 2], [4, 3, 3, 3], [6]]],
      tolerance: OperationTolerance(float: 1e-5, floatGradient: 5e-5)
    ) {
      $0[0].convolvedTransposed(
        with: $0[1], bias: $0[2], stride: Extent2D(height: 2, width: 3),
        padding: Padding2D(top: 1, left: 1, right: 1), groups: 2, additional: Extent2D(height: 1, width: 0))
    } reference: {
      $0[0].convolvedTransposed(
        $0[1], bias: $0[2], stride: (2, 3), padding: (1, 1), paddingAfter: (0, 1), groups: 2,
        additional: (1, 0))
    }
  }
}

extension PlainTensor {
  /// The convolution by its definition.
  func convolved(
    _ weights: PlainTensor, bias: PlainTensor? = nil, stride: (Int, Int) = (1, 1),
    padding: (Int, Int) = (0, 0), paddingAfter: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1),
    groups: Int = 1
  ) -> PlainTensor {
    let (w, outputs) = (weights.shape, weights.shape[0])
    let height =
      (shape[2] + padding.0 + paddingAfter.0 - dilation.0 * (w[2] - 1) - 1) / stride.0 + 1
    let width = (shape[3] + padding.1 + paddingAfter.1 - dilation.1 * (w[3] - 1) - 1) / stride.1 + 1
    return PlainTensor(shape: [shape[0], outputs, height, width]) { index in
      let group = index[1] / (outputs / groups)
      return PlainTensor.indices(of: Array(w[1...])).reduce(bias?[[index[1]]] ?? 0) { sum, tap in
        let y = index[2] * stride.0 + tap[1] * dilation.0 - padding.0
        let x = index[3] * stride.1 + tap[2] * dilation.1 - padding.1
        guard 0..<shape[2] ~= y, 0..<shape[3] ~= x else { return sum }
        return sum + self[[index[0], group * w[1] + tap[0], y, x]] * weights[[index[1]] + tap]
      }
    }
  }

  /// Each element spread over its patch.
  func convolvedTransposed(
    _ weights: PlainTensor, bias: PlainTensor, stride: (Int, Int), padding: (Int, Int),
    paddingAfter: (Int, Int), groups: Int, additional: (Int, Int)
  ) -> PlainTensor {
    let (w, outputs) = (weights.shape, weights.shape[1] * groups)
    let height = (shape[2] - 1) * stride.0 + w[2] - padding.0 - paddingAfter.0 + additional.0
    let width = (shape[3] - 1) * stride.1 + w[3] - padding.1 - paddingAfter.1 + additional.1
    var result = PlainTensor(shape: [shape[0], outputs, height, width]) { bias[[$0[1]]] }
    for index in indices {
      let group = index[1] / (shape[1] / groups)
      for tap in PlainTensor.indices(of: Array(w[1...])) {
        let y = index[2] * stride.0 + tap[1] - padding.0
        let x = index[3] * stride.1 + tap[2] - padding.1
        guard 0..<height ~= y, 0..<width ~= x else { continue }
        result[[index[0], group * w[1] + tap[0], y, x]] += self[index] * weights[[index[1]] + tap]
      }
    }
    return result
  }
}
