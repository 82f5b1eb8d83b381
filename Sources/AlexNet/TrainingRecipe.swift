import Tapestry

/// The numbers by which a network is trained: stochastic gradient descent with momentum and weight decay, at a learning rate that
/// is divided when the validation error stalls (section 5 of the paper).
///
/// ```swift
/// let recipe = TrainingRecipe.paper
/// var optimizer = recipe.optimizer()
/// var schedule = recipe.schedule()
/// for epoch in 0..<recipe.epochs {
///   optimizer.learningRate = schedule.rate
///   let error = train(&network, with: &optimizer)
///   schedule.record(error)
/// }
/// ```
public struct TrainingRecipe: Codable, Equatable, Sendable {
  /// The images of a step.
  public var batchSize = 128
  /// How often all images are seen.
  public var epochs = 90
  /// The learning rate at first.
  public var learningRate = 0.01
  /// What is left of the velocity after a step.
  public var momentum = 0.9
  /// The weight decay.
  public var decay = 5e-4
  /// What the learning rate is divided by when the validation error stalls.
  public var divisor = 10.0
  /// How many epochs the validation error may be no better than the best before that.
  public var patience = 5
  /// The rows and columns of the square images that training crops are taken from.
  public var resizedSize = 256
  /// The standard deviation of the shift of colors along their principal components (section 4.1 of the paper).
  public var colorDeviation = 0.1

  /// The paper's numbers, as ``paper``.
  public init() {}

  /// The paper's: batches of 128, momentum 0.9, decay 5·10⁻⁴, a learning rate of 0.01 that is divided by ten, about 90 epochs.
  public static let paper = TrainingRecipe()

  /// For ``AlexNetConfiguration/small(classes:width:imageSize:channels:)`` on a few thousand images of few pixels.
  public static let small: TrainingRecipe = {
    var recipe = TrainingRecipe()
    (recipe.batchSize, recipe.epochs, recipe.learningRate) = (64, 20, 0.02)
    (recipe.patience, recipe.resizedSize, recipe.colorDeviation) = (2, 28, 0)
    return recipe
  }()

  /// The optimiser: the paper's form of gradient descent, with the learning rate inside the velocity.
  public func optimizer() -> SGD {
    SGD(learningRate: learningRate, momentum: momentum, decay: decay, form: .paper)
  }

  /// The learning rate as the validation error decides.
  public func schedule() -> PlateauSchedule {
    PlateauSchedule(rate: learningRate, divisor: divisor, patience: patience)
  }
}
