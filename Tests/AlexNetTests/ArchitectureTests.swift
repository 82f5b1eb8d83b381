import Testing

@testable import AlexNet
@testable import Tapestry

/// Every number of the architecture.
@Suite struct ArchitectureTests {
  /// The layers' summary, without drawing weights.
  private func summary(_ configuration: AlexNetConfiguration) throws -> ModelSummary {
    let size = configuration.imageSize
    return try network(configuration).summary(for: [1, configuration.channels, size, size])
  }

  private func network(_ configuration: AlexNetConfiguration) throws -> AlexNet<Float> {
    var generator = PhiloxGenerator(seed: 0)
    return try AlexNet<Float>(configuration, drawing: &generator, isUnset: true)
  }

  @Test func thePapersNetwork() throws {
    let summary = try summary(.paper())
    #expect(
      summary.rows.map { "\($0.path) \($0.type) \($0.outputShape) \($0.parameterCount) \($0.multiplyAdds)" }
        == [
          "features.0 Conv2D [1, 96, 55, 55] 34944 105415200",
          "features.2 LocalResponseNormalization [1, 96, 55, 55] 0 0",
          "features.3 MaxPool2D [1, 96, 27, 27] 0 0",
          "features.4 Conv2D [1, 256, 27, 27] 307456 223948800",
          "features.6 LocalResponseNormalization [1, 256, 27, 27] 0 0",
          "features.7 MaxPool2D [1, 256, 13, 13] 0 0",
          "features.8 Conv2D [1, 384, 13, 13] 885120 149520384",
          "features.10 Conv2D [1, 384, 13, 13] 663936 112140288",
          "features.12 Conv2D [1, 256, 13, 13] 442624 74760192",
          "features.14 MaxPool2D [1, 256, 6, 6] 0 0",
          "flatten Flatten [1, 9216] 0 0",
          "classifier.0 Linear [1, 4096] 37752832 37748736",
          "classifier.2 Dropout [1, 4096] 0 0",
          "classifier.3 Linear [1, 4096] 16781312 16777216",
          "classifier.5 Dropout [1, 4096] 0 0",
          "classifier.6 Linear [1, 1000] 4097000 4096000",
        ])
    #expect(summary.parameterCount == 60_965_224)
    #expect(summary.multiplyAdds == 724_406_816)
  }

  @Test func caffesNetworkHasThePapersLayers() throws {
    let (caffe, paper) = (try summary(.caffe()), try summary(.paper()))
    #expect(caffe.rows.map(\.outputShape) == paper.rows.map(\.outputShape))
    #expect(caffe.rows.map(\.path) == paper.rows.map(\.path))
    #expect(caffe.parameterCount == 60_965_224)
    #expect(caffe.multiplyAdds == 724_406_816)
  }

  @Test func torchvisionsNetwork() throws {
    let summary = try summary(.oneWeirdTrick())
    #expect(
      summary.rows.map { "\($0.path) \($0.type) \($0.outputShape) \($0.parameterCount)" }
        == [
          "features.0 Conv2D [1, 64, 55, 55] 23296",
          "features.2 MaxPool2D [1, 64, 27, 27] 0",
          "features.3 Conv2D [1, 192, 27, 27] 307392",
          "features.5 MaxPool2D [1, 192, 13, 13] 0",
          "features.6 Conv2D [1, 384, 13, 13] 663936",
          "features.8 Conv2D [1, 256, 13, 13] 884992",
          "features.10 Conv2D [1, 256, 13, 13] 590080",
          "features.12 MaxPool2D [1, 256, 6, 6] 0",
          "avgpool AdaptiveAveragePool2D [1, 256, 6, 6] 0",
          "flatten Flatten [1, 9216] 0",
          "classifier.0 Dropout [1, 9216] 0",
          "classifier.1 Linear [1, 4096] 37752832",
          "classifier.3 Dropout [1, 4096] 0",
          "classifier.4 Linear [1, 4096] 16781312",
          "classifier.6 Linear [1, 1000] 4097000",
        ])
    #expect(summary.parameterCount == 61_100_840)
    #expect(summary.multiplyAdds == 714_188_480)
  }

  @Test(arguments: [(28, 3), (32, 4), (48, 6), (64, 8)]) func theSmallNetwork(size: Int, last: Int) throws {
    let configuration = AlexNetConfiguration.small(classes: 7, imageSize: size, channels: 3)
    let summary = try summary(configuration)
    #expect(summary.rows.map(\.type).count { $0 == "Conv2D" } == 5)
    #expect(summary.rows.map(\.type).count { $0 == "LocalResponseNormalization" } == 2)
    #expect(summary.rows.map(\.type).count { $0 == "MaxPool2D" } == 3)
    #expect(summary.rows.first { $0.path == "features.14" }?.outputShape == [1, 64, last, last])
    #expect(summary.rows.last?.outputShape == [1, 7])
    #expect(try AlexNetConfiguration.small().parameterCount() == 367_242)
    if size == 28 { #expect(try self.summary(.small()).multiplyAdds == 11_956_736) }
  }

  @Test(arguments: [
    AlexNetConfiguration.paper(), .caffe(classes: 3, width: 0.3), .oneWeirdTrick(width: 0.25), .small(),
    .small(classes: 100, width: 1.5, imageSize: 40, channels: 3),
  ]) func parametersAreCountedWithoutANetwork(configuration: AlexNetConfiguration) throws {
    #expect(try configuration.parameterCount() == network(configuration).parameterCount)
  }

  @Test func layersHaveNamesAndPaths() throws {
    let network = try network(.paper(classes: 10, width: 1 / 16))
    #expect(
      network.layerNames == [
        "conv1", "norm1", "pool1", "conv2", "norm2", "pool2", "conv3", "conv4", "conv5", "pool5", "flatten",
        "fc6", "drop6", "fc7", "drop7", "fc8",
      ])
    #expect(network.parameterPath(of: "conv2") == "features.4")
    #expect(network.parameterPath(of: "fc8") == "classifier.6")
    #expect(network.parameterPath(of: "conv6") == nil)
    #expect(
      network.parameters.map(\.name).filter { $0.hasSuffix("bias") } == [
        "features.0.bias", "features.4.bias", "features.8.bias", "features.10.bias", "features.12.bias",
        "classifier.0.bias", "classifier.3.bias", "classifier.6.bias",
      ])
  }

  @Test func firstWeightsAreThePapers() throws {
    let network = AlexNet<Double>(.paper(classes: 10, width: 1 / 8), seed: 5)
    for parameter in network.parameters {
      let value = try #require(network.state[parameter.name]?.tensor(of: Double.self))
      if parameter.shape.rank == 1 {
        let isRaised = [
          "features.4.bias", "features.10.bias", "features.12.bias", "classifier.0.bias", "classifier.3.bias",
        ].contains(parameter.name)
        #expect(value == Tensor(repeating: isRaised ? 1 : 0, shape: value.shape), "\(parameter.name)")
      } else {
        let deviation = value.standardDeviation().item()
        let tolerance = 4 * 0.01 / (2 * Double(value.elementCount)).squareRoot()
        #expect(abs(deviation - 0.01) < tolerance, "\(parameter.name): \(deviation)")
      }
    }
    #expect(AlexNet<Double>(.paper(classes: 10, width: 1 / 8), seed: 5).state.keys == network.state.keys)
  }

  @Test func featuresAreThoseOfTheLayer() throws {
    let network = Golden.network(Golden.configuration, of: Float.self)
    let images: Tensor<Float> = Golden.values("images", [2, 3, 100, 100], scale: 64)
    #expect(network.features(of: images, at: "conv1").shape == [2, 4, 24, 24])
    #expect(network.features(of: images, at: "pool5").shape == [2, 10, 3, 3])
    let features = network.features(of: images, at: "fc7")
    #expect(features.shape == [2, 40])
    #expect(features.min().item() >= 0)
    #expect(network.features(of: images, at: "fc8") == network(images))
    guard let output = network.layers.elements.last?.layer as? Linear<Float> else {
      Issue.record("the last layer is not fully connected")
      return
    }
    #expect(output(features) == network(images))
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Golden.network(Golden.configuration, of: Float.self)(Tensor(zeros: [1, 3, 99, 100]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Golden.network(Golden.configuration, of: Float.self)
        .features(of: Tensor(zeros: [1, 3, 100, 100]), at: "conv6")
    }
    await #expect(processExitsWith: .failure) { _ = AlexNet<Float>(.small(imageSize: 6)) }
  }
}
