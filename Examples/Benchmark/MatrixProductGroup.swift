import Tapestry

/// Products of matrices: square ones, those of AlexNet's fully connected layers, and skinny ones.
enum MatrixProductGroup: BenchmarkGroup {
  static let title = "Matrix products"

  /// A product [m, k]·[k, n], whose operands are given transposed where their letter is T.
  struct Shape {
    let name: String
    let layout: String
    let (m, n, k): (Int, Int, Int)

    init(_ name: String, _ layout: String, _ m: Int, _ n: Int, _ k: Int) {
      self.name = name
      self.layout = layout
      (self.m, self.n, self.k) = (m, n, k)
    }

    var transposing: MatrixProductOperands {
      switch layout {
      case "NT": .second
      case "TN": .first
      default: []
      }
    }
  }

  static let shapes: [Shape] =
    [256, 512, 1024, 2048, 4096].map { Shape("\($0)", "NN", $0, $0, $0) } + [
      Shape("fc6_fwd_NT_128x4096x9216", "NT", 128, 4096, 9216),
      Shape("fc6_bwd_data_NN_128x9216x4096", "NN", 128, 9216, 4096),
      Shape("fc6_bwd_weights_TN_4096x9216x128", "TN", 4096, 9216, 128),
      Shape("fc7_fwd_NT_128x4096x4096", "NT", 128, 4096, 4096),
      Shape("fc7_bwd_data_NN_128x4096x4096", "NN", 128, 4096, 4096),
      Shape("fc7_bwd_weights_TN_4096x4096x128", "TN", 4096, 4096, 128),
      Shape("fc8_fwd_NT_128x1000x4096", "NT", 128, 1000, 4096),
      Shape("fc8_bwd_data_NN_128x4096x1000", "NN", 128, 4096, 1000),
      Shape("fc8_bwd_weights_TN_1000x4096x128", "TN", 1000, 4096, 128),
    ]

  /// Bound by memory: one operand is large, and is used few times.
  static let skinny: [Shape] = [
    Shape("row_NN_1x4096x9216", "NN", 1, 4096, 9216),
    Shape("row_NT_1x4096x9216", "NT", 1, 4096, 9216),
    Shape("column_NN_9216x1x4096", "NN", 9216, 1, 4096),
    Shape("column_TN_4096x1x9216", "TN", 4096, 1, 9216),
    Shape("narrow_NT_8x4096x9216", "NT", 8, 4096, 9216),
    Shape("narrow_NN_8x9216x4096", "NN", 8, 9216, 4096),
    Shape("narrow_NN_9216x8x4096", "NN", 9216, 8, 4096),
    Shape("narrow_NN_9216x16x4096", "NN", 9216, 16, 4096),
    Shape("narrow_NN_9216x31x4096", "NN", 9216, 31, 4096),
    Shape("narrow_TN_4096x8x9216", "TN", 4096, 8, 9216),
  ]

  static func run(_ runner: Runner) {
    for shape in shapes { measure(runner, "sgemm_", shape, Float.self) }
    for shape in shapes { measure(runner, "dgemm_", shape, Double.self) }
    for shape in skinny { measure(runner, "sgemm_", shape, Float.self, unit: .gigabytes) }
  }

  private static func measure<Scalar: FloatingPointScalar>(
    _ runner: Runner, _ prefix: String, _ shape: Shape, _: Scalar.Type, unit: Unit = .gigaflops
  ) {
    let (m, n, k) = (shape.m, shape.n, shape.k)
    let work = Work(
      operations: 2 * Double(m * n * k), bytes: Double((m * k + k * n + m * n) * MemoryLayout<Scalar>.stride),
      isReading: true, isDouble: Scalar.self == Double.self, batch: shape.name.hasPrefix("fc") ? 128 : 0)
    runner.measure(prefix + shape.name, work, in: unit) {
      var generator = PhiloxGenerator(seed: 1)
      let transposing = shape.transposing
      let a = Tensor<Scalar>(
        uniform: transposing == .first ? [k, m] : [m, k], in: -0.5..<0.5, using: &generator)
      let b = Tensor<Scalar>(
        uniform: transposing == .second ? [n, k] : [k, n], in: -0.5..<0.5, using: &generator)
      return { consume(a.matmul(b, transposing: transposing)) }
    }
  }
}
