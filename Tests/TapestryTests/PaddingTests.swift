import Testing

@testable import Tapestry

@Suite struct PaddingTests {
  @Test func everyTypeIsPadded() {
    #expect(Tensor<Bool>([true]).padded([(1, 0)]).scalars == [false, true])
    #expect(
      Tensor<Int32>([[1, 2]]).padded([(0, 1), (1, 0)], with: .constant(9)).scalars == [9, 1, 2, 9, 9, 9])
    #expect(Tensor<UInt8>([1, 2, 3]).padded([(2, 2)], with: .edge).scalars == [1, 1, 1, 2, 3, 3, 3])
    #expect(Tensor<UInt8>([1, 2, 3]).padded([(2, 2)], with: .reflection).scalars == [3, 2, 1, 2, 3, 2, 1])
    #expect(Tensor<Float>([1, 2]).padded([]).scalars == [1, 2])
    #expect(Tensor<Float>(zeros: [0]).padded([(1, 1)], with: .constant(2)).scalars == [2, 2])
  }

  @Test func mistakesTrapWithWords() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3]).padded([(1, -1)])
    }
    #expect(
      try words(negative).contains(
        "padded: the width (before: 1, after: -1) is negative; a subscript cuts elements off"))
    let many = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3]).padded([(1, 1), (0, 0)])
    }
    #expect(try words(many).contains("padded: 2 widths are too many for the shape [3]"))
    let short = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2]).padded([(2, 0)], with: .reflection)
    }
    #expect(try words(short).contains("axis 0 of the shape [2] is too short for the width"))
  }
}
