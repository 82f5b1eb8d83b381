import Foundation
import Synchronization
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct ImageLoaderTests {
  private let pipeline = ImagePipeline([RandomDarkening()])

  @Test func batchesHaveTheImagesOfTheirIndices() throws {
    let loader = try ImageLoader(
      NumberedImages(count: 10), pipeline: ImagePipeline([]), batchSize: 4, order: .sequential)
    #expect(loader.shape == PixelShape(channels: 1, height: 4, width: 4))
    let batches = try loader.batches(epoch: 0).map { try $0.get() }
    #expect(batches.map(\.indices) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    #expect(batches.map(\.images.shape) == [[4, 1, 4, 4], [4, 1, 4, 4], [2, 1, 4, 4]])
    #expect(batches[1].labels.scalars == [0, 1, 0, 1])
    for batch in batches {
      let expected = batch.indices.flatMap { [Float](repeating: Float($0) * (1 / 255), count: 16) }
      #expect(batch.images.scalars == expected)
    }
    #expect(
      batches.map(\.next) == [
        LoaderPosition(epoch: 0, imageCount: 4), LoaderPosition(epoch: 0, imageCount: 8),
        LoaderPosition(epoch: 1),
      ])
  }

  @Test func batchesDoNotDependOnTheNumberOfWorkers() throws {
    func contents(workers: Int, ahead: Int) throws -> [BatchContent] {
      try ImageLoader(
        NumberedImages(count: 103), pipeline: pipeline, batchSize: 8, seed: 3, workers: workers,
        batchesAhead: ahead
      ).contents(epoch: 2)
    }
    let one = try contents(workers: 1, ahead: 1)
    #expect(one.count == 13)
    #expect(try contents(workers: 2, ahead: 2) == one)
    #expect(try contents(workers: 7, ahead: 3) == one)
  }

  @Test func eachEpochHasAllImagesInAnOrderOfItsOwn() throws {
    let loader = try ImageLoader(NumberedImages(count: 100), pipeline: pipeline, batchSize: 16, seed: 1)
    let epochs = try (0..<3).map { try loader.contents(epoch: $0) }
    for epoch in epochs { #expect(epoch.flatMap(\.indices).sorted() == Array(0..<100)) }
    #expect(Set(epochs.map { $0.flatMap(\.indices) }).count == 3)
    #expect(try loader.contents(epoch: 1) == epochs[1])
    let other = try ImageLoader(NumberedImages(count: 100), pipeline: pipeline, batchSize: 16, seed: 2)
    #expect(try other.contents(epoch: 1).flatMap(\.indices) != epochs[1].flatMap(\.indices))
  }

  @Test func augmentationDependsOnTheEpochAndTheImageAlone() throws {
    let shuffled = try ImageLoader(NumberedImages(count: 40), pipeline: pipeline, batchSize: 8, seed: 1)
    let sequential = try ImageLoader(
      NumberedImages(count: 40), pipeline: pipeline, batchSize: 5, seed: 1, order: .sequential)
    func byIndex(_ loader: ImageLoader, _ epoch: Int) throws -> [Int: Float] {
      let contents = try loader.contents(epoch: epoch)
      let pairs = contents.flatMap { batch in
        batch.indices.indices.map { (batch.indices[$0], batch.images[16 * $0]) }
      }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
    #expect(try byIndex(shuffled, 4) == byIndex(sequential, 4))
    #expect(try byIndex(shuffled, 4) != byIndex(shuffled, 5))
  }

  @Test func aSavedPositionGoesOnWithTheSameBatches() throws {
    let loader = try ImageLoader(NumberedImages(count: 50), pipeline: pipeline, batchSize: 8, seed: 9)
    let whole = try loader.contents(epoch: 1)
    for (place, batch) in whole.enumerated() {
      let saved = try JSONEncoder().encode(batch.next)
      let position = try JSONDecoder().decode(LoaderPosition.self, from: saved)
      if place + 1 < whole.count {
        #expect(try loader.contents(from: position) == Array(whole[(place + 1)...]))
      } else {
        #expect(position == LoaderPosition(epoch: 2))
      }
    }
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LoaderPosition.self, from: Data(#"{"epoch":0,"imageCount":-1}"#.utf8))
    }
  }

  @Test(arguments: [ImageLoader.PartialBatch.kept, .dropped], [1, 2, 3, 5])
  func shardsShareAnEpoch(partial: ImageLoader.PartialBatch, count: Int) throws {
    let loaders = try (0..<count).map {
      try ImageLoader(
        NumberedImages(count: 47), pipeline: pipeline, batchSize: 4, seed: 1, partialBatch: partial,
        shard: .init($0, of: count))
    }
    let parts = try loaders.map { try $0.contents(epoch: 3) }
    let indices = parts.map { $0.flatMap(\.indices) }
    #expect(Set(indices.joined()).count == indices.joined().count)
    for (loader, part) in zip(loaders, parts) {
      #expect(part.count == loader.batchCount)
      #expect(part.reduce(0) { $0 + $1.indices.count } == loader.imageCount)
    }
    switch partial {
    case .kept:
      #expect(indices.joined().count == 47)
    case .dropped:
      #expect(parts.allSatisfy { $0.count == 47 / count / 4 })
      #expect(parts.joined().allSatisfy { $0.indices.count == 4 })
    }
  }

  @Test func theAsynchronousSequenceHasTheSameBatches() async throws {
    let loader = try ImageLoader(NumberedImages(count: 60), pipeline: pipeline, batchSize: 7, seed: 4)
    var contents: [BatchContent] = []
    for try await batch in loader.epoch(2) { contents.append(batch.content) }
    #expect(try contents == loader.contents(epoch: 2))
  }

  @Test func anErrorComesWithItsPathAfterTheBatchesBeforeIt() async throws {
    var images = NumberedImages(count: 40)
    images.broken = [21, 23]
    let loader = try ImageLoader(
      images, pipeline: pipeline, batchSize: 8, order: .sequential, workers: 3)
    let results = Array(loader.batches(epoch: 0))
    #expect(results.count == 3)
    #expect(results.prefix(2).allSatisfy { (try? $0.get()) != nil })
    let error = #expect(throws: FileError.self) { try results[2].get() }
    #expect(error?.path == "number 21")
    #expect(error?.message == "broken")

    var count = 0
    await #expect(throws: FileError.self) {
      for try await _ in loader.epoch(0) { count += 1 }
    }
    #expect(count == 2)
  }

  @Test func anImageOfAnotherShapeIsRefused() throws {
    var images = NumberedImages(count: 6)
    images.sides = [4: 5]
    let loader = try ImageLoader(images, pipeline: ImagePipeline([]), batchSize: 2, order: .sequential)
    let results = Array(loader.batches(epoch: 0))
    #expect(results.count == 3)
    let error = #expect(throws: FileError.self) { try results[2].get() }
    #expect(error?.path == "number 4")
    #expect(error?.reason == .mismatch)
    #expect(throws: FileError.self) {
      try ImageLoader(NumberedImages(count: 0), pipeline: pipeline, batchSize: 2)
    }
  }

  @Test func noMoreIsMadeAheadThanAllowed() throws {
    let counted = CountingImages()
    let loader = try ImageLoader(
      counted, pipeline: ImagePipeline([]), batchSize: 5, order: .sequential, workers: 4, batchesAhead: 2)
    let iterator = loader.batches(epoch: 0).makeIterator()
    for taken in 1...3 {
      _ = try iterator.next()?.get()
      Thread.sleep(forTimeInterval: 0.02)
      // One image was decoded to learn the shape.
      #expect(counted.asked.value <= 1 + 5 * (taken + 2))
    }
  }
}

/// Counts the images that are asked for.
private struct CountingImages: ImageDataSet {
  let count = 1000
  let classNames = ["one"]
  let asked = Counter()

  func label(at index: Int) -> Int { 0 }
  func image(at index: Int) -> Image {
    asked.add()
    return Image(width: 1, height: 1, color: .gray, samples: [0])
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func add() { count.withLock { $0 += 1 } }
}
