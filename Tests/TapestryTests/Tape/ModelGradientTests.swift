import Testing

@testable import Tapestry

@Suite struct ModelGradientTests {
  let x: Tensor<Double> = [1, 2, 3]

  @Test func theGradientIsAModelOfTheSameType() {
    let model = Pair(
      first: Scale(factor: [2, 2, 2]), rest: [Scale(factor: [1, 0, -1]), Scale(factor: [3, 3, 3])])
    let (value, gradient) = valueAndGradient(at: model) { model in model(x).sum() }
    #expect(value.item() == -12)
    #expect(gradient.first.factor.scalars == [3, 0, -9])
    #expect(gradient.rest[0].factor.scalars == [6, 12, 18])
    #expect(gradient.rest[1].factor.scalars == [2, 0, -6])
    #expect(!gradient.first.factor.isTracked)
  }

  @Test func auxiliaryResultsPassThrough() {
    let model = Scale(factor: [2, 2, 2])
    let result = valueAndGradient(
      at: model,
      withAuxiliary: { model in
        let y = model(x)
        return (y.sum(), (output: y.detached(), name: "scale"))
      })
    #expect(result.auxiliary.output.scalars == [2, 4, 6])
    #expect(result.auxiliary.name == "scale")
    #expect(result.gradient.factor.scalars == x.scalars)
    let one = valueAndGradient(at: x, withAuxiliary: { x in ((x * x).sum(), x.scalars) })
    #expect(one.auxiliary == [1, 2, 3])
    #expect(one.gradient.scalars == [2, 4, 6])
  }

  @Test func parametersAreNamedByTheirPlace() {
    let model = Pair(first: Scale(factor: [1]), rest: [Scale(factor: [2]), Scale(factor: [3])])
    let collection = ParameterCollection(of: model)
    #expect(collection.names == ["first.factor", "rest.0.factor", "rest.1.factor"])
    #expect(collection.parameters.map { $0.typed(Double.self).item() } == [1, 2, 3])
  }

  @Test func movingAlongADirectionLeavesCopiesAlone() {
    var model = Scale(factor: [1, 2, 3])
    let copy = model
    model.move(along: Scale(factor: [1, 1, 1]), by: -0.5)
    #expect(model.factor.scalars == [0.5, 1.5, 2.5])
    #expect(copy.factor.scalars == [1, 2, 3])
  }

  @Test func gradientsOfModelsCheckNumerically() {
    let model = Pair(first: Scale(factor: [2, 0.5, 1]), rest: [Scale(factor: [1, 0.25, -1])])
    let report = checkGradients(of: { model in model(x) * model(x) }, at: model)
    #expect(report.isCorrect, "\(report)")
    #expect(report.checkedCount == 6)
  }

  @Test func errorsPassThrough() {
    let model = Scale(factor: [1, 1, 1])
    #expect(throws: CancellationError.self) {
      try valueAndGradient(at: model) { model in
        if model.factor.isTracked { throw CancellationError() }
        return model(x).sum()
      }
    }
  }
}

private struct Scale: Model {
  var factor: Tensor<Double>

  func callAsFunction(_ x: Tensor<Double>) -> Tensor<Double> { x * factor }

  mutating func visitParameters(_ visitor: inout ParameterVisitor) { visitor.visit("factor", &factor) }
}

private struct Pair: Model {
  var first: Scale
  var rest: [Scale]

  func callAsFunction(_ x: Tensor<Double>) -> Tensor<Double> {
    rest.reduce(first(x)) { y, layer in layer(y) }
  }

  mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    visitor.visit("first", &first)
    visitor.visit("rest", &rest)
  }
}
