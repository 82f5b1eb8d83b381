import Testing

@testable import Tapestry

@Suite struct TapeTests {
  let x: Tensor<Double> = [1, 2, 3]

  @Test func valueAndGradientOfOneTensor() {
    let (value, gradient) = valueAndGradient(at: x) { x in (x * x).sum() }
    #expect(value.item() == 14)
    #expect(gradient.scalars == [2, 4, 6])
    #expect(!value.isTracked && !gradient.isTracked)
  }

  @Test func gradientsOfSeveralTensors() {
    let y: Tensor<Double> = [4, 5, 6]
    let (value, (dx, dy)) = valueAndGradient(at: x, y) { x, y in (x * y * y).sum() }
    #expect(value.item() == 16 + 50 + 108)
    #expect(dx.scalars == [16, 25, 36])
    #expect(dy.scalars == [8, 20, 36])
    let array = valueAndGradient(at: [x, y]) { ($0[0] * $0[1]).sum() }.gradients
    #expect(array.map(\.scalars) == [[4, 5, 6], [1, 2, 3]])
  }

  @Test func nestedCallsGiveHigherDerivatives() {
    // x³: 3x², 6x, 6.
    let third = gradient(at: x) { x in
      gradient(at: x) { x in
        gradient(at: x) { x in (x * x * x).sum() }.sum()
      }.sum()
    }
    #expect(third.scalars == [6, 6, 6])
  }

  @Test func innerGradientKeepsWhatTheOuterFunctionCaptured() {
    // d/dx of x · d/dy (x² y²) at y = x, by hand: 2 x³ y → with y = x kept constant inside: x · 2x²·y.
    let y: Tensor<Double> = [2, 2, 2]
    let outer = gradient(at: x) { x in
      (x * gradient(at: y) { y in (x * x * y * y).sum() }).sum()
    }
    #expect(outer.scalars == [12, 48, 108])  // 3 · 2 · x² · y
  }

  @Test func aChainOfTenThousandStepsNeedsNoRecursion() {
    let one: Tensor<Double> = 1
    let gradient = gradient(at: one) { x in
      var y = x
      for _ in 0..<10_000 { y = y + x }
      return y
    }
    #expect(gradient.item() == 10_001)
  }

  @Test func explicitTape() {
    let tape = Tape()
    let watched = tape.watch(x)
    let squares = watched * watched
    let y = squares.sum()
    #expect(tape.gradient(of: y, withRespectTo: squares, walk: .keeping).scalars == [1, 1, 1])
    #expect(
      tape.gradient(of: squares, withRespectTo: watched, seed: [1, 0, 2], walk: .keeping).scalars == [
        2, 0, 12,
      ])
    let first = tape.gradient(of: y, withRespectTo: watched, walk: .differentiable)
    #expect(tape.gradient(of: first.sum(), withRespectTo: watched).scalars == [2, 2, 2])
    #expect(!watched.isTracked)
  }

  @Test func functionalFormsInsideAnExplicitTape() {
    let tape = Tape()
    let watched = tape.watch(x)
    let other: Tensor<Double> = [1, 1, 1]
    let y = tape.record { (gradient(at: other) { other in (watched * watched * other).sum() }).sum() }
    #expect(tape.gradient(of: y, withRespectTo: watched).scalars == [2, 4, 6])
  }

  @Test func nothingIsRecordedWithoutNeed() {
    #expect(!(x * x).isTracked)
    let tape = Tape()
    let watched = tape.watch(x)
    #expect(!Tape.withoutRecording { watched * watched }.isTracked)
    #expect(!(watched.detached() * 2).isTracked)
    #expect(tape.stepCount == 1)
    _ = watched * watched
    #expect(tape.stepCount == 2)
  }

  @Test func aResultThatDoesNotDependOnTheInputHasNoGradient() {
    #expect(gradient(at: x) { _ in Tensor<Double>(3) }.scalars == [0, 0, 0])
    #expect(gradient(at: x) { x in Tape.withoutRecording { (x * x).sum() } }.scalars == [0, 0, 0])
  }

  @Test func literalsOfTrackedTensorsAreRecorded() {
    let gradient = gradient(at: Tensor<Double>(2), Tensor<Double>(3)) { x, y in
      let matrix: Tensor<Double> = [[x, y, x], [1, x * y, 0]]
      return (matrix * matrix).sum()
    }
    #expect(gradient.0.item() == 44)  // d/dx (2x² + y² + x²y²) = 4x + 2xy²
    #expect(gradient.1.item() == 30)
  }
}
