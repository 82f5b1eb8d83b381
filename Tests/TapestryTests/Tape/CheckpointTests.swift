import Synchronization
import Testing

@testable import Tapestry

@Suite struct CheckpointTests {
  let x: Tensor<Double> = [0.5, -1, 2]
  let y: Tensor<Double> = [3, 0.25, -1]

  @Test func gradientsAreThoseWithoutOne() {
    let plain = gradient(at: x) { x in (x * x * x).sum() }
    #expect(gradient(at: x) { x in checkpoint(x) { x in x * x * x }.sum() }.scalars == plain.scalars)
    let several = gradient(at: x, y) { x, y in checkpoint([x, y]) { $0[0] * $0[1] * $0[1] }.sum() }
    #expect(several.0.scalars == [9, 0.0625, 1])
    #expect(several.1.scalars == [3, -0.5, -4])
  }

  @Test func gradientsCanBeDifferentiatedAgain() {
    let report = checkGradients(
      of: { x in gradient(at: x) { x in checkpoint(x) { x in x * x * x }.sum() } }, at: x)
    #expect(report.isCorrect, "\(report)")
  }

  @Test func checkpointsNest() {
    let nested = gradient(at: x) { x in
      checkpoint(x) { x in checkpoint(x) { x in x * x } * x }.sum()
    }
    #expect(nested.scalars == [0.75, 3, 12])
  }

  @Test func aStretchIsComputedTwiceAndOnlyWhenNeeded() {
    let calls = Mutex(0)
    @Sendable func square(_ x: Tensor<Double>) -> Tensor<Double> {
      calls.withLock { $0 += 1 }
      return x * x
    }
    _ = checkpoint(x, square)
    #expect(calls.withLock { $0 } == 1)
    _ = gradient(at: x) { x in checkpoint(x, square).sum() }
    #expect(calls.withLock { $0 } == 3)
  }

  @Test func randomDrawsAreTheSameBothTimes() {
    let generator = PhiloxGenerator(seed: 3)
    @Sendable func noisy(_ x: Tensor<Double>) -> Tensor<Double> {
      var generator = generator
      return x * Tensor(normal: [3], using: &generator)
    }
    let (value, gradient) = valueAndGradient(at: Tensor<Double>([1, 1, 1])) { x in
      checkpoint(x, noisy).sum()
    }
    #expect(value.item() == gradient.sum().item())
    #expect(gradient.scalars == noisy([1, 1, 1]).scalars)
  }

  @Test func aPartOfAModel() {
    let model = Scaling(factor: [2, 3, 4])
    let (value, gradient) = valueAndGradient(at: model) { model in
      checkpoint(model, x) { model, x in model(x) }.sum()
    }
    #expect(value.item() == 1 - 3 + 8)
    #expect(gradient.factor.scalars == x.scalars)
    let both = Tapestry.gradient(at: x) { x in checkpoint(model, x) { model, x in model(x) * x }.sum() }
    #expect(both.scalars == [2, -6, 16])
  }
}

private struct Scaling: Model, Sendable {
  var factor: Tensor<Double>

  func callAsFunction(_ x: Tensor<Double>) -> Tensor<Double> { x * factor }

  mutating func visitParameters(_ visitor: inout ParameterVisitor) { visitor.visit("factor", &factor) }
}
