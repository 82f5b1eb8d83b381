import Testing

@testable import Tapestry

/// The layers that work on images.
@Suite struct ImageLayerTests {
  private let images = Tensor<Double>(
    shape: [2, 4, 7, 6], scalars: (0..<336).map { Double($0 * 7919 % 336) / 168 - 1 })

  @Test func aConvolutionIsTheOperationWithItsParameters() {
    var generator = PhiloxGenerator(seed: 1)
    let layer = Conv2D<Double>(
      4, 6, kernel: Extent2D(height: 3, width: 2), stride: Extent2D(height: 2, width: 1),
      padding: Padding2D(top: 1, right: 1), dilation: Extent2D(height: 1, width: 2), groups: 2,
      activation: .relu, initialBias: 0.1, using: &generator)
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    #expect(layer.parameters.map(\.shape) == [[6, 2, 3, 2], [6]])
    #expect(layer.bias.scalars == [Double](repeating: 0.1, count: 6))
    let expected = images.convolved(
      with: layer.weight, bias: layer.bias, stride: Extent2D(height: 2, width: 1),
      padding: Padding2D(top: 1, right: 1), dilation: Extent2D(height: 1, width: 2), groups: 2
    ).relu()
    #expect(layer(images) == expected)
    #expect(expected.shape == [2, 6, 3, 5])
    #expect(layer.multiplyAdds(for: images.shape) == expected.elementCount * 2 * 3 * 2)
    let report = checkGradients(of: { (layer: Conv2D<Double>) in layer(images) }, at: layer)
    #expect(report.isCorrect, "\(report)")
  }

  @Test func groupsMustDivideChannels() async {
    await #expect(processExitsWith: .failure) {
      var generator = PhiloxGenerator(seed: 1)
      _ = Conv2D<Float>(4, 6, kernel: 3, groups: 3, using: &generator)
    }
  }

  @Test func layersWithoutParametersAreTheirOperations() {
    let window = Extent2D(height: 3, width: 2)
    #expect(MaxPool2D(kernel: 2)(images) == images.maxPooled(kernel: 2))
    #expect(
      MaxPool2D(kernel: window, stride: 2, padding: 1, roundingUp: true)(images)
        == images.maxPooled(kernel: window, stride: 2, padding: 1, roundingUp: true))
    #expect(AveragePool2D(kernel: window)(images) == images.averagePooled(kernel: window))
    #expect(
      AveragePool2D(kernel: window, stride: 1, padding: 1, countsPadding: false)(images)
        == images.averagePooled(kernel: window, stride: 1, padding: 1, countsPadding: false))
    #expect(
      AdaptiveAveragePool2D(to: Extent2D(height: 3, width: 6))(images)
        == images.adaptiveAveragePooled(to: Extent2D(height: 3, width: 6)))
    #expect(LocalResponseNormalization()(images) == images.localResponseNormalized())
    #expect(
      LocalResponseNormalization(size: 3, alpha: 0.5, beta: 0.6, k: 1, scaling: .mean)(images)
        == images.localResponseNormalized(size: 3, alpha: 0.5, beta: 0.6, k: 1, scaling: .mean))
  }

  @Test func aSmallNetworkIsSummarisedAndDifferentiated() {
    var generator = PhiloxGenerator(seed: 3)
    let network = Sequential<Double> {
      Conv2D(4, 5, kernel: 3, padding: 1, activation: .relu, initialBias: 0.5, using: &generator)
        .named("conv")
      LocalResponseNormalization(size: 3, alpha: 0.1)
      MaxPool2D(kernel: 3, stride: 2).named("pool")
      BatchNorm(5).named("norm")
      AdaptiveAveragePool2D(to: Extent2D(height: 2, width: 1))
      Flatten()
      Linear(10, 3, using: &generator).named("head")
    }
    let summary = network.summary(for: images.shape)
    #expect(summary.rows.map(\.path) == ["conv", "1", "pool", "norm", "4", "5", "head"])
    #expect(
      summary.rows.map(\.outputShape) == [
        [2, 5, 7, 6], [2, 5, 7, 6], [2, 5, 3, 2], [2, 5, 3, 2], [2, 5, 2, 1], [2, 10], [2, 3],
      ])
    #expect(summary.rows.map(\.parameterCount) == [5 * 4 * 9 + 5, 0, 0, 10, 0, 0, 33])
    let report = checkGradients(of: { (network: Sequential<Double>) in network(images) }, at: network)
    #expect(report.isCorrect, "\(report)")
  }
}
