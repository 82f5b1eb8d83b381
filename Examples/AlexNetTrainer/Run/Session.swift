import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// A sitting of a training, from its beginning or a checkpoint to its end or an interruption: takes the steps, checks, saves,
/// and tells the user and the run's folder.
struct Session {
  let folder: RunFolder
  private let source: DataSource
  private let loader: ImageLoader
  private let testLoader: ImageLoader
  private var training: Training
  private let events: EventFile
  private var line = ProgressLine()
  private var stall: StallWatch
  /// How many steps lie between two checkpoints.
  private let saveEvery: Int
  /// The step that the newest checkpoint is of.
  private var savedStep: Int?
  private let clock = ContinuousClock()

  /// How many steps lie between two points of TensorBoard's training curves.
  private static let eventInterval = 20

  /// - Parameter fromCheckpoint: Whether the newest sound checkpoint is taken up, if there is one.
  init(
    _ recipe: Recipe, _ source: DataSource, _ preparation: Preparation, in folder: RunFolder, saveEvery: Int,
    workers: Int?, fromCheckpoint: Bool
  ) throws {
    self.folder = folder
    self.source = source
    self.saveEvery = saveEvery
    loader = try preparation.trainingLoader(source.training(limit: recipe.limit), recipe, workers: workers)
    testLoader = try Evaluation.loader(source.testing, preparation.testing, workers: workers)
    let network = try recipe.network(channels: source.channels, classNames: source.training.classNames)
    training = Training(recipe, network, stepsPerEpoch: loader.batchCount)
    stall = StallWatch(classes: recipe.classes)
    if fromCheckpoint { savedStep = try folder.takeUpCheckpoint(&training) { Terminal.write($0 + "\n") } }
    events = try EventFile(in: folder.path, after: training.progress.step)
    try MetricsFile(path: folder.metrics).begin(after: training.progress.epoch)
  }

  /// Trains to the end.
  ///
  /// - Throws: ``Interrupted`` where the user wants to stop, once all is saved; `Failure` where the training diverged;
  ///   a `FileError` where an image cannot be read or a file not be written.
  mutating func run() throws {
    introduce()
    while !training.isFinished {
      try trainEpoch()
      try endEpoch()
    }
    if savedStep != training.progress.step { try save() }
    if training.progress.epoch < training.recipe.epochs {
      line.note("no lower test error in \(training.progress.checksSinceBest) checks: the training ends")
    }
  }

  private func introduce() {
    let recipe = training.recipe
    let start = training.progress.step > 0 ? ", from step \(training.progress.step)" : ""
    Terminal.write(
      """
      \(recipe.preset.rawValue) network, \(training.network.parameterCount) parameters, \(recipe.classes) classes
      \(loader.dataSet.count) images for training, \(testLoader.dataSet.count) for testing: \(source.name)
      \(recipe.epochs) epochs of \(loader.batchCount) steps of \(recipe.batch) images\(start); \(Threads.count) threads
      run folder: \(folder.path)

      """)
    for problem in source.skipped.prefix(5) { Terminal.write("left out: \(problem)\n") }
    if source.skipped.count > 5 { Terminal.write("left out: \(source.skipped.count - 5) more\n") }
  }

  private mutating func trainEpoch() throws {
    let (title, batchCount, batchSize) = (title, loader.batchCount, loader.batchSize)
    let position = LoaderPosition(
      epoch: training.progress.epoch, imageCount: training.progress.batch * loader.batchSize)
    let began = clock.now
    let before = training.progress
    for result in loader.batches(from: position) {
      let batch = try result.get()
      let loss: Double
      do {
        loss = try training.step(batch)
      } catch let failure as Failure {
        throw divergence(failure)
      }
      let seconds = (clock.now - began).seconds
      training.progress.seconds = before.seconds + seconds
      training.progress.batchSeconds = before.batchSeconds + seconds
      let progress = training.progress
      if progress.step % Self.eventInterval == 0 {
        try events.add(
          [
            ("train/loss", loss), ("train/rate", training.optimizer.learningRate),
            ("train/images_per_second", progress.imagesPerSecond),
          ], step: progress.step)
      }
      if let hint = stall.record(loss, step: progress.step, recipe: training.recipe) { line.note(hint) }
      line.update(Double(progress.batch) / Double(batchCount), title: title) {
        let left = Double((batchCount - progress.batch) * batchSize) / progress.imagesPerSecond
        let totals = progress.totals
        return [
          "loss \(fixed(totals.loss, 3))", "top-1 \(percent(totals.topOneError))", "\(duration(left)) left",
          "\(rate(progress.imagesPerSecond)) img/s", "top-5 \(percent(totals.topFiveError))",
        ]
      }
      if Interrupt.isRequested { try interrupt() }
      if progress.step % saveEvery == 0 { try save() }
    }
  }

