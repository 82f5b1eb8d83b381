import Testing

@testable import Tapestry

@Suite struct InitializerTests {
  /// The shape of a convolution's weights: fan-in 8·5·5 = 200, fan-out 60·5·5 = 1500.
  private let shape: TensorShape = [60, 8, 5, 5]

  private func statistics(of initializer: Initializer) -> (mean: Double, variance: Double, largest: Double) {
    var generator = PhiloxGenerator(seed: 3)
    let weights: Tensor<Double> = initializer(shape, using: &generator)
    #expect(weights.shape == shape)
    let values = weights.scalars
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance, values.map(abs).max() ?? 0)
  }

  private static let published: [(name: String, Initializer, variance: Double)] = [
    ("normal", .normal(deviation: 0.01), 1e-4),
    ("uniform", .uniform(-1..<1), 1.0 / 3),
    ("he", .he, 2.0 / 200),
    ("heUniform", .heUniform, 2.0 / 200),
    ("glorot", .glorot, 2.0 / 1700),
    ("glorotNormal", .glorotNormal, 2.0 / 1700),
    ("leCun", .leCun, 1.0 / 200),
    ("leCunUniform", .leCunUniform, 1.0 / 200),
    ("truncatedNormal", .truncatedNormal(deviation: 1), 0.8796 * 0.8796),
  ]

  @Test(arguments: published)
  func theVarianceIsThePublishedOne(name: String, initializer: Initializer, variance: Double) {
    let found = statistics(of: initializer)
    let count = 12_000.0
    #expect(abs(found.mean) < 4 * (variance / count).squareRoot(), "\(name)")
    #expect(abs(found.variance / variance - 1) < 4 * (2 / count).squareRoot(), "\(name)")
  }

  @Test func boundsHold() {
    #expect(statistics(of: .uniform(-0.5..<0.25)).largest <= 0.5)
    #expect(statistics(of: .truncatedNormal(deviation: 0.1)).largest <= 0.2)
    #expect(statistics(of: .heUniform).largest <= (6.0 / 200).squareRoot())
    #expect(statistics(of: .glorot).largest <= (6.0 / 1700).squareRoot())
    #expect(statistics(of: .leCunUniform).largest <= (3.0 / 200).squareRoot())
    #expect(statistics(of: .glorotNormal).largest > (6.0 / 1700).squareRoot())
    #expect(statistics(of: .constant(3)).variance == 0)
    #expect(statistics(of: .constant(3)).mean == 3)
  }

  @Test func theSameSeedGivesTheSameWeights() {
    var (a, b) = (PhiloxGenerator(seed: 5), PhiloxGenerator(seed: 5))
    let first: Tensor<Float> = Initializer.he([7, 3], using: &a)
    let second: Tensor<Float> = Initializer.he([7, 3], using: &b)
    let third: Tensor<Float> = Initializer.he([7, 3], using: &a)
    #expect(first.scalars == second.scalars)
    #expect(first.scalars != third.scalars)
  }
}
