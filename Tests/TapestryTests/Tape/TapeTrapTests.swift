import Foundation
import Testing

@testable import Tapestry

/// Mistakes trap, each with words that say what to do.
@Suite struct TapeTrapTests {
  @Test func aTapeThatIsUsedUp() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape()
      let x = tape.watch(Tensor<Double>([1, 2]))
      let y = (x * x).sum()
      _ = tape.gradient(of: y, withRespectTo: x)
      _ = tape.gradient(of: y, withRespectTo: x)
    }
    #expect(result.words.contains("the tape is used up; pass `walk: .keeping` to every walk but the last"))
    #expect(result.words.contains("TapeTrapTests.swift:"))
  }

  @Test func watchingOnATapeThatIsUsedUp() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape()
      let x = tape.watch(Tensor<Double>(2))
      _ = tape.gradient(of: x * x, withRespectTo: x)
      _ = tape.watch(x)
    }
    #expect(result.words.contains("Tape.watch: the tape is used up; make a new one"))
  }

  @Test func aResultThatWasNeverRecorded() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape()
      let x = tape.watch(Tensor<Double>(2))
      _ = tape.gradient(of: Tensor<Double>(3), withRespectTo: x)
    }
    #expect(
      result.words.contains("Tape.gradient: the result was not recorded on this tape. Watch the inputs"))
  }

  @Test func anInputThatWasNeverWatched() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape()
      let x = tape.watch(Tensor<Double>(2))
      let other = Tape().watch(Tensor<Double>(2))
      _ = tape.gradients(of: x * x, withRespectTo: [x, other])
    }
    #expect(result.words.contains("Tape.gradient: input 1 was not recorded on this tape"))
  }

  @Test func aLossOfSeveralElementsWithoutASeed() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = valueAndGradient(at: Tensor<Double>([1, 2, 3])) { x in x * x }
    }
    #expect(
      result.words.contains(
        "the result has the shape [3]: reduce it to one element with sum() or mean(), or pass a seed"))
    #expect(result.words.contains("TapeTrapTests.swift:"))
  }

  @Test func aSeedOfAnotherShape() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape()
      let x = tape.watch(Tensor<Double>([1, 2, 3]))
      _ = tape.gradient(of: x * x, withRespectTo: x, seed: [1, 2])
    }
    #expect(result.words.contains("Tape.gradient: the seed has the shape [2], the result [3]"))
  }

  @Test func tensorsOfTwoTapes() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tapes = (Tape(), Tape())
      let x = tapes.0.watch(Tensor<Double>(2))
      let y = tapes.1.watch(Tensor<Double>(3))
      withExtendedLifetime(tapes) { _ = x * y }
    }
    #expect(result.words.contains("an operation meets tensors of two tapes"))
  }

  @Test func aTensorWhoseTapeHasEndedMeetsALiveOne() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var kept: Tensor<Double> = 0
      _ = gradient(at: Tensor<Double>(2)) { x in
        kept = x * x
        return kept
      }
      _ = gradient(at: Tensor<Double>(2)) { x in x * kept }
    }
    #expect(result.words.contains("an operation meets a tensor whose tape has ended"))
    #expect(result.words.contains("Call detached() on it if it is meant as a constant"))
  }

  @Test func aTapeThatIsGoneLeavesConstants() {
    var kept: Tensor<Double> = 0
    do {
      let tape = Tape()
      kept = tape.watch(Tensor<Double>([1, 2])) * Tensor<Double>([3, 4])
      #expect(kept.isTracked)
    }
    #expect(!kept.isTracked)
    #expect((kept * kept).scalars == [9, 64])
    #expect(gradient(at: Tensor<Double>([1, 1])) { x in (x * kept.detached()).sum() }.scalars == [3, 8])
  }

  @Test func aTrackedTensorCapturedInACheckpoint() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = gradient(at: Tensor<Double>(2), Tensor<Double>(3)) { x, y in checkpoint(x) { x in x * y } }
    }
    #expect(result.words.contains("the function given to checkpoint() captured a tracked tensor"))
  }

  @Test func shapesThatDoNotFit() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>([1, 2, 3]) + Tensor<Double>([1, 2])
    }
    #expect(result.words.contains("[3]") && result.words.contains("[2]"))
  }
}

extension ExitTest.Result {
  /// What the process wrote to its standard error, on one line.
  var words: String { String(decoding: standardErrorContent, as: UTF8.self).replacing("\n", with: " ") }
}
