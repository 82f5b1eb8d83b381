import Testing

@testable import Tapestry

@Suite struct SequentialTests {
  private var network: Sequential<Double> {
    var generator = PhiloxGenerator(seed: 1)
    return Sequential {
      Flatten()
      Linear(6, 4, activation: .tanh, using: &generator).named("hidden")
      for _ in 0..<2 { Linear(4, 4, activation: .relu, using: &generator) }
      Linear(4, 2, using: &generator).named("head.output")
    }
  }

  private let x: Tensor<Double> = [[[1, 2, 3], [4, 5, 6]], [[-1, 0, 1], [2, 0, -2]]]

  @Test func layersAreNamedByTheirNameOrPlace() {
    #expect(
      network.parameters.map(\.name) == [
        "hidden.weight", "hidden.bias", "2.weight", "2.bias", "3.weight", "3.bias", "head.output.weight",
        "head.output.bias",
      ])
    #expect(network.parameterCount == 6 * 4 + 4 + 2 * (4 * 4 + 4) + 4 * 2 + 2)
  }

  @Test func layersFollowOneAnother() {
    let network = network
    var y = x
    for element in network.elements { y = apply(element.layer, to: y) }
    #expect(network(x).scalars == y.scalars)
    var context = LayerContext.inference
    #expect(network.forward(x, upTo: "hidden", &context).shape == [2, 4])
    #expect(network.forward(x, upTo: "head.output", &context).scalars == y.scalars)
  }

  private func apply(_ layer: some Layer<Double>, to x: Tensor<Double>) -> Tensor<Double> { layer(x) }

  @Test func gradientsCheckNumerically() {
    let report = checkGradients(of: { (network: Sequential<Double>) in network(x) }, at: network)
    #expect(report.isCorrect, "\(report)")
    #expect(report.checkedCount == network.parameterCount)
  }

  @Test func frozenParametersHaveNoGradient() {
    let (value, gradient) = valueAndGradient(
      at: network, freezing: { $0.hasPrefix("hidden.") || $0 == "2.bias" }
    ) { ($0(x) * $0(x)).sum() }
    let whole = valueAndGradient(at: network) { ($0(x) * $0(x)).sum() }
    #expect(value.item() == whole.value.item())
    let (some, all) = (ParameterCollection(of: gradient), ParameterCollection(of: whole.gradient))
    for (index, name) in some.names.enumerated() {
      let frozen = name.hasPrefix("hidden.") || name == "2.bias"
      let zeros = [Double](repeating: 0, count: some.parameters[index].shape.elementCount)
      #expect(
        some.parameters[index].typed(Double.self).scalars
          == (frozen ? zeros : all.parameters[index].typed(Double.self).scalars), "\(name)")
    }
  }

  @Test func theSummaryListsEveryLayer() {
    let summary = network.summary(for: [2, 2, 3])
    #expect(summary.rows.map(\.path) == ["0", "hidden", "2", "3", "head.output"])
    #expect(summary.rows.map(\.type) == ["Flatten", "Linear", "Linear", "Linear", "Linear"])
    #expect(summary.rows.map(\.outputShape) == [[2, 6], [2, 4], [2, 4], [2, 4], [2, 2]])
    #expect(summary.multiplyAdds == 2 * (6 * 4 + 2 * 4 * 4 + 4 * 2))
    #expect(summary.activationBytes == 8 * 2 * (6 + 4 + 4 + 4 + 2))
    #expect(
      summary.description.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
        "layer type output parameters multiply-adds activation bytes",
        "0 Flatten [2, 6] 0 0 96",
        "hidden Linear [2, 4] 28 48 64",
        "2 Linear [2, 4] 20 32 64",
        "3 Linear [2, 4] 20 32 64",
        "head.output Linear [2, 2] 10 16 32",
        "total 78 128 320",
      ])
  }

  @Test func observersSeeLayersThatWentWrong() {
    var broken = network
    broken.visit(with: Poison())
    var seen: [(path: String, isFinite: Bool)] = []
    var context = LayerContext.inference.observed { seen.append(($0.layer.path, $0.isFinite)) }
    _ = broken(x, &context)
    #expect(seen.map(\.path) == ["0", "hidden", "2", "3", "head.output", ""])
    #expect(seen.map(\.isFinite) == [true, true, false, false, false, false])
  }

  @Test func namesMustDiffer() async {
    await #expect(processExitsWith: .failure) {
      _ = Sequential<Float> {
        Flatten().named("a")
        Flatten().named("a")
      }
    }
  }
}

private final class Poison: ParameterAction {
  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    if name == "2.bias" { parameter = parameter + Scalar.infinity }
  }
}
