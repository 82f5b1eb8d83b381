import Testing

@testable import Tapestry

@Suite struct DropoutTests {
  @Test func elementsAreDroppedWithTheirProbability() {
    var generator = PhiloxGenerator(seed: 3)
    let x = Tensor<Float>(repeating: 3, shape: [400, 250])
    for probability in [0.1, 0.5, 0.9] {
      let y = x.dropout(probability, using: &generator).scalars
      let dropped = y.count { $0 == 0 }
      let deviation = (100_000 * probability * (1 - probability)).squareRoot()
      #expect(abs(Double(dropped) - 100_000 * probability) < 3.3 * deviation)
      #expect(y.allSatisfy { $0 == 0 || $0 == 3 * Float(1 / (1 - probability)) })
    }
  }

  @Test func masksFollowTheStream() {
    var generator = PhiloxGenerator(seed: 4)
    var copy = generator
    let x = Tensor<Double>(ones: [1000])
    let first = x.dropout(0.5, using: &generator)
    #expect(x.dropout(0.5, using: &copy) == first)
    #expect(generator == copy)
    #expect(x.dropout(0.5, using: &generator) != first)
    // The positions do not depend on the probability, so that a layer can be turned off without changing the others.
    _ = x.dropout(0, using: &copy)
    #expect(generator == copy)
  }

  @Test func theEndsOfProbability() {
    var generator = PhiloxGenerator(seed: 5)
    let x = Tensor<Float>([1, .nan, .infinity])
    #expect(x.dropout(1, using: &generator).scalars == [0, 0, 0])
    let same = x.dropout(0, using: &generator).scalars
    #expect(same[0] == 1 && same[1].isNaN && same[2] == .infinity)
    let start = generator
    let slope = gradient(at: Tensor<Float>([1, 2])) { x in
      var generator = start
      return x.dropout(1, using: &generator).sum()
    }
    #expect(slope.scalars == [0, 0])
  }

  /// In a process of its own, since the counter is the process's.
  @Test func noMaskIsKept() async {
    await #expect(processExitsWith: .success) {
      let tape = Tape()
      let x = tape.watch(Tensor<Float>(ones: [1 << 20]))
      var generator = PhiloxGenerator(seed: 6)
      let before = TensorMemory.liveByteCount
      let y = x.dropout(0.5, using: &generator)
      #expect(TensorMemory.liveByteCount == before + (4 << 20))
      let dx = tape.gradient(of: y, withRespectTo: x, seed: Tensor(ones: x.shape))
      #expect(dx == y.detached())
    }
  }

  @Test func aCheckpointDrawsTheSameMaskAgain() {
    let x = Tensor<Double>(from: 1, to: 65)
    let generator = PhiloxGenerator(seed: 7)
    @Sendable func dropped(_ x: Tensor<Double>) -> Tensor<Double> {
      var generator = generator
      return (x * x).dropout(0.5, using: &generator).dropout(0.25, using: &generator)
    }
    let plain = valueAndGradient(at: x) { dropped($0).sum() }
    let again = valueAndGradient(at: x) { checkpoint($0, dropped).sum() }
    #expect(again.value == plain.value)
    #expect(again.gradient == plain.gradient)
    #expect(plain.gradient.scalars.contains(0) && plain.gradient.scalars.contains { $0 != 0 })
  }

  @Test func noProbability() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 0)
      _ = Tensor<Float>([1]).dropout(1.5, using: &generator)
    }
    #expect(result.words.contains("dropout: 1.5 is no probability"))
  }
}
