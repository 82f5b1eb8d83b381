import Tapestry

/// Reductions of 64 MiB along each axis: bound by reading, at best.
enum ReductionGroup: BenchmarkGroup {
  static let title = "Reductions, 64 MiB"

  static let shape: TensorShape = [4096, 4096]

  static func run(_ runner: Runner) {
    for axis in [0, 1] {
      reduced(runner, "sum_axis_\(axis)") { $0.sum(axes: [axis]) }
      reduced(runner, "max_axis_\(axis)") { $0.max(axes: [axis]) }
      reduced(runner, "argmax_axis_\(axis)") { $0.argmax(axis: axis) }
      // The mean first, then the deviations from it.
      reduced(runner, "variance_axis_\(axis)", readings: 2) { $0.variance(axes: [axis]) }
    }
    reduced(runner, "sum") { $0.sum() }
    reduced(runner, "max") { $0.max() }
    // Rows that are read once, and written once.
    runner.measure("softmax_rows_64MiB", work(2), in: .gigabytes) {
      let x = operand()
      return { consume(x.softmax(axis: 1)) }
    }
  }

  private static func reduced<Result>(
    _ runner: Runner, _ name: String, readings: Int = 1,
    _ operation: @escaping (Tensor<Float>) -> Tensor<Result>
  ) {
    var work = work(readings)
    work.isReading = true
    runner.measure("\(name)_64MiB", work, in: .gigabytes) {
      let x = operand()
      return { consume(operation(x)) }
    }
  }

  private static func work(_ tensors: Int) -> Work {
    Work(bytes: Double(tensors * shape.elementCount * MemoryLayout<Float>.stride))
  }

  private static func operand() -> Tensor<Float> {
    var generator = PhiloxGenerator(seed: 1)
    return Tensor<Float>(uniform: shape, in: 0.5..<2, using: &generator)
  }
}
