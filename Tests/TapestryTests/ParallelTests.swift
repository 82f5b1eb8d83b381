import KernelTemplates
import Synchronization
import Testing

/// Work that is spread over helping threads.
@Suite struct ParallelTests {
  /// How often each piece was done.
  private func counts(_ pieces: Int, width: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: pieces)
    counts.withUnsafeMutableBufferPointer { counts in
      nonisolated(unsafe) let counts = counts
      Parallel.withWidth(width) { Parallel.forEach(pieces) { counts[$0] += 1 } }
    }
    return counts
  }

  @Test(arguments: [1, 2, 5, 80]) func everyPieceIsDoneOnce(width: Int) {
    for pieces in [0, 1, 2, 3, 17, 1000] {
      for _ in 0..<20 { #expect(counts(pieces, width: width).allSatisfy { $0 == 1 }) }
    }
  }

  /// Helpers that found no more work go away, and are called anew.
  @Test func helpersComeBackAfterAPause() async throws {
    for _ in 0..<5 {
      #expect(counts(100, width: 3).allSatisfy { $0 == 1 })
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  @Test func piecesMayThemselvesBeSharedOut() {
    let total = Atomic<Int>(0)
    Parallel.withWidth(3) {
      Parallel.forEach(20) { outer in
        Parallel.forEach(30) { inner in total.add(outer * inner, ordering: .relaxed) }
      }
    }
    #expect(total.load(ordering: .relaxed) == 190 * 435)
  }

  @Test func tasksShareTheHelpers() async {
    let sums = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          let sum = Atomic<Int>(0)
          for _ in 0..<50 {
            Parallel.withWidth(4) { Parallel.forEach(10) { sum.add(task + $0, ordering: .relaxed) } }
          }
          return sum.load(ordering: .relaxed)
        }
      }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(sums == Set((0..<8).map { 50 * (10 * $0 + 45) }))
  }

  /// What the caller wrote before, a helper sees; what a helper wrote, the caller sees after.
  @Test func memoryIsSeenAcrossThreads() {
    var values = [Int](repeating: 0, count: 64)
    for round in 1...500 {
      values.withUnsafeMutableBufferPointer { values in
        nonisolated(unsafe) let values = values
        Parallel.withWidth(4) { Parallel.forEach(64) { values[$0] += round } }
      }
    }
    #expect(values.allSatisfy { $0 == 500 * 501 / 2 })
  }
}
