import Testing

@testable import Tapestry

/// The code of the article on the tape.
@Suite struct TheTapeTests {
  @Test func functionalForms() {
    let x = Tensor<Double>([1, 2, 3])
    let (value, gradient) = valueAndGradient(at: x) { x in (x * x).sum() }
    // value is 14, gradient is [2, 4, 6]
    #expect(value.item() == 14)
    #expect(gradient.scalars == [2, 4, 6])

    let w = Tensor<Double>([0.5, 0.25, 0])
    let (loss, (dx, dw)) = valueAndGradient(at: x, w) { x, w in (x * w * w).sum() }
    #expect(loss.item() == 0.375)
    #expect(dx.scalars == [0.25, 0.0625, 0])
    #expect(dw.scalars == [1, 1, 0])

    let second = Tapestry.gradient(at: x) { x in
      Tapestry.gradient(at: x) { x in (x * x * x).sum() }.sum()
    }
    // 6x: [6, 12, 18]
    #expect(second.scalars == [6, 12, 18])
  }

  @Test func aTapeInHand() {
    let x = Tensor<Double>([1, 2, 3])
    let tape = Tape()
    let input = tape.watch(x)
    let squares = input * input
    let total = squares.sum()
    let toSquares = tape.gradient(of: total, withRespectTo: squares, walk: .keeping)
    let seeded = tape.gradient(of: squares, withRespectTo: input, seed: [1, 0, 2], walk: .keeping)
    let toInput = tape.gradient(of: total, withRespectTo: input)
    #expect(toSquares.scalars == [1, 1, 1])
    #expect(seeded.scalars == [2, 0, 12])
    #expect(toInput.scalars == [2, 4, 6])
  }

  @Test func checkpointsAndCustomGradients() {
    let x = Tensor<Double>([1, 2, 3])
    let slopes = Tapestry.gradient(at: x) { x in
      checkpoint(x) { x in x * x * x }.sum()
    }
    #expect(slopes.scalars == [3, 12, 27])

    let doubled = Tapestry.gradient(at: x) { x in
      withCustomGradient(of: x) { x in (x * x, { dy in dy * x * 2 }) }.sum()
    }
    #expect(doubled.scalars == [2, 4, 6])
  }
}
