import Tapestry

/// What an operation costs beside its arithmetic.
enum OverheadGroup: BenchmarkGroup {
  static let title = "Overhead of an operation"

  static func run(_ runner: Runner) {
    runner.measure("add_4", Work(), in: .nanoseconds) {
      let (a, b) = (Tensor<Float>([1, 2, 3, 4]), Tensor<Float>([5, 6, 7, 8]))
      return { consume(a + b) }
    }
    // A hundred additions a tape, as in a step of training; the walk back is not counted.
    runner.measure("add_4_with_tape", Work(count: 100), in: .nanoseconds) {
      let (a, b) = (Tensor<Float>([1, 2, 3, 4]), Tensor<Float>([5, 6, 7, 8]))
      return {
        let tape = Tape()
        let x = tape.watch(a)
        for _ in 0..<100 { consume(x + b) }
      }
    }
  }
}
