import Testing

@testable import Tapestry

@Suite struct EinsumTests {
  @Test func operandsMayStandInTheCall() {
    let a = Tensor<Float>([[1, 2], [3, 4]])
    #expect(einsum("ij, jk -> ik", a, a).scalars == [7, 10, 15, 22])
    #expect(einsum("ii->", a).item() == 5)
  }

  @Test(arguments: [
    ("ij,jk->ik", [[2, 3], [4, 5]], "\"j\" has the extents 3 and 4"),
    ("ij,jk->iq", [[2, 3], [3, 5]], "\"q\" of the result is in no operand"),
    ("ij,jk->ii", [[2, 3], [3, 5]], "the result has the same letter twice"),
    ("ij->ji", [[2, 3], [3, 5]], "it has 1 operands, but 2 are given"),
    ("ijk,jk->i", [[2, 3], [3, 5]], "\"ijk\" names 3 axes, but the shape is [2, 3]"),
    ("i1,jk->i", [[2, 3], [3, 5]], "\"1\" is not a letter"),
    ("ij->j->i", [[2, 3]], "there is more than one arrow"),
    ("...i...->i", [[2, 3]], "\"...i...\" has more than one ellipsis"),
    ("...i,...i->i", [[2, 3], [4, 3]], "axis -1 of the ellipsis has the extents 2 and 4"),
  ])
  func aMalformedEquationIsNamed(equation: String, shapes: [[Int]], message: String) {
    #expect {
      try EinsumEquation(equation, shapes: shapes.map { TensorShape($0) })
    } throws: { error in
      (error as? EinsumEquation.Mistake)?.message == message
    }
  }

  @Test func aMalformedEquationTraps() async throws {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = einsum("ij,jk->ik", Tensor<Float>(zeros: [2, 3]), Tensor<Float>(zeros: [2, 3]))
    }
    let words = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    #expect(words.contains("einsum: in the equation \"ij,jk->ik\", \"j\" has the extents 3 and 2"))
    #expect(words.contains("EinsumTests.swift"))
  }
}
