import Tapestry

/// AlexNet's layers without weights, each with its gradient: bound by memory, if all is well.
enum LayerGroup: BenchmarkGroup {
  static let title = "Layers without weights"

  static func run(_ runner: Runner) {
    for batch in [128, 32] {
      for (name, channels, side) in [("lrn1", 96, 55), ("lrn2", 256, 27)] {
        let images: TensorShape = [batch, channels, side, side]
        measure(runner, name, images, images) { $0.localResponseNormalized() }
      }
      for (name, channels, side) in [("pool1", 96, 55), ("pool2", 256, 27), ("pool5", 256, 13)] {
        let result = (side - 3) / 2 + 1
        measure(
          runner, name, [batch, channels, side, side], [batch, channels, result, result],
          keptBytesPerResult: 1
        ) { $0.maxPooled(kernel: 3, stride: 2) }
      }
      measure(runner, "relu1", [batch, 96, 55, 55], [batch, 96, 55, 55], keepsInput: true) { $0.relu() }
      measureDropout(runner, batch: batch)
      measureCrossEntropy(runner, batch: batch)
    }
  }

  /// An operation in training, and its gradient alone, which reads the images where the result is of the same shape.
  private static func measure(
    _ runner: Runner, _ name: String, _ images: TensorShape, _ result: TensorShape,
    keptBytesPerResult: Int = 0, keepsInput: Bool = true,
    _ operation: @escaping (Tensor<Float>) -> Tensor<Float>
  ) {
    let kept = keptBytesPerResult * result.elementCount
    let bytes = 4 * (images.elementCount + result.elementCount) + kept
    let read = kept == 0 ? 4 * images.elementCount : 0
    runner.measure("\(name)_fwd", Work(bytes: Double(bytes), batch: images[0]), in: .milliseconds) {
      let x = Tensor<Float>.random(images)
      return {
        let tape = Tape()
        consume(operation(tape.watch(x)))
      }
    }
    runner.measure("\(name)_bwd", Work(bytes: Double(bytes + read), batch: images[0]), in: .milliseconds) {
      let (tape, seed) = (Tape(), Tensor<Float>.random(result))
      let x = tape.watch(Tensor<Float>.random(images))
      let y = operation(x)
      return { consume(tape.gradient(of: y, withRespectTo: x, seed: seed, walk: .keeping)) }
    }
  }

  private static func measureDropout(_ runner: Runner, batch: Int) {
    let shape: TensorShape = [batch, 4096]
    let work = Work(bytes: Double(8 * shape.elementCount), batch: batch)
    runner.measure("dropout_fwd", work, in: .milliseconds) {
      let x = Tensor<Float>.random(shape)
      var generator = PhiloxGenerator(seed: 2)
      return { consume(x.dropout(0.5, using: &generator)) }
    }
    runner.measure("dropout_bwd", work, in: .milliseconds) {
      let (tape, seed) = (Tape(), Tensor<Float>.random(shape))
      var generator = PhiloxGenerator(seed: 2)
      let x = tape.watch(Tensor<Float>.random(shape))
      let y = x.dropout(0.5, using: &generator)
      return { consume(tape.gradient(of: y, withRespectTo: x, seed: seed, walk: .keeping)) }
    }
  }

  private static func measureCrossEntropy(_ runner: Runner, batch: Int) {
    let shape: TensorShape = [batch, 1000]
    let labels = Tensor<Int32>(shape: [batch], scalars: (0..<batch).map { Int32($0 * 77 % 1000) })
    let bytes = Double(4 * shape.elementCount)
    var reading = Work(bytes: bytes, batch: batch)
    reading.isReading = true
    runner.measure("softmax_xent_fwd", reading, in: .milliseconds) {
      let x = Tensor<Float>.random(shape)
      return { consume(softmaxCrossEntropy(logits: x, labels: labels)) }
    }
    runner.measure("softmax_xent_fwd_bwd", Work(bytes: 2 * bytes, batch: batch), in: .milliseconds) {
      let x = Tensor<Float>.random(shape)
      return { consume(valueAndGradient(at: x) { softmaxCrossEntropy(logits: $0, labels: labels) }) }
    }
  }
}

extension Tensor<Float> {
  /// Numbers in -0.5..<0.5, the same ones every time.
  static func random(_ shape: TensorShape) -> Tensor {
    var generator = PhiloxGenerator(seed: 1)
    return Tensor(uniform: shape, in: -0.5..<0.5, using: &generator)
  }
}
