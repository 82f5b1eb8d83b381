import AlexNet
import ExampleSupport
import Foundation
import Tapestry

enum EvaluateCommand: Command {
  static let name = "evaluate"
  static let operands = "[RUN]"
  static let summary = "Prints a run's errors on its test images, class by class, and who is taken for whom."
  static let details = "RUN is a run's folder; unless given, the last one in runs/."
  static let options = [
    Option("--data", "FOLDER", "other images than the run's: its part for testing"),
    Option("--single", nil, "one view of each image, without the ten crops"),
    Option("--threads", "N", "the most threads that compute"),
    Option("--json", nil, "print JSON"),
  ]

  static func run(_ arguments: Arguments) throws {
    if let threads = try arguments.integer("--threads", in: 1...1024) { Threads.count = threads }
    let run = try TrainedRun(RunFolder.chosen(arguments))
    let images = try arguments.text("--data").map { try DataSource($0) } ?? run.images()
    guard images.testing.classNames.count <= run.network.configuration.classes else {
      throw Failure(
        "\(images.name): \(images.testing.classNames.count) classes, expected at most \(run.network.configuration.classes)"
      )
    }
    let isJSON = arguments.has("--json")
    var line = ProgressLine()
    func evaluation(_ view: PredictionView, _ title: String) throws -> Evaluation {
      let pipeline = view == .center ? run.preparation.testing : run.preparation.whole
      return try Evaluation(
        run.network, Evaluation.loader(images.testing, pipeline, workers: nil), from: view
      ) {
        // Nothing but JSON is to be where a program reads.
        if !isJSON { line.update($0, title: title) }
      }
    }
    let single = try evaluation(.center, "single view")
    let crops = arguments.has("--single") ? nil : try evaluation(.tenCrops, "ten crops")
    line.clear()
    if isJSON {
      try printJSON(single, crops, run.network.classNames)
    } else {
      printTables(single, crops, run.network.classNames)
    }
  }

  private static func printTables(_ single: Evaluation, _ crops: Evaluation?, _ classNames: [String]) {
    print("\(single.totals.count) test images")
    print("             top-1 error  top-5 error   loss")
    for (name, totals) in [("single view", single.totals), ("ten crops", crops?.totals)] {
      guard let totals else { continue }
      print(
        name.padded(to: 12) + percent(totals.topOneError, 2).aligned(to: 12)
          + percent(totals.topFiveError, 2).aligned(to: 13) + fixed(totals.loss, 4).aligned(to: 9))
    }
    let confusion = (crops ?? single).confusion
    let width = classNames.map(\.count).max() ?? 0
    print("\nright, class by class\(crops == nil ? "" : " (ten crops)")")
    for (name, share) in zip(classNames, confusion.classAccuracies) where share.isFinite {
      print("  \(name.padded(to: width))  \(percent(share).aligned(to: 7))  \(bar(share, width: 30))")
    }
    guard classNames.count <= 30 else { return }
    print("\nconfusion: labels down, predictions across")
    print(confusion)
  }

  private static func printJSON(_ single: Evaluation, _ crops: Evaluation?, _ classNames: [String]) throws {
    func errors(_ totals: Totals) -> [String: Any] {
      ["top1_error": totals.topOneError, "top5_error": totals.topFiveError, "loss": totals.loss]
    }
    let confusion = (crops ?? single).confusion
    var result: [String: Any] = [
      "images": single.totals.count, "classes": classNames, "single": errors(single.totals),
      "confusion": classNames.indices.map { label in
        classNames.indices.map { confusion[label: label, predicted: $0] }
      },
    ]
    if let crops { result["ten_crops"] = errors(crops.totals) }
    print(try jsonText(result))
  }
}

/// A value as JSON on one line.
func jsonText(_ value: Any) throws -> String {
  String(
    decoding: try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
}
