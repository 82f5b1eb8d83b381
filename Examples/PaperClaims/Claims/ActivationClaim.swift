import AlexNet
import ExampleSupport
import Foundation
import Tapestry

/// Figure 1: a network with ReLUs gets to a training error in fewer epochs than one with tanh.
struct ActivationClaim: Claim {
  let name = "relu"
  let title = "ReLU and tanh"
  let statement = """
    "A four-layer convolutional neural network with ReLUs reaches a 25% training error rate on CIFAR-10 six times faster than \
    an equivalent network with tanh neurons" (figure 1), each at the learning rate that makes it fastest, without \
    regularisation.
    """
  let method: String
  private let scale: Scale

  /// The rates that each network may choose from.
  static let rates = [0.0025, 0.005, 0.01, 0.02]
  static let activations = [Activation.relu, .tanh]
  /// The training error to get to.
  static let target = 0.15

  init(_ scale: Scale) {
    self.scale = scale
    let rates = Self.rates.map { "\($0)" }.joined(separator: ", ")
    method = """
      Three convolutions of 5 × 5 (32, 32 and 64 filters), each with the activation and a 3 × 3 max-pooling at a distance of 2, \
      and a fully connected layer, on Fashion-MNIST in batches of 64; momentum 0.9, no decay, no dropout, constant rates out of \
      \(rates); first weights as suit the activation (He's, Glorot's). The training error is that of the images as they are \
      trained on, in quarters of an epoch, and the place where it is \(percent(Self.target, 0)) lies between two of them in \
      proportion. The best rate is the one with the least mean over the seeds.
      """
  }

  /// The four-layer network.
  static func network(_ activation: Activation) -> AlexNetConfiguration {
    var network = AlexNetConfiguration(
      imageSize: 28, channels: 1, classes: 10,
      convolutions: [32, 32, 64].map { .init($0, kernel: 5, padding: 2, isPooled: true) }, hidden: [])
    network.activation = activation
    network.normalization = nil
    network.roundsPoolingUp = true
    network.weightDeviation = nil
    network.initialBias = 0
    return network
  }

  func experiment(_ activation: Activation, rate: Double, seed: Int) -> Experiment {
    var experiment = Experiment(
      variant: "\(activation.rawValue), rate \(rate)", seed: seed, images: scale.fashion,
      network: Self.network(activation), epochs: scale.epochs(8), rate: rate)
    experiment.decay = 0
    experiment.isCosine = false
    (experiment.target, experiment.pointsPerEpoch) = (Self.target, 4)
    return experiment
  }

  private func seeds(_ activation: Activation, rate: Double) -> [Experiment] {
    scale.allSeeds.map { experiment(activation, rate: rate, seed: $0) }
  }

  var experiments: [Experiment] {
    Self.activations.flatMap { activation in Self.rates.flatMap { seeds(activation, rate: $0) } }
  }

  func findings(_ results: Results) -> Findings {
    var rows: [[String]] = []
    var best: [(activation: Activation, rate: Double, epochs: Spread)] = []
    for activation in Self.activations {
      let spreads = Self.rates.map { rate in
        (rate, Spread(results[seeds(activation, rate: rate)].map { $0.epochsToTarget ?? .nan }))
      }
      for (rate, spread) in spreads {
        rows.append([activation.rawValue, "\(rate)", spread.text(digits: 2)])
      }
      let reached = spreads.filter { !$0.1.values.isEmpty }
      let most = reached.map(\.1.values.count).max()
      let least = reached.filter { $0.1.values.count == most }.min { $0.1.mean < $1.1.mean }
      if let least { best.append((activation, least.0, least.1)) }
    }
    let table = FindingsTable(
      name: "relu", columns: ["activation", "rate", "epochs to \(percent(Self.target, 0)) training error"],
      rows: rows)
    guard best.count == Self.activations.count else {
      return Findings(
        verdict: "Cannot be said: not both networks reached a training error of \(percent(Self.target, 0)).",
        tables: [table])
    }
    let comparison = Comparison(lower: best[0].epochs, higher: best[1].epochs)
    let ratio = fixed(best[1].epochs.mean / best[0].epochs.mean, 2)
    let texts = best.map {
      "\($0.activation.rawValue) at rate \($0.rate) after \($0.epochs.text(digits: 2)) epochs"
    }
    return Findings(
      verdict: """
        \(comparison.verdict) To a training error of \(percent(Self.target, 0)) came \(texts.joined(separator: ", ")): \
        \(ratio) times as many for tanh.
        """,
      tables: [table], charts: [chart(best.map { ($0.activation, $0.rate) }, results)])
  }

  private func chart(_ best: [(Activation, Double)], _ results: Results) -> CurveChart {
    let curves = best.flatMap { activation, rate in
      results[seeds(activation, rate: rate)].map { outcome in
        CurveChart.Curve(
          name: "\(activation.rawValue), rate \(rate)", color: activation == .relu ? "#2563eb" : "#ea580c",
          points: outcome.points.map { ($0.epoch, $0.error) })
      }
    }
    return CurveChart(title: "Training error, a line a seed", curves: curves) {
      String(format: "%.3g %%", $0 * 100)
    }
  }
}
