import AlexNet
import ExampleSupport
import Foundation
import Tapestry

/// Section 4.1: random crops with reflections, and shifts of colours.
struct AugmentationClaim: Claim {
  let name = "augmentation"
  let title = "Crops, reflections and shifts of colour"
  let statement = """
    Without random crops and reflections "our network suffers from substantial overfitting"; shifts of colour along the \
    principal components reduce "the top-1 error rate by over 1%" (section 4.1).
    """
  private let scale: Scale

  init(_ scale: Scale) { self.scale = scale }

  private static let epochs = 20

  /// What is random in a presentation of an image.
  private static let variants = [
    (name: "no augmentation", crops: false, colors: false),
    (name: "crops and reflections", crops: true, colors: false),
    (name: "shifts of colour", crops: false, colors: true),
    (name: "all augmentation", crops: true, colors: true),
  ]

  var method: String {
    """
    Patches of 40 × 40 pixels, twenty pixels apart, of six photographs, labelled by which photograph they are from; ten of \
    fifteen blocks of each are for training, the others for testing. The small preset sees 32 × 32: the middle of a patch, or \
    any part of it, mirrored or not. \(scale.epochs(Self.epochs)) epochs in batches of 64, momentum 0.9, decay 0.0005, the \
    rate from 0.02 to 0 along half a cosine wave. Shifts of colour as the paper's, of deviation 0.1.
    """
  }

  static func experiments(_ scale: Scale, crops: Bool, colors: Bool) -> [Experiment] {
    let name = variants.first { $0.crops == crops && $0.colors == colors }?.name ?? ""
    return scale.allSeeds.map { seed in
      var experiment = Experiment(
        variant: name, seed: seed, images: .patches(side: 40, step: 20),
        network: .small(classes: 6, imageSize: 32, channels: 3), epochs: scale.epochs(epochs), rate: 0.02)
      (experiment.crops, experiment.colorShift) = (crops, colors ? 0.1 : 0)
      return experiment
    }
  }

  var experiments: [Experiment] {
    Self.variants.flatMap { Self.experiments(scale, crops: $0.crops, colors: $0.colors) }
  }

  func findings(_ results: Results) -> Findings {
    let outcomes = Self.variants.map { results[Self.experiments(scale, crops: $0.crops, colors: $0.colors)] }
    let errors = outcomes.map { Spread($0.map(\.testError)) }
    let rows = zip(Self.variants, outcomes).map { variant, outcomes in
      [
        variant.name, Spread(outcomes.map(\.testError)).percentage,
        Spread(outcomes.map { $0.checks.last?.loss ?? .nan }).text(digits: 3),
        Spread(outcomes.map(\.trainingError)).percentage,
      ]
    }
    let table = FindingsTable(
      name: name, columns: ["", "test error", "test loss", "training error, last epoch"], rows: rows)
    let claims = [
      ("Crops and reflections", 1, 0), ("Shifts of colour", 2, 0), ("Shifts of colour beside crops", 3, 1),
    ]
    let verdict = claims.map { name, with, without in
      let comparison = Comparison(lower: errors[with], higher: errors[without])
      return
        "\(name), \(errors[with].percentage) against \(errors[without].percentage): \(comparison.verdict)"
    }
    let colors = ["#2563eb", "#ea580c", "#0f766e", "#9333ea"]
    let curves = zip(zip(Self.variants, outcomes), colors).flatMap { item, color in
      item.1.map { outcome in
        CurveChart.Curve(
          name: item.0.name, color: color, points: outcome.checks.map { (Double($0.epoch), $0.topOne) })
      }
    }
    let chart = CurveChart(title: "Test error, a line a seed", curves: curves) {
      String(format: "%.3g %%", $0 * 100)
    }
    return Findings(verdict: verdict.joined(separator: " "), tables: [table], charts: [chart])
  }
}

/// Section 4.1: the mean over ten crops against a single view.
struct TenCropClaim: Claim {
  let name = "ten-crops"
  let title = "Ten crops and a single view"
  let statement = """
    "At test time, the network makes a prediction by extracting five 224 × 224 patches … as well as their horizontal \
    reflections" and averaging over the ten (section 4.1); with the middle alone the top-1 error is 39.0% in place of 37.5% \
    (section 6, footnote).
    """
  let method = """
    The networks of the part on augmentation, on the same test patches: the middle 32 × 32 pixels of 40 × 40, or four corners \
    and the middle, each also mirrored.
    """
  private let scale: Scale

  init(_ scale: Scale) { self.scale = scale }

  private var variants: [(name: String, experiments: [Experiment])] {
    [
      ("trained on crops and reflections", AugmentationClaim.experiments(scale, crops: true, colors: false)),
      ("trained with all augmentation", AugmentationClaim.experiments(scale, crops: true, colors: true)),
      ("trained on the middle alone", AugmentationClaim.experiments(scale, crops: false, colors: false)),
    ]
  }

  var experiments: [Experiment] { variants.flatMap(\.experiments) }

  func findings(_ results: Results) -> Findings {
    let spreads = variants.map { variant in
      let outcomes = results[variant.experiments]
      return (
        name: variant.name, single: Spread(outcomes.map(\.testError)),
        ten: Spread(outcomes.map { $0.tenCrops?.topOne ?? .nan })
      )
    }
    let table = FindingsTable(
      name: name, columns: ["network", "single view: test error", "ten crops: test error"],
      rows: spreads.map { [$0.name, $0.single.percentage, $0.ten.percentage] })
    // The same networks are compared with themselves, so that seeds count pair by pair.
    let all = results[variants[1].experiments]
    let better = all.count { ($0.tenCrops?.topOne ?? 1) < $0.testError }
    let equal = all.count { $0.tenCrops?.topOne == $0.testError }
    return Findings(
      verdict: """
        \(better == all.count ? "Shows" : "Does not show for every seed"): of the \(all.count) networks trained with all \
        augmentation, \(better) have fewer errors by ten crops\(equal > 0 ? ", \(equal) as many" : ""); \
        \(spreads[1].single.percentage) from a single view, \(spreads[1].ten.percentage) from ten crops.
        """,
      tables: [table])
  }
}
