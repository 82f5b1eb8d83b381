import Tapestry

/// Makes batches of a data set: threads of its own decode and augment images ahead of the one who trains.
///
/// ```swift
/// let loader = try ImageLoader(photographs, pipeline: pipeline, batchSize: 128, seed: 1)
/// for epoch in 0..<90 {
///   for try await batch in loader.epoch(epoch) {
///     step(batch.images, batch.labels)
///   }
/// }
/// ```
///
/// Without `async`, a batch comes as a result, which is an error at most once, at the end:
///
/// ```swift
/// for result in loader.batches(epoch: 0) {
///   let batch = try result.get()
/// }
/// ```
///
/// A batch depends on the data set, on the settings that shape it (pipeline, batch size, seed, order, shard) and on its
/// place, and on nothing else: not on ``workers``, nor on the machine. An image in an epoch draws from the Philox stream of
/// the seed, the epoch, and the image's index. Each image is written straight into its place in the batch's tensor, whose
/// memory comes back from batches that are no longer used.
///
/// See <doc:LoaderGuarantees>.
public struct ImageLoader: Sendable {
  /// The order of images in an epoch.
  public enum Order: Sendable {
    /// That of the data set.
    case sequential
    /// Another random order in each epoch.
    case shuffled
  }

  /// What becomes of the images that are left when an epoch has no more for a whole batch.
  public enum PartialBatch: Sendable {
    /// They are a smaller batch.
    case kept
    /// They are left out. In a shuffled order, other ones are in each epoch.
    case dropped
  }

  /// One of several parts of each epoch, for machines or processes that share the work.
  ///
  /// The shards of an epoch have no image in common. Where partial batches are kept, they have all images together, and the
  /// number of their images differs by one at most; where they are dropped, all have the same number.
  public struct Shard: Hashable, Sendable {
    /// Which part this is, from 0 on.
    public let index: Int
    /// How many parts there are.
    public let count: Int

    /// Part `index` of `count`.
    ///
    /// - Precondition: `index` is from 0 up to, but not including, `count`.
    public init(_ index: Int, of count: Int, file: StaticString = #fileID, line: UInt = #line) {
      guard 0..<max(count, 0) ~= index else {
        trap("ImageLoader.Shard.init", "there is no part \(index) of \(count)", file: file, line: line)
      }
      (self.index, self.count) = (index, count)
    }

    /// All images.
    public static let whole = Shard(0, of: 1)
  }

  /// Where the images come from.
  public let dataSet: any ImageDataSet
  /// What is done with each of them.
  public let pipeline: ImagePipeline
  /// The shape of an image in a batch.
  public let shape: PixelShape
  /// The images of a batch.
  public let batchSize: Int
  /// What the order and all that is random in the pipeline depend on.
  public let seed: UInt64
  /// The order of images in an epoch.
  public let order: Order
  /// What becomes of an incomplete last batch.
  public let partialBatch: PartialBatch
  /// Which part of each epoch is loaded.
  public let shard: Shard
  /// The number of threads that decode and augment.
  public var workers: Int
  /// How many batches may be in the making, or made and not yet taken. So much memory is used beside the batches taken.
  public var batchesAhead: Int

  /// A loader of images from `dataSet`.
  ///
  /// The first image is decoded here, to learn its shape after `pipeline`; all others must come out the same.
  ///
  /// - Parameters:
  ///   - dataSet: Where the images come from.
  ///   - pipeline: What is done with each of them.
  ///   - batchSize: The images of a batch.
  ///   - seed: What the order and all that is random in the pipeline depend on.
  ///   - order: The order of images in an epoch.
  ///   - partialBatch: What becomes of an incomplete last batch.
  ///   - shard: Which part of each epoch is loaded.
  ///   - workers: The number of threads that decode and augment: unless given, as many as operations may use.
  ///   - batchesAhead: How many batches may be in the making, or made and not yet taken.
  /// - Throws: A `FileError` where the data set is empty, or its first image cannot be had.
  /// - Precondition: `batchSize`, `workers` and `batchesAhead` are at least 1.
  public init(
    _ dataSet: any ImageDataSet, pipeline: ImagePipeline, batchSize: Int, seed: UInt64 = 0,
    order: Order = .shuffled, partialBatch: PartialBatch = .kept, shard: Shard = .whole, workers: Int? = nil,
    batchesAhead: Int = 2, file: StaticString = #fileID, line: UInt = #line
  ) throws(FileError) {
    let workers = workers ?? Threads.count
    guard batchSize > 0, workers > 0, batchesAhead > 0 else {
      trap(
        "ImageLoader.init",
        "batches of \(batchSize), \(workers) workers, \(batchesAhead) batches ahead: expected at least 1",
        file: file, line: line)
    }
    guard dataSet.count > 0 else { throw FileError(.missing, "the data set has no images") }
    var generator = Self.generator(seed: seed, epoch: 0, index: 0)
    shape = PixelShape(pipeline.image(from: try dataSet.loadedImage(at: 0), using: &generator))
    (self.dataSet, self.pipeline, self.batchSize, self.seed) = (dataSet, pipeline, batchSize, seed)
    (self.order, self.partialBatch, self.shard) = (order, partialBatch, shard)
    (self.workers, self.batchesAhead) = (workers, batchesAhead)
  }

  /// The images of this shard in an epoch.
  public var imageCount: Int {
    EpochOrder.imageCount(dataCount: dataSet.count, shard: shard, batchSize: keptBatchSize)
  }

  /// The batches of an epoch.
  public var batchCount: Int { (imageCount + batchSize - 1) / batchSize }

  /// The batches of an epoch, in order.
  ///
  /// - Precondition: `epoch` is not negative.
  public func epoch(_ epoch: Int, file: StaticString = #fileID, line: UInt = #line) -> LoadedBatches {
    self.epoch(from: LoaderPosition(epoch: epoch, file: file, line: line))
  }

  /// The batches of an epoch from a position on, which is the ``ImageBatch/next`` of one before.
  public func epoch(from position: LoaderPosition) -> LoadedBatches {
    LoadedBatches(loader: self, position: position)
  }

  /// The batches of an epoch, in order, for a thread that may wait.
  ///
  /// - Precondition: `epoch` is not negative.
  public func batches(
    epoch: Int, file: StaticString = #fileID, line: UInt = #line
  ) -> BlockingBatches {
    batches(from: LoaderPosition(epoch: epoch, file: file, line: line))
  }

  /// The batches of an epoch from a position on, for a thread that may wait.
  public func batches(from position: LoaderPosition) -> BlockingBatches {
    BlockingBatches(loader: self, position: position)
  }

  /// Which image comes when in an epoch.
  func order(ofEpoch epoch: Int) -> EpochOrder {
    EpochOrder(
      dataCount: dataSet.count, shard: shard, batchSize: keptBatchSize,
      shuffledBy: order == .shuffled ? PhiloxGenerator(seed: seed).stream(epoch) : nil)
  }

  /// What an image in an epoch draws from.
  static func generator(seed: UInt64, epoch: Int, index: Int) -> PhiloxGenerator {
    PhiloxGenerator(seed: seed).stream(epoch, index)
  }

  /// The size that every batch has, where that is so.
  private var keptBatchSize: Int? { partialBatch == .dropped ? batchSize : nil }
}

extension ImageDataSet {
  /// The image of the given index; an error says which it is.
  func loadedImage(at index: Int) throws(FileError) -> Image {
    do {
      return try image(at: index)
    } catch {
      throw error.path.isEmpty ? error.located(in: name(at: index)) : error
    }
  }
}
