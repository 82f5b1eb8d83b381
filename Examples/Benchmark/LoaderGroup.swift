import Foundation
import Tapestry
import TapestryVision

/// Images a second that a loader makes batches of, on as many threads as are allowed.
enum LoaderGroup: BenchmarkGroup {
  static let title = "Loading images"

  static func run(_ runner: Runner) {
    do throws(FileError) {
      if let folder = runner.options.data, runner.wants("loader_folder") || runner.wants("loader_training") {
        var options = ImageDecodingOptions()
        options.color = .rgb
        let images = try ImageFolder(folder, options: options)
        try measure(runner, "loader_folder", pipeline: photographs, images)
        try measureTraining(runner, images)
      }
      let pipeline = ImagePipeline([], pixels: [Normalize(mean: [0.286], standardDeviation: [0.353])])
      try measure(runner, "loader_fashion_mnist", pipeline: pipeline, MemoryDataSet.fashionMNIST(.training))
    } catch {
      FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
    }
  }

  /// Shorter side 256, a random crop of 224, reflections, the paper's shift of colors, and normalisation.
  private static var photographs: ImagePipeline {
    let components = ColorComponents(
      directions: [[-0.5675, -0.5808, -0.5836], [0.7192, -0.0045, -0.6948], [0.4009, -0.8140, 0.4203]],
      variances: [0.2175, 0.0188, 0.0045])
    return ImagePipeline(
      [ShorterSide(256), RandomCrop(224), RandomFlip()],
      pixels: [
        ColorShift(components),
        Normalize(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225]),
      ])
  }

  private static func measure(
    _ runner: Runner, _ what: String, pipeline: ImagePipeline, _ images: any ImageDataSet
  ) throws(FileError) {
    guard runner.wants(what) else { return }
    let loader = try loader(images, pipeline)
    // Once, so that an image that cannot be had is reported and not measured.
    for result in loader.batches(epoch: 0) { consume(try result.get()) }
    runner.measure(what, Work(batch: loader.imageCount), in: .images) {
      { for result in loader.batches(epoch: 1) { consume(result) } }
    }
  }

  private static func loader(
    _ images: any ImageDataSet, _ pipeline: ImagePipeline
  ) throws(FileError) -> ImageLoader {
    try ImageLoader(images, pipeline: pipeline, batchSize: 128, seed: 1, partialBatch: .dropped)
  }

  /// Training the paper's network from files. The share is that of the speed that training on one batch in memory would
  /// have if it left the processors, all of them equally, the time that they work for loading alone.
  private static func measureTraining(_ runner: Runner, _ images: ImageFolder) throws(FileError) {
    let what = "loader_training"
    guard runner.wants(what) else { return }
    let loader = try loader(images, photographs)
    guard loader.batchCount > 0, images.classNames.count <= 1000 else { return }
    func median(_ seconds: [Double]) -> Double { seconds.sorted()[seconds.count / 2] }
    let budget = runner.options.isQuick ? 5 : 15.0
    var step = TrainingStep(batch: loader.batchSize)
    let training = median(time(budget: budget) { step.run() })
    let loading = processorTime(budget: budget) {
      for result in loader.batches(epoch: 0) { consume(result) }
    }
    runner.report.add(
      Measurement(
        "loader_processor_time", Work(batch: 1), threads: runner.options.threads, unit: .milliseconds,
        seconds: loading.map { $0 / Double(loader.imageCount) }))
    var batches = Batches(loader)
    var failure: FileError?
    let both = time(budget: budget) {
      switch batches.next() {
      case .success(let batch): step.run(batch.images, labels: batch.labels)
      case .failure(let error): failure = error
      }
    }
    if let failure { throw failure }
    var measurement = Measurement(
      what, Work(batch: loader.batchSize), threads: runner.options.threads, unit: .images, seconds: both)
    let share = median(loading) / Double(loader.batchCount * runner.options.threads)
    measurement.share = ((training + share) / median(both), "training and loading in turn")
    runner.report.add(measurement)
  }

  /// The time that processors work for `body`, in each of several calls within about `budget` seconds.
  private static func processorTime(budget: Double, _ body: () -> Void) -> [Double] {
    body()
    let start = ContinuousClock.now
    var runs: [Double] = []
    while runs.count < 3 || ContinuousClock.now - start < .seconds(budget) {
      let before = Usage.now.processorSeconds
      body()
      runs.append(Usage.now.processorSeconds - before)
    }
    return runs
  }
}

/// The batches of one epoch after another.
private struct Batches {
  private let loader: ImageLoader
  private var epoch = 0
  private var iterator: BlockingBatches.Iterator

  init(_ loader: ImageLoader) {
    self.loader = loader
    iterator = loader.batches(epoch: 0).makeIterator()
  }

  mutating func next() -> Result<ImageBatch, FileError> {
    while true {
      if let result = iterator.next() { return result }
      epoch += 1
      iterator = loader.batches(epoch: epoch).makeIterator()
    }
  }
}
