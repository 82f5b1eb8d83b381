import Foundation

/// What came out of an experiment.
struct Outcome: Codable, Sendable {
  /// Loss and error of training images as they were trained on, over a part of an epoch.
  struct Point: Codable, Sendable {
    /// The middle of the part, in epochs.
    var epoch: Double
    var loss: Double
    var error: Double
  }

  /// What the test images showed.
  struct Check: Codable, Sendable {
    var epoch: Int
    var loss: Double
    var topOne: Double
    var topFive: Double
  }

  var experiment: Experiment
  var points: [Point] = []
  /// After each epoch, from a single view.
  var checks: [Check] = []
  /// In the end, from ten crops, where images are larger than what the network sees.
  var tenCrops: Check?
  /// The epochs until the training error was down to the target; nil where it never was.
  var epochsToTarget: Double?
  /// Whether the loss became infinite, or no number.
  var isDiverged = false
  var steps = 0
  /// The seconds in training steps, and on checks.
  var seconds = 0.0
  /// The training images a second, checks not counted.
  var imagesPerSecond = 0.0

  init(_ experiment: Experiment) { self.experiment = experiment }

  /// The test error after the last epoch; NaN where nothing was tested or the training diverged.
  var testError: Double { isDiverged ? .nan : checks.last?.topOne ?? .nan }
  /// The training error over the last part of an epoch.
  var trainingError: Double { isDiverged ? .nan : points.last?.error ?? .nan }

  /// Notes a point; where the target lies between it and the one before, the place between them in proportion.
  mutating func add(_ point: Point) {
    if let target = experiment.target, epochsToTarget == nil, point.error <= target {
      if let last = points.last, last.error > point.error {
        let share = (last.error - target) / (last.error - point.error)
        epochsToTarget = last.epoch + share * (point.epoch - last.epoch)
      } else {
        epochsToTarget = point.epoch
      }
    }
    points.append(point)
  }
}
