import Tapestry

/// Rearrangements: as fast as a plain copy, at best.
enum MovementGroup: BenchmarkGroup {
  static let title = "Transposes and permutations, 64 MiB"

  static func run(_ runner: Runner) {
    moved(runner, "transpose", [4096, 4096]) { $0.transposed() }
    moved(runner, "transpose_batch", [64, 512, 512]) { $0.transposed(-1, -2) }
    moved(runner, "permute_nchw_to_nhwc", [64, 64, 64, 64]) { $0.permuted(to: [0, 2, 3, 1]) }
    moved(runner, "permute_nhwc_to_nchw", [64, 64, 64, 64]) { $0.permuted(to: [0, 3, 1, 2]) }
    moved(runner, "permute_outer_axes", [64, 64, 4096]) { $0.permuted(to: [1, 0, 2]) }
    moved(runner, "flip", [4096, 4096]) { $0.flipped(axes: [1]) }
  }

  private static func moved(
    _ runner: Runner, _ name: String, _ shape: TensorShape,
    _ operation: @escaping (Tensor<Float>) -> Tensor<Float>
  ) {
    let work = Work(bytes: Double(2 * shape.elementCount * MemoryLayout<Float>.stride))
    runner.measure("\(name)_64MiB", work, in: .gigabytes) {
      var generator = PhiloxGenerator(seed: 1)
      let x = Tensor<Float>(uniform: shape, in: 0..<1, using: &generator)
      return { consume(operation(x)) }
    }
  }
}
