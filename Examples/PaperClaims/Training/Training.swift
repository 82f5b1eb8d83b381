import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// Trains the network of an experiment, from its first weights to its end.
struct Training {
  let experiment: Experiment
  private(set) var network: AlexNet<Float>
  private(set) var outcome: Outcome
  private var optimizer: SGD
  private let loader: ImageLoader
  private let testLoader: ImageLoader?
  private let schedule: Schedule
  /// Where dropout draws from: a stream for each step.
  private let generator: PhiloxGenerator
  private var window = Totals()
  private var windowStart = 0
  private let clock = ContinuousClock()

  init(_ experiment: Experiment) throws {
    self.experiment = experiment
    network = try experiment.firstNetwork()
    outcome = Outcome(experiment)
    optimizer = SGD(
      learningRate: experiment.rate, momentum: experiment.momentum, decay: experiment.decay, form: .paper)
    loader = try experiment.trainingLoader(workers: Threads.count)
    testLoader = try Images.of(experiment.images).testing.map {
      try experiment.loader(of: $0, workers: Threads.count)
    }
    let steps = experiment.epochs * loader.batchCount
    schedule = experiment.isCosine ? .cosine(from: experiment.rate, over: steps) : .constant(experiment.rate)
    generator = PhiloxGenerator(seed: UInt64(experiment.seed))
  }

  /// Trains to the end; `progress` is told the share that is done, and may throw to end it.
  mutating func run(progress: (Double) throws -> Void) throws {
    let began = clock.now
    var training = Duration.zero
    let epochs = Double(experiment.epochs)
    for epoch in 0..<experiment.epochs where !isFinished {
      let epochBegan = clock.now
      for result in loader.batches(epoch: epoch) {
        step(try result.get())
        try progress(Double(outcome.steps) / Double(loader.batchCount) / epochs)
        if isFinished { break }
      }
      training += clock.now - epochBegan
      if let testLoader, !outcome.isDiverged { outcome.checks.append(try check(testLoader, epoch + 1)) }
    }
    if let testing = try Images.of(experiment.images).testing, !outcome.isDiverged,
      try testing.image(at: 0).width > experiment.network.imageSize
    {
      let loader = try experiment.loader(of: testing, workers: Threads.count)
      outcome.tenCrops = try check(loader, outcome.checks.count, from: .tenCrops)
    }
    outcome.imagesPerSecond = Double(outcome.steps * loader.batchSize) / (training / .seconds(1))
    outcome.seconds = (clock.now - began) / .seconds(1)
  }

  private var isFinished: Bool {
    outcome.isDiverged || outcome.epochsToTarget != nil || outcome.steps >= experiment.mostSteps ?? .max
  }

  private mutating func step(_ batch: ImageBatch) {
    let context = LayerContext.training(generator.stream(outcome.steps))
    let (loss, gradient, scores) = valueAndGradient(at: network) { network in
      var context = context
      let scores = network(batch.images, &context)
      return (softmaxCrossEntropy(logits: scores, labels: batch.labels), scores.detached())
    }
    let value = Double(loss.item())
    guard value.isFinite else {
      outcome.isDiverged = true
      return
    }
    optimizer.learningRate = schedule(outcome.steps)
    optimizer.update(&network, along: gradient)
    outcome.steps += 1
    window.add(loss: value, scores: scores, labels: batch.labels)
    if isWindowFull { closeWindow() }
  }

  /// Whether a part of an epoch is over.
  private var isWindowFull: Bool {
    let (step, points) = (outcome.steps, experiment.pointsPerEpoch)
    return points == 0 || step * points / loader.batchCount > (step - 1) * points / loader.batchCount
  }

  private mutating func closeWindow() {
    let middle = Double(windowStart + outcome.steps) / 2 / Double(loader.batchCount)
    outcome.add(Outcome.Point(epoch: middle, loss: window.loss, error: window.topOneError))
    (window, windowStart) = (Totals(), outcome.steps)
  }

  private func check(
    _ loader: ImageLoader, _ epoch: Int, from view: PredictionView = .center
  ) throws -> Outcome.Check {
    let totals = try Evaluation(network, loader, from: view).totals
    return Outcome.Check(
      epoch: epoch, loss: totals.loss, topOne: totals.topOneError, topFive: totals.topFiveError)
  }
}
