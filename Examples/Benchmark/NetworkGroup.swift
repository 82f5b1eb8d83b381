import AlexNet
import Foundation
import Tapestry

/// The paper's network as a whole. What is measured in a process of its own is found in ``Child``.
enum NetworkGroup: BenchmarkGroup {
  static let title = "AlexNet"

  static func run(_ runner: Runner) {
    for batch in [128, 32] {
      let work = Work(operations: TrainingStep.operationsPerImage * Double(batch), batch: batch)
      runner.measure("train_step", work, in: .images) {
        var step = TrainingStep(batch: batch)
        step.run()
        return { step.run() }
      }
    }
    for batch in [1, 32, 128] {
      let work = Work(
        operations: 2 * 724_406_816 * Double(batch), bytes: batch == 1 ? 4 * 60_965_224 : 0, isReading: true,
        batch: batch)
      runner.measure("inference", work, in: .images) {
        let network = AlexNet<Float>(.paper(), seed: 1)
        let images = TrainingStep.images(batch)
        return { consume(network(images)) }
      }
    }
    for batch in [128, 32] where runner.wants("train_peak_rss") {
      let figures = Child.run(.memory(batch: batch), runner.options).split(separator: " ").map { Double($0)! }
      let names: [(String, Unit)] = [
        ("train_peak_rss", .mebibytes), ("train_page_faults", .count), ("train_growth", .mebibytes),
      ]
      for ((name, unit), figure) in zip(names, figures) {
        runner.report.add(
          Measurement(
            name, Work(batch: batch), threads: runner.options.threads, unit: unit, seconds: [figure]))
      }
    }
    if runner.wants("startup_to_first_result") { measureStartup(runner) }
  }

  /// From the start of a process to its first prediction.
  private static func measureStartup(_ runner: Runner) {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "benchmark-\(ProcessInfo.processInfo.processIdentifier).safetensors"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      try AlexNet<Float>(.paper(), seed: 1).write(to: path)
    } catch {
      fatalError("benchmark: \(error)")
    }
    let clock = ContinuousClock()
    let seconds = (0..<(runner.options.isQuick ? 5 : 15)).map { _ in
      clock.measure { consume(Child.run(.startup(path: path), runner.options)) } / .seconds(1)
    }
    runner.report.add(
      Measurement(
        "startup_to_first_result", Work(batch: 1), threads: runner.options.threads, unit: .seconds,
        seconds: seconds))
  }
}
