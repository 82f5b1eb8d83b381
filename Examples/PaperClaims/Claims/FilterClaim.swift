import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// Figure 3: what the first layer's filters look like.
struct FilterClaim: Claim {
  let name = "filters"
  let title = "The first layer's filters"
  let statement = """
    The 96 filters of 11 × 11 × 3 "learned by the first convolutional layer": "a variety of frequency- and orientation-selective \
    kernels, as well as various colored blobs" (figure 3, section 6.1).
    """
  private let scale: Scale

  init(_ scale: Scale) { self.scale = scale }

  private static let epochs = 24

  var method: String {
    """
    A network with the paper's first layer but for its stride of 2 (96 filters, weights from a normal distribution of deviation \
    0.01) on patches of 72 × 72 pixels of the photographs, of which it sees random parts of 64 × 64, mirrored or not, in shifted \
    colours: \(scale.epochs(Self.epochs)) epochs in batches of 64, momentum 0.9, decay 0.0005, the rate from 0.02 to 0 along \
    half a cosine wave. Each filter is stretched to the whole range of brightness.
    """
  }

  /// A smaller network with the paper's filters, for patches of 64 pixels.
  static var network: AlexNetConfiguration {
    var network = AlexNetConfiguration(
      imageSize: 64, classes: 6,
      convolutions: [
        .init(96, kernel: 11, stride: 2, isNormalized: true, isPooled: true, weightDeviation: 0.01),
        .init(64, kernel: 5, padding: 2, groups: 2, isNormalized: true, isPooled: true),
        .init(96, kernel: 3, padding: 1), .init(64, kernel: 3, padding: 1, groups: 2, isPooled: true),
      ], hidden: [.init(256), .init(256)])
    network.roundsPoolingUp = true
    network.weightDeviation = nil
    network.initialBias = 0
    return network
  }

  static func experiment(_ scale: Scale, seed: Int) -> Experiment {
    var experiment = Experiment(
      variant: "11 × 11 filters", seed: seed, images: .patches(side: 72, step: 14), network: network,
      epochs: scale.epochs(epochs), rate: 0.02)
    (experiment.crops, experiment.colorShift, experiment.keepsWeights) = (true, 0.1, true)
    return experiment
  }

  var experiments: [Experiment] { scale.allSeeds.map { Self.experiment(scale, seed: $0) } }

  func findings(_ results: Results) throws -> Findings {
    var (pictures, rows): ([Findings.Picture], [[String]]) = ([], [])
    var structures: [FilterStructure] = []
    for (experiment, outcome) in zip(experiments, results[experiments]) {
      let (first, filters) = (
        try experiment.firstNetwork().filters, try results.network(of: experiment).filters
      )
      let structure = FilterStructure(filters)
      structures.append(structure)
      rows.append([
        "\(experiment.seed)", percent(outcome.testError, 2), fixed(FilterStructure(first).smoothness, 2),
        fixed(structure.smoothness, 2), percent(structure.colorShare, 0), "\(structure.coloredCount)",
      ])
      pictures.append(
        Findings.Picture(
          name: "filters-\(experiment.seed)",
          caption: "The 96 filters, seed \(experiment.seed), after \(experiment.epochs) epochs.",
          bytes: Image(filters: filters, scale: 4).pngData()))
    }
    let table = FindingsTable(
      name: name,
      columns: [
        "seed", "test error", "smoothness of first weights", "smoothness after training", "energy in colour",
        "filters mostly of colour",
      ], rows: rows)
    let smoothness = Spread(structures.map(\.smoothness))
    let counts = Spread(structures.map { Double($0.coloredCount) })
    return Findings(
      verdict: """
        \(smoothness.mean > 0.5 ? "Shows in part: the filters have become smooth" : "Does not show at this scale: the filters have stayed rough"), \
        neighbouring weights being correlated by \(smoothness.text(digits: 2)) after 0.00 at first, and \
        \(counts.text(digits: 0)) of 96 have more of their energy in colour than in brightness. Whether there are edges of several \
        frequencies and directions among them, the pictures tell: six photographs do not teach what a million do.
        """,
      tables: [table], pictures: pictures)
  }
}
