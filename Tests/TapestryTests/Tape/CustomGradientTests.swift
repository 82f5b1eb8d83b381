import Testing

@testable import Tapestry

@Suite struct CustomGradientTests {
  let x: Tensor<Double> = [0.5, -1, 2]
  let y: Tensor<Double> = [3, 0.25, -1]

  /// x² with a gradient made of differentiable operations.
  func square(_ x: Tensor<Double>) -> Tensor<Double> {
    withCustomGradient(of: x) { x in (x * x, { dy in dy * x * 2 }) }
  }

  @Test func theGradientGivenIsUsed() {
    let gradient = gradient(at: x) { x in
      withCustomGradient(of: x) { x in (x * x, { dy in dy * 7 }) }.sum()
    }
    #expect(gradient.scalars == [7, 7, 7])
  }

  @Test func itCanBeDifferentiatedAgain() {
    let report = checkGradients(of: { x in gradient(at: x) { x in (square(x) * x).sum() } }, at: x)
    #expect(report.isCorrect, "\(report)")
  }

  @Test func nothingInsideIsRecorded() {
    let tape = Tape()
    let watched = tape.watch(x)
    let result = withCustomGradient(of: watched) { x in
      #expect(!(x * x * x).isTracked)
      return (x * x * x, { dy in dy })
    }
    #expect(result.isTracked)
    #expect(tape.stepCount == 2)
    #expect(!square(x).isTracked)
  }

  @Test func twoAndMoreOperands() {
    let (dx, dy) = gradient(at: x, y) { x, y in
      withCustomGradient(of: x, y) { x, y in (x * y, { dz in (dz * y, dz * x) }) }.sum()
    }
    #expect(dx.scalars == y.scalars && dy.scalars == x.scalars)
    let all = valueAndGradient(at: [x, y, x]) { inputs in
      withCustomGradient(of: inputs) { inputs in
        (inputs[0] * inputs[1] * inputs[2], { dy in [dy * 1, dy * 2, dy * 3] })
      }.sum()
    }
    #expect(all.gradients.map(\.scalars) == [[1, 1, 1], [2, 2, 2], [3, 3, 3]])
  }

  @Test func anOperandThatIsNotTrackedIsLeftAlone() {
    let constant = y
    let gradient = gradient(at: x) { x in
      withCustomGradient(of: constant, x) { y, x in (x * y, { dz in (dz * 100, dz * y) }) }.sum()
    }
    #expect(gradient.scalars == y.scalars)
  }

  @Test func scalarTypesMayDiffer() {
    let float: Tensor<Float> = [1, 2, 3]
    let (dx, df) = gradient(at: x, float) { x, float in
      withCustomGradient(of: x, float) { x, float in
        (
          x * Tensor<Double>(shape: [3], scalars: float.scalars.map(Double.init)),
          { dy in (dy * 2, Tensor<Float>(shape: [3], scalars: dy.scalars.map { Float($0) })) }
        )
      }.sum()
    }
    #expect(dx.scalars == [2, 2, 2])
    #expect(df.scalars == [1, 1, 1])
  }
}
