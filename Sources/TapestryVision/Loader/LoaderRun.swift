import Tapestry

/// An epoch, or what is left of it, on its way. When the last who could take a batch is gone, the threads end.
final class LoaderRun: Sendable {
  private let loader: ImageLoader
  private let start: LoaderPosition
  private let order: EpochOrder
  private let classCount: Int
  private let queue: BatchQueue<Float>

  init(_ loader: ImageLoader, from start: LoaderPosition) {
    let order = loader.order(ofEpoch: start.epoch)
    (self.loader, self.start, self.order) = (loader, start, order)
    classCount = loader.dataSet.classNames.count
    queue = BatchQueue(
      itemCount: max(order.imageCount - start.imageCount, 0), batchSize: loader.batchSize,
      itemShape: TensorShape(loader.shape), ahead: loader.batchesAhead, workers: loader.workers
    ) { (item, slot) throws(FileError) in
      try loader.write(order[start.imageCount + item], epoch: start.epoch, to: &slot)
    }
  }

  deinit { queue.cancel() }

  /// Waits for the next batch; nil where there is none.
  func next() throws(FileError) -> ImageBatch? {
    guard let batch = queue.next() else { return nil }
    return try imageBatch(batch)
  }

  /// As ``next()``, without holding a thread.
  func nextWhenReady() async throws -> ImageBatch? {
    guard let batch = await queue.nextWhenReady() else {
      try Task.checkCancellation()
      return nil
    }
    return try imageBatch(batch)
  }

  private func imageBatch(_ batch: BatchQueue<Float>.Batch) throws(FileError) -> ImageBatch {
    if let failure = batch.failures.first {
      queue.cancel()
      throw failure.error
    }
    let indices = batch.items.map { order[start.imageCount + $0] }
    let end = start.imageCount + batch.items.upperBound
    return ImageBatch(
      images: batch.tensor, labels: Tensor(indices.map(label)), indices: indices,
      next: end == order.imageCount
        ? LoaderPosition(epoch: start.epoch + 1) : LoaderPosition(epoch: start.epoch, imageCount: end))
  }

  private func label(at index: Int) -> Int32 {
    let label = loader.dataSet.label(at: index)
    guard 0..<classCount ~= label else {
      trap(
        "ImageLoader",
        "\(loader.dataSet.name(at: index)) has the label \(label): there are \(classCount) classes")
    }
    return Int32(label)
  }
}

extension ImageLoader {
  /// Writes an image of the data set into its place in a batch.
  fileprivate func write(_ index: Int, epoch: Int, to slot: inout MutableSpan<Float>) throws(FileError) {
    var generator = Self.generator(seed: seed, epoch: epoch, index: index)
    let image = pipeline.image(from: try dataSet.loadedImage(at: index), using: &generator)
    guard PixelShape(image) == shape else {
      throw FileError(
        .mismatch, path: dataSet.name(at: index),
        "after the pipeline's steps the image has \(image.width) × \(image.height) pixels of \(image.channelCount) samples: "
          + "expected \(shape.width) × \(shape.height) of \(shape.channels), as \(dataSet.name(at: 0)) has")
    }
    pipeline.write(image, to: &slot, using: &generator)
  }
}
