import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// The network of full size learns, from the paper's first weights, with biases at 1 as the paper has them, and at 0.1.
struct FullSizeClaim: Claim {
  let name = "full-size"
  let title = "The network of full size learns"
  let statement = """
    Weights from a normal distribution of deviation 0.01, and biases of 1 in the second, fourth and fifth convolution and in the \
    hidden layers, which "accelerates the early stages of learning by providing the ReLUs with positive inputs" (section 5).
    """
  private let scale: Scale

  static let biases = [1.0, 0.1]
  /// The training error to get to.
  static let target = 0.1
  private static let epochs = 60

  init(_ scale: Scale) { self.scale = scale }

  var method: String {
    """
    The paper's network, \(Self.parameters) parameters, at 224 × 224 on random parts, mirrored or not, of patches of 256 × 256 \
    from all over the six photographs, minus the mean image: batches of 64, momentum 0.9, decay 0.0005, dropout 0.5, a constant \
    rate of \(Self.learningRate), \(scale.isQuick ? "a few steps only" : "until the training error of an epoch (as trained on, with dropout) is under \(percent(Self.target, 0)), at most \(Self.epochs) epochs").
    """
  }

  private static let learningRate = 0.005
  private static var parameters: String {
    (try? AlexNetConfiguration.paper(classes: 6).parameterCount()).map { "\($0)" } ?? "?"
  }

  func experiment(bias: Double, seed: Int) -> Experiment {
    var network = AlexNetConfiguration.paper(classes: 6)
    network.initialBias = bias
    var experiment = Experiment(
      variant: "full size, bias \(bias)", seed: seed, images: .trainingPatches(side: 256, step: 24),
      network: network,
      epochs: Self.epochs, rate: Self.learningRate)
    (experiment.crops, experiment.subtractsMeanImage, experiment.isCosine) = (true, true, false)
    experiment.target = Self.target
    if scale.isQuick { experiment.mostSteps = 6 }
    return experiment
  }

  private func seeds(_ bias: Double) -> [Experiment] {
    scale.allSeeds.map { experiment(bias: bias, seed: $0) }
  }

  var experiments: [Experiment] { Self.biases.flatMap(seeds) }

  func findings(_ results: Results) -> Findings {
    let outcomes = Self.biases.map { (bias: $0, outcomes: results[seeds($0)]) }
    let rows = outcomes.flatMap { bias, outcomes in
      outcomes.map { outcome in
        [
          "\(bias)", "\(outcome.experiment.seed)", "\(outcome.steps)",
          fixed(outcome.points.first?.loss ?? .nan, 3), fixed(outcome.points.last?.loss ?? .nan, 3),
          outcome.isDiverged ? "diverged" : percent(outcome.trainingError),
          outcome.epochsToTarget == nil ? "no" : "yes",
          rate(outcome.imagesPerSecond), duration(outcome.seconds),
        ]
      }
    }
    let table = FindingsTable(
      name: name,
      columns: [
        "biases", "seed", "steps", "loss, first epoch", "loss, last epoch", "training error, last epoch",
        "under \(percent(Self.target, 0))", "images a second", "time",
      ], rows: rows)
    let verdicts = outcomes.map { bias, outcomes in
      let steps = Spread(outcomes.map { $0.epochsToTarget == nil ? .nan : Double($0.steps) })
      let learned = steps.values.count
      return
        "with biases of \(bias), \(learned) of \(outcomes.count) seeds got under \(percent(Self.target, 0))"
        + (learned > 0 ? ", after \(steps.text(digits: 0)) steps" : "")
    }
    let speed = Spread(outcomes.flatMap { $0.outcomes.map(\.imagesPerSecond) })
    let learns = outcomes.allSatisfy { $0.outcomes.allSatisfy { $0.epochsToTarget != nil } }
    return Findings(
      verdict: """
        \(learns ? "Shows" : scale.isQuick ? "Cannot be said from a few steps" : "Does not show for all")\
        : \(verdicts.joined(separator: "; ")). \(speed.text(digits: 1)) images a second.
        """,
      tables: [table], charts: [chart("Training loss", outcomes) { $0.loss }])
  }

  private func chart(
    _ title: String, _ outcomes: [(bias: Double, outcomes: [Outcome])], _ part: (Outcome.Point) -> Double
  ) -> CurveChart {
    let curves = zip(outcomes, ["#2563eb", "#ea580c"]).flatMap { item, color in
      item.outcomes.map { outcome in
        CurveChart.Curve(
          name: "biases of \(item.bias)", color: color, points: outcome.points.map { ($0.epoch, part($0)) })
      }
    }
    return CurveChart(title: "\(title), a line a seed", curves: curves) { String(format: "%.3g", $0) }
  }
}
