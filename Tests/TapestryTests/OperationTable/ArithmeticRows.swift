import Tapestry

extension OperationRows {
  mutating func addArithmetic() {
    binary("a + b") {
      $0 + $1
    } reference: {
      $0 + $1
    }
    binary("a - b") {
      $0 - $1
    } reference: {
      $0 - $1
    }
    binary("a * b") {
      $0 * $1
    } reference: {
      $0 * $1
    }
    binary("a / b", .any, .nonzero) {
      $0 / $1
    } reference: {
      $0 / $1
    }
    unary("-a") {
      -$0
    } reference: {
      -$0
    }
    addWithNumbers()
    addInPlace()
    addExtrema()
    addSelection()
  }

  private mutating func addWithNumbers() {
    unary("a + scalar") {
      $0 + 1.5
    } reference: {
      $0 + 1.5
    }
    unary("scalar + a", large: []) {
      1.5 + $0
    } reference: {
      1.5 + $0
    }
    unary("a - scalar", large: []) {
      $0 - 1.5
    } reference: {
      $0 - 1.5
    }
    unary("scalar - a") {
      1.5 - $0
    } reference: {
      1.5 - $0
    }
    unary("a * scalar", large: []) {
      $0 * 1.5
    } reference: {
      $0 * 1.5
    }
    unary("scalar * a", large: []) {
      1.5 * $0
    } reference: {
      1.5 * $0
    }
    unary("a / scalar", large: []) {
      $0 / 1.5
    } reference: {
      $0 / 1.5
    }
    unary("scalar / a", .nonzero) {
      1.5 / $0
    } reference: {
      1.5 / $0
    }
  }

  /// With an operand of the result's shape on the left; tensors of their own, and operands that the caller holds.
  private mutating func addInPlace() {
    let shapes = Shapes.binary.filter { shapes in
      PlainTensor.broadcast(.zeros(shapes[0]), .zeros(shapes[1]), +).shape == shapes[0].array
    }
    let large: [[TensorShape]] = [[[300_007], [300_007]], [[401, 701], [401, 1]]]
    binary("a += b", shapes: shapes, large: large) {
      var sum = $0
      sum += $1
      return sum
    } reference: {
      $0 + $1
    }
    binary("a *= b, a -= b, a += b, a /= b", .any, .nonzero, shapes: shapes, large: large) {
      var result = $0 * 0.5
      result *= $1
      result -= $1
      result += $0
      result /= $1
      return result
    } reference: {
      ($0 * 0.5 * $1 - $1 + $0) / $1
    }
    unary("in place with numbers") {
      var result = -$0
      result += 3
      result *= 2
      result -= 1
      result /= 4
      return result * $0
    } reference: {
      ((3 - $0) * 2 - 1) / 4 * $0
    }
    unary("a += a, a *= a", large: []) {
      var result = $0 * 2
      result += result
      result *= result
      return result
    } reference: {
      16 * $0 * $0
    }
  }

  private mutating func addExtrema() {
    let (low, high) = (Domain.range(-2...0.5), Domain.range(0.6...2))
    for (name, a, b) in [("a < b", low, high), ("a > b", high, low)] {
      binary("minimum where \(name)", a, b) {
        .minimum($0, $1)
      } reference: {
        min($0, $1)
      }
      binary("maximum where \(name)", a, b) {
        .maximum($0, $1)
      } reference: {
        max($0, $1)
      }
    }
    unary("minimum with a number", .any.avoiding(0.5)) {
      .minimum($0, 0.5)
    } reference: {
      min($0, 0.5)
    }
    unary("maximum with a number", .any.avoiding(0.5)) {
      .maximum($0, 0.5)
    } reference: {
      max($0, 0.5)
    }
    unary("clamped", .any.avoiding(-0.5, 1)) {
      $0.clamped(to: -0.5...1)
    } reference: {
      min(max($0, -0.5), 1)
    }
  }

  private mutating func addSelection() {
    binary("replacing(with:where:)", .any.avoiding(0.25)) {
      $0.replacing(with: $1 * $1, where: $0 .> 0.25)
    } reference: {
      $0 > 0.25 ? $1 * $1 : $0
    }
    add(
      "replacing, broadcast", .any,
      shapes: [
        [[3], [3], [3]], [[2, 3], [3], [2, 1]], [[3], [2, 1], [2, 3]], [[], [], [2, 3]],
        [[2, 1, 3], [4, 1], [1]],
        [[0, 3], [3], [1]], [[2, 3], [], []],
      ],
      large: [[[401, 701], [701], [401, 1]]]
    ) { inputs in
      inputs[0].replacing(with: inputs[1], where: inputs[2].detached() .> 0)
    } reference: { inputs in
      let shape = PlainTensor.broadcast(.broadcast(inputs[0], inputs[1], +), inputs[2], +).shape
      return PlainTensor(shape: shape) { index in
        let operands = inputs.map { $0.broadcastElement(at: index) }
        return operands[2] > 0 ? operands[1] : operands[0]
      }
    }
    unary("replacing with a number", .any.avoiding(0)) {
      $0.replacing(with: 7, where: $0 .< 0)
    } reference: {
      $0 < 0 ? 7 : $0
    }
  }
}

extension PlainTensor {
  static func zeros(_ shape: TensorShape) -> PlainTensor { PlainTensor(shape: shape.array) { _ in 0 } }
}
