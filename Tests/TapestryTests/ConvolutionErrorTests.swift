import Testing

@testable import Tapestry

/// How far convolutions in `Float`, some of them by Winograd's tiles, are from the same in `Double`, which are plain sums:
/// for AlexNet's layers, the root of the mean square of the error as a share of that of the result.
@Suite struct ConvolutionErrorTests {
  struct Layer: Sendable, CustomTestStringConvertible {
    let name: String
    let images: TensorShape
    let weights: TensorShape
    var stride: Extent2D = 1
    var padding: Padding2D = 0
    var groups = 1

    var testDescription: String { name }
  }

  static let layers = [
    Layer(
      name: "conv1", images: [4, 3, 224, 224], weights: [96, 3, 11, 11], stride: 4,
      padding: Padding2D(bottom: 3, right: 3)),
    Layer(name: "conv2", images: [4, 96, 27, 27], weights: [256, 48, 5, 5], padding: 2, groups: 2),
    Layer(name: "conv3", images: [4, 256, 13, 13], weights: [384, 256, 3, 3], padding: 1),
    Layer(name: "conv4", images: [4, 384, 13, 13], weights: [384, 192, 3, 3], padding: 1, groups: 2),
    Layer(name: "conv5", images: [4, 384, 13, 13], weights: [256, 192, 3, 3], padding: 1, groups: 2),
  ]

  @Test(arguments: layers) func relativeErrorsAreBelowOneInAHundredThousand(layer: Layer) {
    var generator = PhiloxGenerator(seed: 1)
    let x = Tensor<Float>(normal: layer.images, using: &generator)
    let w = Tensor<Float>(normal: layer.weights, using: &generator)
    func results<Scalar: FloatingPointScalar>(_ x: Tensor<Scalar>, _ w: Tensor<Scalar>) -> [Tensor<Scalar>] {
      let tape = Tape()
      let (x, w) = (tape.watch(x), tape.watch(w))
      let y = x.convolved(with: w, stride: layer.stride, padding: layer.padding, groups: layer.groups)
      var seeds = PhiloxGenerator(seed: 2)
      let seed = Tensor<Scalar>(Tensor<Float>(normal: y.shape, using: &seeds))
      return [y.detached()] + tape.gradients(of: y, withRespectTo: [x, w], seed: seed)
    }
    let single = results(x, w)
    let double = results(Tensor<Double>(x), Tensor<Double>(w))
    for (what, (value, expected)) in zip(["forward", "data", "weights"], zip(single, double)) {
      let error = (Tensor<Double>(value) - expected).pow(2).sum().item()
      let relative = (error / expected.pow(2).sum().item()).squareRoot()
      #expect(relative < 1e-5, "\(layer.name), \(what)")
    }
  }
}
