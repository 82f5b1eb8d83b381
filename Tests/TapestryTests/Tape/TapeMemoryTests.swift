import Foundation
import Synchronization
import Testing

@testable import Tapestry

/// What the tape keeps alive and for how long, in processes of their own, since the counters are the process's.
@Suite struct TapeMemoryTests {
  @Test func nothingSavedIsAliveAfterAWalk() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 0.5, shape: [1024])
      let before = TensorMemory.liveByteCount
      let tape = Tape()
      let watched = tape.watch(x)
      let loss = chain(watched, 10).sum()
      #expect(TensorMemory.liveByteCount >= before + 9 * 8192)
      let gradient = tape.gradient(of: loss, withRespectTo: watched)
      #expect(tape.stepCount == 0)
      #expect(TensorMemory.liveByteCount == before + 8192 + 64)
      withExtendedLifetime((x, loss, gradient)) {}
    }
  }

  @Test func aWalkThatKeepsTheTapeKeepsWhatItSaved() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 0.5, shape: [1024])
      let before = TensorMemory.liveByteCount
      do {
        let tape = Tape()
        let watched = tape.watch(x)
        let loss = chain(watched, 10).sum()
        let saved = TensorMemory.liveByteCount
        for _ in 0..<3 {
          let gradient = tape.gradient(of: loss, withRespectTo: watched, walk: .keeping)
          #expect(TensorMemory.liveByteCount == saved + 8192)
          withExtendedLifetime(gradient) {}
        }
        withExtendedLifetime(tape) {}
      }
      #expect(TensorMemory.liveByteCount == before)
      withExtendedLifetime(x) {}
    }
  }

  @Test func gradientsAddUpInPlace() async {
    await #expect(processExitsWith: .success) {
      let tape = Tape()
      let x = tape.watch(Tensor<Double>(ones: [4096]))
      var sum = x * 2
      for _ in 0..<5 { sum = sum + x * 3 }
      let seed = Tensor<Double>(ones: [4096])
      TensorMemory.resetPeak()
      let before = TensorMemory.liveByteCount
      let gradient = tape.gradient(of: sum, withRespectTo: x, seed: seed)
      #expect(TensorMemory.peakByteCount == before + 2 * 32768)  // the sum, and what is added to it
      #expect(gradient == Tensor(repeating: 17, shape: [4096]))
    }
  }

  @Test func memoryIsFreedAsTheWalkPasses() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 0.5, shape: [1024])
      let probe = Probe()
      let result = gradient(at: x) { x in
        var y = x
        for _ in 0..<10 { y = probe.watching(y * y) }
        return y.sum()
      }
      // Before the first pullback all ten are alive, before the last only what it needs.
      let seen = probe.seen
      #expect(seen.count == 10)
      for (earlier, later) in zip(seen, seen.dropFirst()) { #expect(later <= earlier - 8192) }
      withExtendedLifetime(result) {}
    }
  }

  @Test func aStepLeaksNothing() async {
    await #expect(processExitsWith: .success) {
      var model = Line()
      let x = Tensor<Double>(repeating: 2, shape: [1024])
      var live: [Int] = []
      for _ in 0..<20 {
        let gradient = valueAndGradient(at: model) { model in
          let squares = checkpoint(model, x) { model, x in model(x) * model(x) }
          let slopes = Tapestry.gradient(at: x) { x in (model(x) * x * x).sum() }
          return squares.sum() + slopes.sum()
        }.gradient
        model.move(along: gradient, by: -1e-6)
        live.append(TensorMemory.liveByteCount)
      }
      #expect(Set(live).count == 1, "\(live)")
    }
  }

  @Test func anEscapedTensorKeepsNothingButItself() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 0.5, shape: [1024])
      let before = TensorMemory.liveByteCount
      var kept = x
      _ = valueAndGradient(at: x) { x in
        kept = chain(x, 10)
        return kept.sum()
      }
      #expect(TensorMemory.liveByteCount == before + 8192)
      withExtendedLifetime((x, kept)) {}
    }
  }

  @Test func anErrorLeavesNothingBehind() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 0.5, shape: [1024])
      let before = TensorMemory.liveByteCount
      #expect(throws: CancellationError.self) {
        try gradient(at: x) { x in
          if chain(x, 10).isTracked { throw CancellationError() }
          return x.sum()
        }
      }
      #expect(TensorMemory.liveByteCount == before)
      withExtendedLifetime(x) {}
    }
  }

  @Test func peaksAreObserved() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 1, shape: [1024])
      let before = TensorMemory.liveByteCount
      do {
        let others = (0..<5).map { _ in Tensor<Double>(repeating: 2, shape: [1024]) }
        withExtendedLifetime(others) {}
      }
      #expect(TensorMemory.peakByteCount == before + 5 * 8192)
      TensorMemory.resetPeak()
      #expect(TensorMemory.peakByteCount == before)
      #expect(TensorMemory.pooledByteCount == 5 * 8192)
      TensorMemory.releasePool()
      #expect(TensorMemory.pooledByteCount == 0)
      #expect(TensorMemory.liveByteCount == before)
      #expect(x.scalars.allSatisfy { $0 == 1 })
    }
  }

  @Test func aCheckpointLowersThePeak() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor<Double>(repeating: 0.9, shape: [1024])
      func peak(_ function: (Tensor<Double>) -> Tensor<Double>) -> (Int, [Double]) {
        let before = TensorMemory.liveByteCount
        TensorMemory.resetPeak()
        let gradient = gradient(at: x) { function($0).sum() }
        return ((TensorMemory.peakByteCount - before) / 8192, gradient.scalars)
      }
      let plain = peak { x in (0..<4).reduce(x) { y, _ in chain(y, 8) } }
      let checkpointed = peak { x in (0..<4).reduce(x) { y, _ in checkpoint(y) { chain($0, 8) } } }
      #expect(plain.1 == checkpointed.1)
      #expect(plain.0 >= 32)
      #expect(checkpointed.0 <= 16, "peak of \(checkpointed.0) tensors")
    }
  }
}

/// `count` products, each of which saves its operand.
private func chain(_ x: Tensor<Double>, _ count: Int) -> Tensor<Double> {
  var y = x
  for _ in 0..<count { y = y * y }
  return y
}

/// Notes the bytes alive whenever the walk passes a step.
private final class Probe: Sendable {
  private let bytes = Mutex<[Int]>([])

  var seen: [Int] { bytes.withLock { $0 } }

  func watching(_ x: Tensor<Double>) -> Tensor<Double> {
    withCustomGradient(of: x) { x in
      (
        x,
        { dy in
          self.bytes.withLock { $0.append(TensorMemory.liveByteCount) }
          return dy
        }
      )
    }
  }
}

private struct Line: Model, Sendable {
  var slope = Tensor<Double>(repeating: 0.5, shape: [1024])
  var offset = Tensor<Double>(repeating: 0.25, shape: [1024])

  func callAsFunction(_ x: Tensor<Double>) -> Tensor<Double> { slope * x + offset }

  mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    visitor.visit("slope", &slope)
    visitor.visit("offset", &offset)
  }
}
