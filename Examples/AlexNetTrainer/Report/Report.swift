import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// Collects what the report of a run shows.
struct Report {
  private let run: TrainedRun
  private let images: DataSource

  /// How many test images are shown with their guesses, how many with their neighbours, and how many of these.
  private static let (guessCount, queryCount, neighbourCount) = (24, 6, 8)
  /// The most training images that neighbours are looked for among.
  private static let searchLimit = 20_000

  init(_ run: TrainedRun) throws {
    self.run = run
    images = try run.images()
  }

  /// Writes the page, and the first layer's filters as a picture of their own. Returns what came out, in a line.
  func write() throws -> String {
    let metrics = try MetricsFile(path: run.folder.metrics).read()
    var line = ProgressLine()
    func show(_ fraction: Double, _ part: String) throws {
      line.update(fraction, title: "report") { [part] }
      try Interrupt.check()
    }
    let evaluation = try Evaluation(
      run.network, Evaluation.loader(images.testing, run.preparation.testing, workers: nil)
    ) { try show($0, "test images") }
    let neighbours = try nearestImages { try show($0, "nearest images") }
    line.clear()
    let filters = Image(filters: run.network.filters, scale: max(1, 44 / run.network.filters.shape[2]))
    try filters.write(png: run.folder.path + "/filters.png")
    let page = ReportPage(
      title: "\(run.recipe.preset.rawValue) AlexNet on \(images.name)",
      figures: figures(evaluation, metrics), charts: charts(metrics),
      filters: (
        filters.dataURI,
        "The \(run.network.filters.shape[0]) filters of the first layer, each stretched to the whole range of brightness."
      ),
      guesses: try guesses(), neighbours: neighbours,
      confusion: ConfusionTable(confusion: evaluation.confusion, classNames: run.network.classNames),
      tables: try tables(metrics))
    try WholeFile.write(Array(page.html.utf8), to: run.folder.report)
    let best = metrics.min { $0.test.topOne < $1.test.topOne }
    let epoch = best.map { ", after epoch \($0.epoch)" } ?? ""
    return "test accuracy \(percent(1 - evaluation.totals.topOneError)): top-1 error "
      + "\(percent(evaluation.totals.topOneError)), top-5 error \(percent(evaluation.totals.topFiveError))\(epoch)"
  }

  private func figures(_ evaluation: Evaluation, _ metrics: [Metrics]) -> [(value: String, meaning: String)] {
    let totals = evaluation.totals
    let speed = metrics.last.map { rate($0.imagesPerSecond) } ?? "–"
    return [
      (percent(1 - totals.topOneError), "test accuracy"), (percent(totals.topFiveError), "top-5 error"),
      ("\(images.training.count)", "training images, and \(totals.count) for testing"),
      ("\(run.network.parameterCount)", "parameters"), (speed, "images a second in training"),
      (duration(metrics.last?.seconds ?? 0), "training time"),
    ]
  }

  private func charts(_ metrics: [Metrics]) -> [CurveChart] {
    func curves(_ part: (Metrics.Scores) -> Double) -> [CurveChart.Curve] {
      [("training", "#2563eb", \Metrics.training), ("test", "#ea580c", \Metrics.test)].map {
        name, color, scores in
        .init(name: name, color: color, points: metrics.map { (Double($0.epoch), part($0[keyPath: scores])) })
      }
    }
    let rates = metrics.map { (x: Double($0.epoch), y: $0.rate) }
    return [
      CurveChart(title: "Loss", curves: curves(\.loss)) {
        String(format: "%g", ($0 * 1000).rounded() / 1000)
      },
      CurveChart(title: "Top-1 error", curves: curves(\.topOne)) { String(format: "%.3g %%", $0 * 100) },
      CurveChart(title: "Top-5 error", curves: curves(\.topFive)) { String(format: "%.3g %%", $0 * 100) },
      CurveChart(title: "Learning rate", curves: [.init(name: "rate", color: "#0f766e", points: rates)]) {
        String(format: "%.3g", $0)
      },
    ]
  }

  private func guesses() throws -> [Guesses] {
    try spread(Self.guessCount, of: images.testing.count).map { index in
      let image = try images.testing.image(at: index)
      let input = run.preparation.tensor(of: image)
      let predictions = Tape.withoutRecording { run.network.predictions(for: input)[0] }
      return Guesses(
        picture: run.preparation.picture(image).dataURI, truth: name(images.testing, index),
        guesses: predictions.map { ($0.className, $0.probability) })
    }
  }

  private func nearestImages(progress: (Double) throws -> Void) throws -> [Neighbours] {
    let queries = spread(Self.queryCount, of: images.testing.count)
    let candidates = spread(Self.searchLimit, of: images.training.count)
    let nearest = NearestFeatures(
      to: try run.features(of: images.testing.part(queries)),
      among: try run.features(of: images.training.part(candidates), progress: progress),
      count: Self.neighbourCount)
    func shown(_ set: any ImageDataSet, _ index: Int) throws -> (picture: String, name: String) {
      (run.preparation.picture(try set.image(at: index)).dataURI, name(set, index))
    }
    return try zip(queries, nearest.indices).map { query, rows in
      let own = try shown(images.testing, query)
      return Neighbours(
        picture: own.picture, name: own.name,
        nearest: try rows.map { try shown(images.training, candidates[$0]) })
    }
  }

  private func tables(_ metrics: [Metrics]) throws -> [(name: String, rows: [(String, String)])] {
    let recipe = try run.recipe.json.split(separator: "\n").dropFirst().dropLast().map { line in
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " \","))
      }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
    var training: [(String, String)] = []
    if let last = metrics.last {
      training = [
        ("steps", "\(last.step)"), ("epochs", "\(last.epoch)"), ("time", duration(last.seconds)),
        ("images a second", rate(last.imagesPerSecond)),
      ]
    }
    return [("Recipe", recipe), ("Training", training), ("Machine", Machine.description)]
  }

  private func name(_ set: any ImageDataSet, _ index: Int) -> String { set.classNames[set.label(at: index)] }

  /// `count` numbers below `total`, evenly spread; all of them where there are no more.
  private func spread(_ count: Int, of total: Int) -> [Int] {
    count >= total ? Array(0..<total) : (0..<count).map { $0 * total / count }
  }
}
