import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// Figure 4: guesses for test images, and the training images that the last hidden layer finds most like some of them.
struct NeighbourClaim: Claim {
  let name = "neighbours"
  let title = "Guesses and nearest images"
  let statement = """
    "If two images produce feature activation vectors with a small Euclidean separation, we can say that the higher levels of \
    the neural network consider them to be similar"; the nearest "are generally not close in L2" in pixels (figure 4, section 6.1).
    """
  let method = """
    Eight test images with the five most probable classes, and for five of them the six training images whose last hidden layer \
    is nearest: by the whole network on Fashion-MNIST, and by the network with 11 × 11 filters on colour patches (seed 1 of each). \
    For up to 500 test images it is counted how many of the six are of the image's own class, by the last hidden layer and by \
    pixels.
    """
  private let scale: Scale

  /// How many test images are shown with guesses, how many with their nearest, how many of these, and how many are counted.
  private static let (guessCount, queryCount, nearestCount, countedCount) = (8, 5, 6, 500)

  init(_ scale: Scale) { self.scale = scale }

  private var networks: [(title: String, name: String, experiment: Experiment)] {
    [
      ("Fashion-MNIST", "fashion", FashionClaim.wholeNetwork(scale, seed: 1)),
      ("Colour patches", "patches", FilterClaim.experiment(scale, seed: 1)),
    ]
  }

  var experiments: [Experiment] { networks.map(\.experiment) }

  func findings(_ results: Results) throws -> Findings {
    var findings = Findings(verdict: "")
    var (rows, verdicts): ([[String]], [String]) = ([], [])
    for (title, name, experiment) in networks {
      let gallery = try Gallery(experiment, results.network(of: experiment))
      let shown = gallery.spread(Self.guessCount)
      findings.guesses.append((title, try shown.map(gallery.guesses)))
      let queries = Array(shown.prefix(Self.queryCount))
      let nearest = gallery.nearest(to: queries, count: Self.nearestCount)
      findings.neighbours.append((title, try zip(queries, nearest).map(gallery.neighbours)))
      let sheet = try zip(queries, nearest).map { query, found in
        [try gallery.testImage(query)] + (try found.map(gallery.trainingImage))
      }
      findings.pictures.append(
        Findings.Picture(
          name: "nearest-\(name)",
          caption:
            "\(title): a test image, and behind it the six training images nearest by the last hidden layer.",
          bytes: Image(grid: sheet).pngData()))

      let counted = gallery.spread(Self.countedCount)
      let byFeatures = gallery.agreement(counted, gallery.nearest(to: counted, count: Self.nearestCount))
      let byPixels = gallery.agreement(
        counted, gallery.nearest(to: counted, count: Self.nearestCount, byPixels: true))
      rows.append([title, "\(counted.count)", percent(byFeatures, 1), percent(byPixels, 1)])
      let relation = byFeatures > byPixels ? "shows" : "does not show"
      verdicts.append(
        "\(title): \(relation), \(percent(byFeatures)) of the nearest are of the image's class by the last hidden layer, "
          + "\(percent(byPixels)) by pixels.")
    }
    findings.verdict = verdicts.joined(separator: " ")
    findings.tables = [
      FindingsTable(
        name: name,
        columns: [
          "images", "test images", "of the six nearest, of the same class: last hidden layer",
          "the same by pixels",
        ], rows: rows)
    ]
    return findings
  }
}

/// The images of an experiment as its trained network sees them.
private struct Gallery {
  private let network: AlexNet<Float>
  private let training: any ImageDataSet
  private let testing: any ImageDataSet
  private let inputs: (training: Tensor<Float>, testing: Tensor<Float>)
  private let features: (training: Tensor<Float>, testing: Tensor<Float>)

  init(_ experiment: Experiment, _ network: AlexNet<Float>) throws {
    let images = try Images.of(experiment.images)
    self.network = network
    training = images.training
    testing = images.testing ?? images.training
    let layer = network.layerNames.filter { $0.hasPrefix("fc") }.dropLast().last ?? "flatten"
    let size = network.configuration.imageSize
    func seen(_ set: any ImageDataSet) throws -> (inputs: Tensor<Float>, features: Tensor<Float>) {
      var parts: [(Tensor<Float>, Tensor<Float>)] = []
      for result in try experiment.loader(of: set, workers: Threads.count).batches(epoch: 0) {
        let whole = try result.get().images
        let margin = (whole.shape[2] - size) / 2
        let input = whole[.all, .all, margin..<margin + size, margin..<margin + size]
        parts.append(
          (input, Tape.withoutRecording { network.features(of: input, at: layer).flattened(from: 1) }))
      }
      return (Tensor.concatenated(parts.map(\.0), axis: 0), Tensor.concatenated(parts.map(\.1), axis: 0))
    }
    let (first, second) = (try seen(training), try seen(testing))
    (inputs, features) = ((first.inputs, second.inputs), (first.features, second.features))
  }

  /// `count` test images, evenly spread; all where there are no more.
  func spread(_ count: Int) -> [Int] {
    count >= testing.count ? Array(0..<testing.count) : (0..<count).map { $0 * testing.count / count }
  }

  func testImage(_ index: Int) throws -> Image { try testing.image(at: index) }
  func trainingImage(_ index: Int) throws -> Image { try training.image(at: index) }

  func guesses(for index: Int) throws -> Guesses {
    let input = inputs.testing.gathered(at: Tensor<Int32>([Int32(index)]))
    let predictions = Tape.withoutRecording { network.predictions(for: input)[0] }
    return Guesses(
      picture: try testImage(index).dataURI, truth: testing.classNames[testing.label(at: index)],
      guesses: predictions.map { ($0.className, $0.probability) })
  }

  /// For each test image, the training images nearest to it by the last hidden layer, or by pixels.
  func nearest(to queries: [Int], count: Int, byPixels: Bool = false) -> [[Int]] {
    let values = byPixels ? (inputs.training.flattened(from: 1), inputs.testing.flattened(from: 1)) : features
    let rows = values.1.gathered(at: Tensor<Int32>(queries.map(Int32.init)))
    return NearestFeatures(to: rows, among: values.0, count: count).indices
  }

  func neighbours(of query: Int, _ found: [Int]) throws -> Neighbours {
    Neighbours(
      picture: try testImage(query).dataURI, name: testing.classNames[testing.label(at: query)],
      nearest: try found.map {
        (try trainingImage($0).dataURI, training.classNames[training.label(at: $0)])
      })
  }

  /// The share of the found images that are of their query's class.
  func agreement(_ queries: [Int], _ found: [[Int]]) -> Double {
    let hits = zip(queries, found).map { query, indices in
      indices.count { training.label(at: $0) == testing.label(at: query) }
    }
    return Double(hits.reduce(0, +)) / Double(max(found.reduce(0) { $0 + $1.count }, 1))
  }
}
