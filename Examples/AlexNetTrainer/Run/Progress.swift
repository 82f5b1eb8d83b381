import ExampleSupport
import Tapestry

/// Where a training is: all that a checkpoint holds besides tensors.
///
/// Random draws need no place of their own here: those of a step depend on the seed and on the step's number alone, the order
/// of the images on the seed and the epoch.
struct Progress: Codable, Equatable, Sendable {
  /// Where every random draw comes from.
  let generator: PhiloxGenerator
  /// The steps that are done.
  var step = 0
  /// The epochs that are done.
  var epoch = 0
  /// The batches of the next epoch that are done.
  var batch = 0
  /// What the training images have shown in these batches.
  var totals = Totals()
  /// The seconds that these took.
  var batchSeconds = 0.0
  /// The learning rate where plateaus decide, and the lowest error that they have seen.
  var plateau: PlateauSchedule
  /// The lowest test error, which the run's weights are kept of.
  var best: Best?
  /// The checks since then.
  var checksSinceBest = 0
  /// The seconds that were spent, over all sittings.
  var seconds = 0.0

  struct Best: Codable, Equatable, Sendable {
    var epoch: Int
    var error: Double
  }

  init(_ recipe: Recipe) {
    generator = PhiloxGenerator(seed: UInt64(recipe.seed))
    plateau = PlateauSchedule(
      rate: recipe.rate, divisor: recipe.plateauDivisor, patience: recipe.plateauPatience,
      minimumRate: recipe.minimumRate)
  }

  /// The training images a second in this epoch.
  var imagesPerSecond: Double { Double(totals.count) / batchSeconds }
}
