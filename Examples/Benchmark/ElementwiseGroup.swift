import Tapestry

/// Operations that do little for each element: bound by memory, if all is well.
enum ElementwiseGroup: BenchmarkGroup {
  static let title = "Elementwise operations, 64 MiB"

  /// 64 MiB.
  static let shape: TensorShape = [4096, 4096]

  static func run(_ runner: Runner) {
    binary(runner, "add") { $0 + $1 }
    binary(runner, "multiply") { $0 * $1 }
    unary(runner, "add_number") { $0 + 1 }
    unary(runner, "relu") { $0.relu() }
    unary(runner, "sqrt") { $0.sqrt() }
    unary(runner, "exp") { $0.exp() }
    unary(runner, "log") { $0.log() }
    unary(runner, "tanh") { $0.tanh() }
    unary(runner, "sigmoid") { $0.sigmoid() }
    broadcast(runner, "add_row", [4096])
    broadcast(runner, "add_column", [4096, 1])
    broadcast(runner, "add_channels", [1, 64, 1, 1], to: [64, 64, 64, 64])
    broadcast(runner, "add_tiny_axes", [1 << 20, 1, 4], to: [1 << 20, 4, 4])
  }

  private static func binary(
    _ runner: Runner, _ name: String, _ operation: @escaping (Tensor<Float>, Tensor<Float>) -> Tensor<Float>
  ) {
    runner.measure("\(name)_64MiB", work(3), in: .gigabytes) {
      let (x, y) = (operand(1), operand(2))
      return { consume(operation(x, y)) }
    }
  }

  private static func unary(
    _ runner: Runner, _ name: String, _ operation: @escaping (Tensor<Float>) -> Tensor<Float>
  ) {
    runner.measure("\(name)_64MiB", work(2), in: .gigabytes) {
      let x = operand(1)
      return { consume(operation(x)) }
    }
  }

  /// The second operand is repeated along the axes where it has one element.
  private static func broadcast(
    _ runner: Runner, _ name: String, _ operand: TensorShape, to shape: TensorShape = shape
  ) {
    let elements = 2 * shape.elementCount + operand.elementCount
    runner.measure(
      "\(name)_64MiB", Work(bytes: Double(elements * MemoryLayout<Float>.stride)), in: .gigabytes
    ) {
      var generator = PhiloxGenerator(seed: 1)
      let x = Tensor<Float>(uniform: shape, in: 0.5..<2, using: &generator)
      let y = Tensor<Float>(uniform: operand, in: 0.5..<2, using: &generator)
      return { consume(x + y) }
    }
  }

  private static func work(_ tensors: Int) -> Work {
    Work(bytes: Double(tensors * shape.elementCount * MemoryLayout<Float>.stride))
  }

  private static func operand(_ seed: UInt64) -> Tensor<Float> {
    var generator = PhiloxGenerator(seed: seed)
    return Tensor<Float>(uniform: shape, in: 0.5..<2, using: &generator)
  }
}
