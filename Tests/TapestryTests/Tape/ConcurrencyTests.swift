import Dispatch
import Synchronization
import Testing

@testable import Tapestry

@Suite struct ConcurrencyTests {
  @Test func gradientsFromManyThreadsAtOnce() async {
    let x = Tensor<Double>(shape: [64], scalars: (0..<64).map(Double.init))
    func slopes(_ factor: Double) -> [Double] {
      gradient(at: x) { x in
        (0..<20).reduce(x) { y, _ in y + x * factor }.sum()
      }.scalars
    }
    await withTaskGroup(of: Bool.self) { group in
      for task in 0..<32 {
        group.addTask { slopes(Double(task)).allSatisfy { $0 == 1 + 20 * Double(task) } }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func oneTapeIsRecordedOnFromManyThreads() {
    let tape = Tape()
    let x = tape.watch(Tensor<Double>([1, 2, 3]))
    let parts = Mutex([Int: Tensor<Double>]())
    DispatchQueue.concurrentPerform(iterations: 64) { index in
      let part = x * x * Double(index)
      parts.withLock { $0[index] = part }
    }
    let sum = parts.withLock { parts in
      (0..<64).reduce(Tensor<Double>(zeros: [3])) { sum, index in sum + parts[index]! }
    }
    #expect(tape.gradient(of: sum.sum(), withRespectTo: x).scalars == [4032, 8064, 12096])
  }

  @Test func copiesOnDifferentThreadsAreIndependent() {
    let shared = Tensor<Int32>(repeating: 0, shape: [1000])
    let sums = Mutex([Int32]())
    DispatchQueue.concurrentPerform(iterations: 16) { index in
      var own = shared
      unsafe own.withUnsafeMutableElements { elements in
        for element in elements.indices { unsafe elements[element] += Int32(index) }
      }
      let sum = own.scalars.reduce(0, +)
      sums.withLock { $0.append(sum) }
    }
    #expect(sums.withLock { $0.sorted() } == (0..<16).map { $0 * 1000 })
    #expect(shared.scalars.allSatisfy { $0 == 0 })
  }

  @Test func theScopeOfATaskIsItsOwn() async {
    let tape = Tape()
    let x = tape.watch(Tensor<Double>(2))
    await withTaskGroup(of: Void.self) { group in
      group.addTask { Tape.withoutRecording { #expect(!(x * x).isTracked) } }
      group.addTask { #expect((x * x).isTracked) }
    }
  }
}
