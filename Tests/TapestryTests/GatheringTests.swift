import Testing

@testable import Tapestry

@Suite struct GatheringTests {
  @Test func everyTypeIsGathered() {
    let mask: Tensor<Bool> = [[true, false], [false, false], [true, true]]
    #expect(mask.gathered(at: [2, 0]).scalars == [true, true, true, false])
    let bytes = Tensor<UInt8>(shape: [2, 3], scalars: 1...6)
    #expect(bytes.gathered(at: [-1, 0], axis: 1).scalars == [3, 1, 6, 4])
    #expect(bytes.gatheredElements(at: [[1], [2]], axis: 1).scalars == [2, 6])
    let numbers = Tensor<Int32>(shape: [3], scalars: [7, 8, 9])
    #expect(numbers.gathered(at: 1).item() == 8)
    #expect(numbers.gathered(at: Tensor<Int32>(shape: [0], scalars: [])).shape == [0])
    #expect(numbers.gathered(at: [[0, 1], [1, 2]]).shape == [2, 2])
  }

  @Test func emptyAxes() {
    let none = Tensor<Int32>(shape: [0], scalars: [])
    #expect(Tensor<Float>(zeros: [0, 3]).gathered(at: none).shape == [0, 3])
    #expect(Tensor<Float>(zeros: [2, 0]).gathered(at: [1, 1, 0]).shape == [3, 0])
    #expect(Tensor<Float>(ones: [2, 3]).scatterAdding(5, at: none).scalars == [1, 1, 1, 1, 1, 1])
  }

  @Test func additionsAtTheSamePlaceAddUp() {
    var counts = Tensor<Int32>(zeros: [4])
    let before = counts
    counts.scatterAdd(1, at: [0, 3, 3, -1, 1])
    #expect(counts.scalars == [1, 1, 0, 3])
    #expect(before.scalars == [0, 0, 0, 0])
    var bytes = Tensor<UInt8>(shape: [2], scalars: [250, 1])
    bytes.scatterAddElements([10, 20], at: [0, 0], axis: 0)
    #expect(bytes.scalars == [24, 1])
  }

  @Test func theLookUpOfAnEmbeddingHasTheGradientOfItsRows() {
    let table = Tensor<Double>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6])
    let gradient = gradient(at: table) { table in table.gathered(at: [[2, 0], [2, 2]]).sum() }
    #expect(gradient.scalars == [1, 1, 0, 0, 3, 3])
  }

  @Test func anIndexOutsideTrapsWithItsValue() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let high = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).gathered(at: [0, 3], axis: 1)
      _ = Tensor<Float>(zeros: [2, 3]).gathered(at: [0, 3, 1], axis: 1)
    }
    #expect(try words(high).contains("gathered: the index 3 lies outside of axis 1 of the shape [2, 3]"))
    #expect(try words(high).contains("GatheringTests.swift"))
    let low = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).scatterAdding(1, at: [-3, 1])
    }
    #expect(try words(low).contains("scatterAdd: the index -3 lies outside of axis 0 of the shape [2, 3]"))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).gatheredElements(at: [0, 1], axis: 1)
    }
    #expect(
      try words(shape).contains(
        "gatheredElements: indices of the shape [2] do not fit axis 1 of the shape [2, 3]"))
  }
}
