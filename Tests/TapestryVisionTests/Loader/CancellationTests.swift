import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct CancellationTests {
  /// Images that take a while.
  private static func slow(_ count: Int) -> NumberedImages {
    var images = NumberedImages(count: count)
    images.delay = 0.002
    return images
  }

  @Test func aQueueThatIsCancelledEndsItsThreads() {
    for taken in 0..<3 {
      weak var queue: BatchQueue<Float>?
      do {
        let strong = BatchQueue<Float>(itemCount: 1000, batchSize: 4, itemShape: [1], ahead: 2, workers: 3) {
          Thread.sleep(forTimeInterval: 0.001)
          $1[0] = Float($0)
        }
        queue = strong
        for number in 0..<taken {
          #expect(strong.next()?.tensor.scalars == (0..<4).map { Float(number * 4 + $0) })
        }
        strong.cancel()
        #expect(strong.next() == nil)
      }
      // The threads hold the queue; it is gone when they are.
      #expect(eventually { queue == nil })
    }
  }

  // In a process of its own, where nobody else has tensors or threads.
  @Test func whatIsLeftOfALoopThatEndsEarlyIsNothing() async {
    await #expect(processExitsWith: .success) {
      try await CancellationTests.leaveLoopsEarly()
    }
  }

  private static func leaveLoopsEarly() async throws {
    // Once to the end, so that what is made once is there.
    let short = try ImageLoader(slow(20), pipeline: ImagePipeline([]), batchSize: 8, workers: 3)
    for try await _ in short.epoch(0) {}
    // The queue keeps its memory until its last thread has ended.
    #expect(eventually { threadCount() == 0 })
    let bytes = TensorMemory.liveByteCount
    let loader = try ImageLoader(slow(10_000), pipeline: ImagePipeline([]), batchSize: 8, workers: 3)
    for result in loader.batches(epoch: 0) {
      let batch = try result.get()
      #expect(batch.count == 8 && TensorMemory.liveByteCount > bytes)
      #expect(eventually { threadCount() == 3 })
      break
    }
    for try await _ in loader.epoch(0) { break }
    #expect(eventually { threadCount() == 0 })
    #expect(eventually { TensorMemory.liveByteCount <= bytes })
  }

  @Test func cancellingTheTaskThrowsAtOnce() async throws {
    // One batch would take minutes.
    let loader = try ImageLoader(
      Self.slow(100_000), pipeline: ImagePipeline([]), batchSize: 100_000, workers: 2)
    let task = Task {
      for try await _ in loader.epoch(0) { Issue.record("a batch came") }
    }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func aCancelledTaskGetsNoBatch() async throws {
    let loader = try ImageLoader(Self.slow(100), pipeline: ImagePipeline([]), batchSize: 2)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      for try await _ in loader.epoch(0) { Issue.record("a batch came") }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

/// Whether `condition` holds after a while.
private func eventually(_ condition: () -> Bool) -> Bool {
  for _ in 0..<2000 {
    if condition() { return true }
    Thread.sleep(forTimeInterval: 0.005)
  }
  return false
}

/// The loader's threads in this process, which have a name of their own.
private func threadCount() -> Int {
  let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
  return tasks.count { task in
    // A thread may end between the listing and the reading.
    let name = try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
    return name == BatchQueue<Float>.threadName + "\n"
  }
}
