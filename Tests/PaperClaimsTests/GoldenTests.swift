import AlexNet
import Foundation
import Tapestry
import Testing

@testable import PaperClaims

/// The same first weights, images, order and recipe in PyTorch: `Fixtures/README.md` says how its numbers were made.
@Suite struct GoldenTests {
  struct Golden: Decodable {
    let network: AlexNetConfiguration
    let rate: Double
    let losses: [Double]
  }

  /// Rates are so low that rounding has no time to grow: at those of the claims, two trainings of which one begins with weights
  /// 10⁻⁷ beside the other's are 1 % apart after some ten steps, in PyTorch as well.
  static let experiments = [
    ActivationClaim(Scale()).experiment(.relu, rate: 0.0005, seed: 1),
    ActivationClaim(Scale()).experiment(.tanh, rate: 0.002, seed: 1),
    slowly(FashionClaim.withoutDropout(Scale(), seed: 1)),
  ]

  private static func slowly(_ experiment: Experiment) -> Experiment {
    var experiment = experiment
    experiment.rate = 0.002
    return experiment
  }

  /// The first hundred steps: the loss of each, and that of ten together to a thousandth.
  @Test(arguments: experiments) func lossesAreThoseOfPyTorch(experiment: Experiment) throws {
    let path = Bundle.module.bundlePath + "/Fixtures/torch.json"
    let golden = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let expected = try #require(
      golden.first { $0.network == experiment.network && $0.rate == experiment.rate }
    ).losses
    var short = experiment
    // The rate's course is that of the whole training.
    (short.mostSteps, short.pointsPerEpoch, short.target) = (expected.count, 0, nil)
    var training = try Training(short)
    try training.run { _ in }
    let losses = training.outcome.points.map(\.loss)
    try #require(losses.count == 100 && expected.count == 100)
    for (step, pair) in zip(losses, expected).enumerated() {
      #expect(abs(pair.0 - pair.1) < 1e-2 * pair.1, "step \(step): \(pair)")
    }
    for start in stride(from: 0, to: 100, by: 10) {
      let (own, other) = (losses[start..<start + 10].reduce(0, +), expected[start..<start + 10].reduce(0, +))
      #expect(abs(own - other) < 1e-3 * other, "steps from \(start) on: \(own / 10), expected \(other / 10)")
    }
  }
}
