import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// A network on its way: all that a checkpoint holds, and one step after another.
struct Training {
  let recipe: Recipe
  var network: AlexNet<Float>
  var optimizer: any Optimizer
  var progress: Progress
  /// The learning rate by the step, where it does not depend on plateaus.
  private let schedule: Schedule

  /// The beginning: first weights, drawn with the recipe's seed.
  init(_ recipe: Recipe, _ network: AlexNet<Float>, stepsPerEpoch: Int) {
    self.recipe = recipe
    self.network = network
    optimizer = recipe.makeOptimizer()
    progress = Progress(recipe)
    schedule = recipe.makeSchedule(steps: recipe.epochs * stepsPerEpoch)
  }

  /// The learning rate of a step of this epoch, counted from 0.
  func rate(at step: Int) -> Double {
    guard recipe.schedule == .plateau else { return schedule(step) }
    return Schedule.constant(progress.plateau.rate).warmedUp(over: recipe.warmUp)(step)
  }

  /// One step: forward, backward, update. Returns the loss, that of labels as they are: it can be compared with tests' losses.
  ///
  /// - Throws: `Failure` where the loss is not finite, which says where that began. The weights are as before the step then.
  mutating func step(_ batch: ImageBatch) throws -> Double {
    // What dropout drops depends on the step alone, so that a resumed training drops the same.
    let context = LayerContext.training(progress.generator.stream(progress.step))
    var (loss, gradient, scores) = valueAndGradient(at: network) { network in
      var context = context
      let scores = network(batch.images, &context)
      let smoothing = Float(recipe.labelSmoothing)
      return (
        softmaxCrossEntropy(logits: scores, labels: batch.labels, labelSmoothing: smoothing),
        scores.detached()
      )
    }
    if recipe.labelSmoothing > 0 { loss = softmaxCrossEntropy(logits: scores, labels: batch.labels) }
    let value = Double(loss.item())
    guard value.isFinite else {
      throw Failure(
        "step \(progress.step + 1): the loss is \(value); \(network.divergence(on: batch.images, context))")
    }
    if recipe.clip > 0 { gradient.clip(norm: recipe.clip) }
    optimizer.learningRate = rate(at: progress.step)
    optimizer.update(&network, along: gradient)
    progress.step += 1
    progress.batch += 1
    progress.totals.add(loss: value, scores: scores, labels: batch.labels)
    return value
  }

  /// Ends an epoch with what a check of the test images found, where there was one. Returns whether that is the best so far.
  mutating func endEpoch(testError: Double?) -> Bool {
    progress.epoch += 1
    progress.batch = 0
    (progress.totals, progress.batchSeconds) = (Totals(), 0)
    guard let testError else { return false }
    progress.plateau.record(testError)
    let isBest = testError < progress.best?.error ?? .infinity
    progress.checksSinceBest = isBest ? 0 : progress.checksSinceBest + 1
    if isBest { progress.best = Progress.Best(epoch: progress.epoch, error: testError) }
    return isBest
  }

  /// Whether there is nothing more to do.
  var isFinished: Bool {
    progress.epoch >= recipe.epochs || (recipe.patience > 0 && progress.checksSinceBest >= recipe.patience)
  }
}

extension Recipe {
  func makeOptimizer() -> any Optimizer {
    switch optimizer {
    case .sgd: SGD(learningRate: rate, momentum: momentum, decay: decay, form: .paper)
    case .nesterov: SGD(learningRate: rate, momentum: momentum, decay: decay, nesterov: true)
    case .adam: Adam(learningRate: rate, decay: decay)
    case .adamw: AdamW(learningRate: rate, decay: decay)
    case .rmsprop: RMSprop(learningRate: rate, momentum: momentum, decay: decay)
    }
  }

  func makeSchedule(steps: Int) -> Schedule {
    let steps = max(steps - warmUp, 1)
    let main: Schedule =
      switch schedule {
      case .plateau, .constant: .constant(rate)
      case .step: .step(from: rate, every: (steps + 2) / 3)
      case .cosine: .cosine(from: rate, over: steps)
      case .oneCycle: .oneCycle(peak: rate, over: steps)
      }
    return main.warmedUp(over: warmUp)
  }
}
