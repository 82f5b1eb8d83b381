import Testing

@testable import AlexNet
@testable import Tapestry

/// Networks with known weights, against PyTorch.
@Suite struct GoldenTests {
  @Test func trainingAgreesInDouble() throws { try check(Double.self, "double", tolerance: 1e-11) }

  @Test func trainingAgreesInFloat() throws { try check(Float.self, "float", tolerance: 1e-4) }

  /// Logits, loss and all gradients, then three steps of gradient descent with momentum and decay.
  private func check<Scalar: FloatingPointScalar>(
    _ type: Scalar.Type, _ prefix: String, tolerance: Double
  ) throws {
    let file = try Golden.file()
    let images: Tensor<Scalar> = Golden.values("images", [4, 3, 100, 100], scale: 64)
    var network = Golden.network(Golden.configuration, of: Scalar.self)
    var optimizer = TrainingRecipe.paper.optimizer()
    let logits = try file.tensor("\(prefix).logits", as: type)
    #expect(network(images).distance(from: logits) < tolerance)
    var losses: [Scalar] = []
    for step in 0..<4 {
      var context = LayerContext.training(PhiloxGenerator(seed: 1))
      let (loss, gradient) = valueAndGradient(at: network) { network in
        softmaxCrossEntropy(logits: network(images, &context), labels: Golden.labels)
      }
      losses.append(loss.item())
      if step == 3 { break }
      if step == 0 { try compare(gradient, file, "\(prefix).gradient", tolerance) }
      optimizer.update(&network, along: gradient)
    }
    try compare(network, file, "\(prefix).after", tolerance)
    let expected = try file.tensor("\(prefix).losses", as: type)
    #expect(Tensor<Scalar>(losses).distance(from: expected) < tolerance, "\(losses)")
  }

  private func compare<Scalar: FloatingPointScalar>(
    _ network: AlexNet<Scalar>, _ file: SafetensorsFile, _ prefix: String, _ tolerance: Double
  ) throws {
    let state = network.state
    #expect(state.count == 16)
    for (name, value) in state {
      let value = try #require(value.tensor(of: Scalar.self))
      let expected = try file.tensor("\(prefix).\(name)", as: Scalar.self)
      #expect(value.distance(from: expected) < tolerance, "\(prefix).\(name)")
    }
  }

  struct Variant: CustomTestStringConvertible, Sendable {
    let name: String
    let configuration: AlexNetConfiguration
    let images: TensorShape
    let scale: Double
    var testDescription: String { name }
  }

  static let variants = [
    Variant(
      name: "caffe", configuration: .caffe(classes: 10, width: 1 / 24), images: [2, 3, 227, 227], scale: 64),
    Variant(
      name: "oneWeirdTrick", configuration: .oneWeirdTrick(classes: 10, width: 1 / 16),
      images: [2, 3, 224, 224], scale: 1),
    Variant(
      name: "oneWeirdTrick.200", configuration: .oneWeirdTrick(classes: 10, width: 1 / 16),
      images: [2, 3, 200, 260], scale: 1),
    Variant(name: "small", configuration: .small(width: 0.5), images: [2, 1, 28, 28], scale: 1),
  ]

  @Test(arguments: variants) func logitsAgree(variant: Variant) throws {
    let images: Tensor<Double> = Golden.values("images", variant.images, scale: variant.scale)
    let logits = Golden.network(variant.configuration, of: Double.self)(images)
    #expect(try logits.distance(from: Golden.file().tensor(variant.name, as: Double.self)) < 1e-11)
  }

  @Test func tenCropsAgree() throws {
    let images: Tensor<Double> = Golden.values("crops", [2, 3, 110, 107], scale: 64)
    let network = Golden.network(Golden.configuration, of: Double.self)
    let probabilities = network.probabilities(images, from: .tenCrops)
    #expect(try probabilities.distance(from: Golden.file().tensor("tenCrops", as: Double.self)) < 1e-11)
  }
}
