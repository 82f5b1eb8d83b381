import Testing

@testable import Tapestry

@Suite struct ReshapingTests {
  let x = Tensor<Int32>([[1, 2, 3], [4, 5, 6]])

  @Test func oneExtentIsInferred() {
    #expect(x.reshaped(to: [3, -1]).shape == [3, 2])
    #expect(x.reshaped(to: [-1]).scalars == [1, 2, 3, 4, 5, 6])
    #expect(Tensor<Float>(zeros: [0, 4]).reshaped(to: [-1, 2]).shape == [0, 2])
    #expect(Tensor<Float>(5).reshaped(to: [1, -1, 1]).shape == [1, 1, 1])
  }

  @Test func shapesOfTheSmallForms() {
    let y = Tensor<Float>(zeros: [2, 1, 3, 1])
    #expect(y.squeezed().shape == [2, 3])
    #expect(y.squeezed(axes: [-1]).shape == [2, 1, 3])
    #expect(y.squeezed(axes: [1, 3]).shape == [2, 3])
    #expect(y.flattened().shape == [6])
    #expect(y.flattened(from: 1).shape == [2, 3])
    #expect(y.flattened(from: 0, through: -2).shape == [6, 1])
    #expect(x.expanded(axis: 0).shape == [1, 2, 3])
    #expect(x.expanded(axis: -1).shape == [2, 3, 1])
    #expect(x.expanded(axis: -2).shape == [2, 1, 3])
    #expect(Tensor<Bool>(true).flattened().shape == [1])
  }

  @Test func theStorageIsShared() {
    let views: [Tensor<Int32>] = [
      x.reshaped(to: [6]), x.flattened(), x.expanded(axis: 1), x.expanded(axis: 1).squeezed(),
      x.expanded(axis: 0).transposed(0, 1), x.split(into: 2)[1],
    ]
    let slices: [Tensor<Int32>] = [x[1], x[1..<2], x[0, 1...], x[..., .all]]
    for y in views + slices { #expect(y.storage === x.storage) }
    #expect(x.transposed().storage !== x.storage)
    #expect(x[.all, 1...].storage !== x.storage)
  }

  @Test func mistakesTrapWithBothShapes() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let impossible = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).reshaped(to: [4, -1])
    }
    #expect(
      try words(impossible).contains(
        "reshaped: no extent in place of -1 makes [4, -1] hold the 6 elements of [2, 3]"))
    #expect(try words(impossible).contains("ReshapingTests.swift"))
    let different = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).reshaped(to: [7])
    }
    #expect(try words(different).contains("reshaped: the shape [7] has 7 elements, [2, 3] has 6"))
    let squeezed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).squeezed(axes: [1])
    }
    #expect(try words(squeezed).contains("squeezed: axis 1 of the shape [2, 3] has an extent other than 1"))
  }
}