  private var title: String {
    let epochs = "\(training.recipe.epochs)"
    return "epoch " + "\(training.progress.epoch + 1)".aligned(to: epochs.count) + "/" + epochs
  }

  private mutating func endEpoch() throws {
    let (title, progress) = (title, training.progress)
    let rate = training.rate(at: progress.step - 1)
    let isChecked =
      (training.progress.epoch + 1) % training.recipe.checkEvery == 0
      || training.progress.epoch + 1 == training.recipe.epochs
    guard isChecked else {
      _ = training.endEpoch(testError: nil)
      let totals = progress.totals
      line.finish("\(title)  loss \(fixed(totals.loss, 3))  top-1 \(percent(totals.topOneError))")
      return
    }
    let began = clock.now
    let test: Evaluation
    do {
      var drawn = line
      defer { line = drawn }
      test = try Evaluation(training.network, testLoader) { fraction in
        drawn.update(fraction, title: title) { ["checking the test images"] }
        try Interrupt.check()
      }
    } catch is Interrupted {
      try interrupt()
    }
    training.progress.seconds += (clock.now - began).seconds
    let isBest = training.endEpoch(testError: test.totals.topOneError)
    let metrics = Metrics(
      epoch: training.progress.epoch, step: training.progress.step, rate: rate,
      training: .init(progress.totals), test: .init(test.totals),
      imagesPerSecond: progress.imagesPerSecond, seconds: training.progress.seconds)
    if isBest { try training.network.write(to: folder.weights) }
    try MetricsFile(path: folder.metrics).add(metrics)
    try events.add(metrics.curves, step: metrics.step)
    try save()
    let rest = metrics.seconds / Double(metrics.epoch) * Double(training.recipe.epochs - metrics.epoch)
    let outlook = training.isFinished ? "" : ", \(duration(rest)) to go"
    line.finish("\(title)  \(metrics.summary)\(outlook)\(isBest ? "  best" : "")")
  }
}

// MARK: - Saving and stopping

extension Session {
  /// Writes a checkpoint.
  private mutating func save() throws {
    // What cannot be gone on from must not displace what can.
    guard training.network.globalNorm.isFinite else {
      let shape = loader.shape
      let place = training.network.divergence(
        on: Tensor(zeros: [1, shape.channels, shape.height, shape.width]), .inference)
      throw divergence(Failure("step \(training.progress.step): weights are not finite; \(place)"))
    }
    do {
      try CheckpointFile.write(
        training.network, training.optimizer, training.progress,
        to: folder.checkpoint(training.progress.step))
    } catch {
      throw Failure("\(error)\n\(lastCheckpoint)")
    }
    savedStep = training.progress.step
    folder.prune()
  }

  private mutating func interrupt() throws -> Never {
    line.note("stopping after step \(training.progress.step)")
    try save()
    line.note("saved. To go on:\n  alexnet train --resume \(folder.path)")
    throw Interrupted()
  }

  private var lastCheckpoint: String {
    folder.checkpoints.first.map { "the last good checkpoint is \($0)" } ?? "there is no checkpoint yet"
  }

  private mutating func divergence(_ failure: Failure) -> Failure {
    line.note("")
    return Failure(
      "\(failure)\n\(lastCheckpoint)\nWhat usually helps: a smaller rate (--rate \(training.recipe.rate / 10)), or shorter gradients (--clip 1)."
    )
  }
}

extension RunFolder {
  /// Takes up the newest checkpoint that is sound; names those that are not to `complain`. Returns its step; nil where there is
  /// none.
  func takeUpCheckpoint(_ training: inout Training, complain: (String) -> Void) throws -> Int? {
    let paths = checkpoints
    for path in paths {
      do {
        training.progress = try CheckpointFile.read(path, into: &training.network, &training.optimizer)
        return training.progress.step
      } catch let error as FileError {
        complain("left out: \(error)")
      }
    }
    guard paths.isEmpty else { throw Failure("\(path): no checkpoint is sound") }
    return nil
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { self / .seconds(1) }
}
