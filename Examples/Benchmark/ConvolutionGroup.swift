import Tapestry

/// AlexNet's convolutions, at 227 × 227, each with its gradients.
///
/// Their work is counted as that of direct sums, of which Winograd's tiles leave out much: a share may exceed the machine's limit.
enum ConvolutionGroup: BenchmarkGroup {
  static let title = "Convolutions"

  struct Layer {
    let name: String
    let channels: Int
    let extent: Int
    let outputs: Int
    let kernel: Int
    var stride = 1
    var padding = 0
    var groups = 1

    var weights: TensorShape { [outputs, channels / groups, kernel, kernel] }

    func images(_ batch: Int) -> TensorShape { [batch, channels, extent, extent] }

    func result(_ batch: Int) -> TensorShape {
      let side = (extent + 2 * padding - kernel) / stride + 1
      return [batch, outputs, side, side]
    }

    func convolved(_ x: Tensor<Float>, _ w: Tensor<Float>, _ bias: Tensor<Float>) -> Tensor<Float> {
      x.convolved(
        with: w, bias: bias, stride: Extent2D(stride), padding: Padding2D(padding), groups: groups)
    }
  }

  static let layers = [
    Layer(name: "conv1", channels: 3, extent: 227, outputs: 96, kernel: 11, stride: 4),
    Layer(name: "conv2", channels: 96, extent: 27, outputs: 256, kernel: 5, padding: 2, groups: 2),
    Layer(name: "conv3", channels: 256, extent: 13, outputs: 384, kernel: 3, padding: 1),
    Layer(name: "conv4", channels: 384, extent: 13, outputs: 384, kernel: 3, padding: 1, groups: 2),
    Layer(name: "conv5", channels: 384, extent: 13, outputs: 256, kernel: 3, padding: 1, groups: 2),
  ]

  static func run(_ runner: Runner) {
    for batch in [128, 32] {
      for layer in layers { measure(runner, layer, batch: batch) }
    }
  }

  private static func measure(_ runner: Runner, _ layer: Layer, batch: Int) {
    let multiplyAdds = layer.result(batch).elementCount * layer.weights[1] * layer.kernel * layer.kernel
    let work = Work(operations: 2 * Double(multiplyAdds), batch: batch)
    var generator = PhiloxGenerator(seed: 1)
    func random(_ shape: TensorShape) -> Tensor<Float> {
      Tensor<Float>(uniform: shape, in: -0.5..<0.5, using: &generator)
    }
    runner.measure("\(layer.name)_fwd", work, in: .milliseconds) {
      let (x, w, bias) = (random(layer.images(batch)), random(layer.weights), random([layer.outputs]))
      return { consume(layer.convolved(x, w, bias)) }
    }
    runner.measure("\(layer.name)_bwd_data", work, in: .milliseconds) {
      let (dy, w) = (random(layer.result(batch)), random(layer.weights))
      return {
        consume(
          dy.convolvedTransposed(
            with: w, stride: Extent2D(layer.stride), padding: Padding2D(layer.padding), groups: layer.groups))
      }
    }
    // With the gradient of the bias.
    runner.measure("\(layer.name)_bwd_weights", work, in: .milliseconds) {
      let (x, dy) = (random(layer.images(batch)), random(layer.result(batch)))
      let tape = Tape()
      let (w, bias) = (tape.watch(random(layer.weights)), tape.watch(random([layer.outputs])))
      let y = layer.convolved(x, w, bias)
      return { consume(tape.gradients(of: y, withRespectTo: [w, bias], seed: dy, walk: .keeping)) }
    }
  }
}
