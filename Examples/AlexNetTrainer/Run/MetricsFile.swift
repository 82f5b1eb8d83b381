import ExampleSupport
import Foundation
import Tapestry

/// What a check of the test images found, after an epoch.
struct Metrics: Equatable, Sendable {
  var epoch: Int
  var step: Int
  var rate: Double
  /// Mean loss, top-1 and top-5 error over the epoch's training images, as they were seen.
  var training: Scores
  /// The same over the test images.
  var test: Scores
  /// The training images a second in this epoch.
  var imagesPerSecond: Double
  /// The seconds since the training began, those between sittings not counted.
  var seconds: Double

  struct Scores: Equatable, Sendable {
    var loss: Double
    var topOne: Double
    var topFive: Double

    init(loss: Double, topOne: Double, topFive: Double) {
      (self.loss, self.topOne, self.topFive) = (loss, topOne, topFive)
    }

    init(_ totals: Totals) {
      self.init(loss: totals.loss, topOne: totals.topOneError, topFive: totals.topFiveError)
    }
  }

  /// The numbers for people.
  var summary: String {
    [
      "loss \(fixed(training.loss, 3))", "top-1 \(percent(training.topOne))",
      "test loss \(fixed(test.loss, 3))",
      "top-1 \(percent(test.topOne))", "top-5 \(percent(test.topFive))",
      "rate \(String(format: "%.2g", rate))",
      duration(seconds),
    ].joined(separator: "  ")
  }

  /// The numbers for TensorBoard.
  var curves: [(tag: String, value: Double)] {
    [
      ("epoch/train_loss", training.loss), ("epoch/train_top1_error", training.topOne),
      ("epoch/train_top5_error", training.topFive), ("epoch/test_loss", test.loss),
      ("epoch/test_top1_error", test.topOne), ("epoch/test_top5_error", test.topFive),
    ]
  }
}

/// `metrics.csv`: a line for each check.
struct MetricsFile {
  let path: String

  private static let header =
    "epoch,step,rate,train_loss,train_top1_error,train_top5_error,test_loss,test_top1_error,test_top5_error,"
    + "images_per_second,seconds"

  /// Begins the file, or goes on with it: lines of epochs after `epoch` go, as these are done again.
  func begin(after epoch: Int) throws { try write(read().filter { $0.epoch <= epoch }) }

  /// Appends a line.
  func add(_ metrics: Metrics) throws { try write(read() + [metrics]) }

  /// All lines; none where there is no file. A line that is not whole is passed over.
  func read() throws -> [Metrics] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let text = String(decoding: try WholeFile.read(path, limit: 1 << 28), as: UTF8.self)
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",").compactMap { Double($0) }
      guard fields.count == 11, let epoch = Int(exactly: fields[0]), let step = Int(exactly: fields[1]) else {
        return nil
      }
      return Metrics(
        epoch: epoch, step: step, rate: fields[2],
        training: Metrics.Scores(loss: fields[3], topOne: fields[4], topFive: fields[5]),
        test: Metrics.Scores(loss: fields[6], topOne: fields[7], topFive: fields[8]),
        imagesPerSecond: fields[9],
        seconds: fields[10])
    }
  }

  private func write(_ lines: [Metrics]) throws {
    let rows = lines.map { m in
      let values = [
        m.rate, m.training.loss, m.training.topOne, m.training.topFive, m.test.loss, m.test.topOne,
        m.test.topFive,
        m.imagesPerSecond, m.seconds,
      ]
      return (["\(m.epoch)", "\(m.step)"] + values.map { String(format: "%.6g", $0) }).joined(separator: ",")
    }
    try WholeFile.write(Array(([Self.header] + rows).joined(separator: "\n").utf8) + [0x0A], to: path)
  }
}
