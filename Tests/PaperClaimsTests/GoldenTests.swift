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

  /// Rates are so low that rounding has little time to grow.
  static let experiments = [
    ActivationClaim(Scale()).experiment(.relu, rate: 0.0005, seed: 1),
    ActivationClaim(Scale()).experiment(.tanh, rate: 0.002, seed: 1),
    slowly(FashionClaim.withoutDropout(Scale(), seed: 1)),
  ]

  private static func slowly(_ experiment: Experiment) -> Experiment {
    var experiment = experiment
    experiment.rate = 0.0005
    return experiment
  }

  /// The losses of the first steps, and the mean of a hundred, to a thousandth.
  @Test(arguments: zip(experiments, [(40, 100), (40, 100), (20, 100)]))
  func lossesAreThoseOfPyTorch(experiment: Experiment, steps: (alike: Int, all: Int)) throws {
    let path = Bundle.module.bundlePath + "/Fixtures/torch.json"
    let golden = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let expected = try #require(
      golden.first { $0.network == experiment.network && $0.rate == experiment.rate }
    ).losses
    var short = experiment
    // The rate's course is that of the whole training.
    (short.mostSteps, short.pointsPerEpoch, short.target) = (steps.all, 0, nil)
    var training = try Training(short)
    try training.run { _ in }
    let losses = training.outcome.points.map(\.loss)
    try #require(losses.count == steps.all && expected.count == 100)
    for step in 0..<steps.alike {
      #expect(
        abs(losses[step] - expected[step]) < 1e-3 * expected[step],
        "step \(step): \(losses[step]), expected \(expected[step])")
    }
    let (own, other) = (losses.reduce(0, +), expected.prefix(steps.all).reduce(0, +))
    #expect(abs(own - other) < 1e-3 * other, "sum of all steps: \(own), expected \(other)")
  }
}
