import Foundation
import Tapestry
import Testing

@testable import PaperClaims

/// The same first weights, images, order and recipe in PyTorch: `Fixtures/README.md` says how its numbers were made.
@Suite struct GoldenTests {
  struct Golden: Decodable {
    let key: String
    let losses: [Double]
  }

  static let experiments = [
    ActivationClaim(Scale()).experiment(.relu, rate: 0.01, seed: 1),
    ActivationClaim(Scale()).experiment(.tanh, rate: 0.01, seed: 1),
    FashionClaim.withoutDropout(Scale(), seed: 1),
  ]

  /// The first hundred steps: the loss of each to 1 %, and that of ten together to 0.1 %.
  @Test(arguments: experiments) func lossesAreThoseOfPyTorch(experiment: Experiment) throws {
    let path = Bundle.module.bundlePath + "/Fixtures/torch.json"
    let golden = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let expected = try #require(golden.first { $0.key == experiment.key }, "\(experiment.key)").losses
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
