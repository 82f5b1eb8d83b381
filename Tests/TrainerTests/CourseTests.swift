import Foundation
import Testing

@testable import AlexNetTrainer

/// When a training ends, and at what rate it learns, as its run's folder tells.
@Suite struct CourseTests {
  /// Steps too short to change a prediction: the first check is the best.
  private static let idle = ["--rate", "1e-12", "--schedule", "constant"]

  @Test func aTrainingEndsAfterSoManyChecksWithoutALowerError() throws {
    let folder = try TemporaryFolder()
    let (run, output) = try train(["--epochs", "50", "--patience", "3"] + Self.idle, in: folder)
    #expect(try MetricsFile(path: run + "/metrics.csv").read().map(\.epoch) == [1, 2, 3, 4])
    #expect(output.contains("no lower test error in 3 checks: the training ends"))
    #expect(output.contains("after epoch 1\n"))
    // It is at its end also for a later sitting.
    let again = try BuiltProgram.run("train", "--resume", run)
    #expect(again.status == 0)
    #expect(try MetricsFile(path: run + "/metrics.csv").read().count == 4)
  }

  @Test func onlyChecksAreCounted() throws {
    let folder = try TemporaryFolder()
    let options = ["--epochs", "50", "--patience", "2", "--check-every", "3"]
    let (run, _) = try train(options + Self.idle, in: folder)
    #expect(try MetricsFile(path: run + "/metrics.csv").read().map(\.epoch) == [3, 6, 9])
  }

  @Test(arguments: ["constant", "plateau", "cosine"]) func theRateRisesEvenlyAtFirst(schedule: String) throws
  {
    let folder = try TemporaryFolder()
    let (run, _) = try train(
      ["--epochs", "4", "--warm-up", "10", "--rate", "0.01", "--schedule", schedule], in: folder)
    let metrics = try MetricsFile(path: run + "/metrics.csv").read()
    // Five steps an epoch; a line has the rate of its epoch's last one. Ten steps rise to the first of the schedule.
    let cosine = [4.0, 9].map { 0.01 * (1 + cos(.pi * $0 / 10)) / 2 }
    let rest = schedule == "cosine" ? cosine : [0.01, 0.01]
    #expect(metrics.map(\.step) == [5, 10, 15, 20])
    for (found, expected) in zip(metrics.map(\.rate), [0.01 * 5 / 11, 0.01 * 10 / 11] + rest) {
      #expect(abs(found - expected) < 1e-5 * expected)
    }
  }

  /// A tiny training with 40 images in batches of 8. Returns its folder and what it said.
  private func train(_ options: [String], in folder: TemporaryFolder) throws -> (run: String, output: String)
  {
    let run = folder.path + "/run"
    let data = try folder.writeImages(training: 40, testing: 20)
    let words = ["train", "--data", data, "--out", run] + BuiltProgram.tiny + options
    let outcome = try BuiltProgram.run(words)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (run, outcome.output)
  }
}
