import AlexNet
import ExampleSupport
import Foundation
import Tapestry

/// A part of the network, with and without it, on Fashion-MNIST: sections 3.3, 3.4 and 4.2.
struct FashionClaim: Claim {
  let name: String
  let title: String
  let statement: String
  private let scale: Scale
  /// With the part, which all such claims share, and without it.
  private let with = Variant(name: "the whole network") { _ in }
  private let without: Variant
  private let withName: String

  /// A change of the network.
  private struct Variant: Sendable {
    let name: String
    let change: @Sendable (inout AlexNetConfiguration) -> Void
  }

  private static let epochs = 10

  var method: String {
    """
    The small preset (five convolutions, two hidden layers of 256) on Fashion-MNIST, \(scale.epochs(Self.epochs)) epochs in \
    batches of 64, momentum 0.9, decay 0.0005, the rate from 0.02 to 0 along half a cosine wave; with normalisation, 3 × 3 \
    pooling at a distance of 2, and dropout 0.5, and then the same but for \(without.name). No augmentation.
    """
  }

  static func normalization(_ scale: Scale) -> FashionClaim {
    FashionClaim(
      name: "normalization", title: "Local response normalisation",
      statement:
        "Response normalisation \"reduces our top-1 and top-5 error rates by 1.4% and 1.2%\" (section 3.3).",
      scale: scale, without: Variant(name: "no normalisation") { $0.normalization = nil },
      withName: "normalisation")
  }

  static func pooling(_ scale: Scale) -> FashionClaim {
    FashionClaim(
      name: "pooling", title: "Overlapping pooling",
      statement: """
        Pooling 3 × 3 at a distance of 2 "reduces the top-1 and top-5 error rates by 0.4% and 0.3%" against 2 × 2, and makes \
        models "slightly more difficult to overfit" (section 3.4).
        """,
      scale: scale, without: Variant(name: "plain pooling") { $0.pooling = .plain },
      withName: "overlapping pooling")
  }

  static func dropout(_ scale: Scale) -> FashionClaim {
    FashionClaim(
      name: "dropout", title: "Dropout",
      statement: """
        "Without dropout, our network exhibits substantial overfitting. Dropout roughly doubles the number of iterations \
        required to converge" (section 4.2).
        """,
      scale: scale, without: Variant(name: "no dropout") { $0.dropout = 0 }, withName: "dropout")
  }

  /// The experiment that others of Fashion-MNIST share.
  static func wholeNetwork(_ scale: Scale, seed: Int) -> Experiment {
    dropout(scale).experiment(Variant(name: "the whole network") { _ in }, seed: seed)
  }

  /// The same network and recipe without dropout, where nothing but weights and order is random.
  static func withoutDropout(_ scale: Scale, seed: Int) -> Experiment {
    let claim = dropout(scale)
    return claim.experiment(claim.without, seed: seed)
  }

  private func experiment(_ variant: Variant, seed: Int) -> Experiment {
    var network = AlexNetConfiguration.small(classes: 10)
    variant.change(&network)
    var experiment = Experiment(
      variant: variant.name, seed: seed, images: scale.fashion, network: network,
      epochs: scale.epochs(Self.epochs), rate: 0.02)
    experiment.keepsWeights = variant.name == with.name && seed == 1
    return experiment
  }

  private func seeds(_ variant: Variant) -> [Experiment] {
    scale.allSeeds.map { experiment(variant, seed: $0) }
  }

  var experiments: [Experiment] { seeds(with) + seeds(without) }

  func findings(_ results: Results) -> Findings {
    let (with, without) = (results[seeds(with)], results[seeds(without)])
    let rows = [(withName, with), (self.without.name, without)].map { name, outcomes in
      [
        name, Spread(outcomes.map(\.testError)).percentage,
        Spread(outcomes.map { $0.checks.last?.loss ?? .nan }).text(digits: 3),
        Spread(outcomes.map(\.trainingError)).percentage,
        Spread(outcomes.map { $0.points.last?.loss ?? .nan }).text(digits: 3),
      ]
    }
    let table = FindingsTable(
      name: name,
      columns: ["", "test error", "test loss", "training error, last epoch", "training loss, last epoch"],
      rows: rows)
    let comparison = Comparison(
      lower: Spread(with.map(\.testError)), higher: Spread(without.map(\.testError)))
    let difference = (comparison.higher.mean - comparison.lower.mean) * 100
    return Findings(
      verdict: """
        \(comparison.verdict) Test error \(comparison.lower.percentage) with, \(comparison.higher.percentage) without: \
        \(fixed(abs(difference), 2)) points \(difference >= 0 ? "less" : "more").
        """,
      tables: [table], charts: charts([(withName, with), (self.without.name, without)]))
  }

  private func charts(_ variants: [(name: String, outcomes: [Outcome])]) -> [CurveChart] {
    func curves(_ points: (Outcome) -> [(x: Double, y: Double)]) -> [CurveChart.Curve] {
      zip(variants, ["#2563eb", "#ea580c"]).flatMap { variant, color in
        variant.outcomes.map { CurveChart.Curve(name: variant.name, color: color, points: points($0)) }
      }
    }
    return [
      CurveChart(
        title: "Test error, a line a seed",
        curves: curves { $0.checks.map { (Double($0.epoch), $0.topOne) } }
      ) { String(format: "%.3g %%", $0 * 100) },
      CurveChart(
        title: "Training loss, a line a seed", curves: curves { $0.points.map { ($0.epoch, $0.loss) } }
      ) {
        String(format: "%.3g", $0)
      },
    ]
  }
}
