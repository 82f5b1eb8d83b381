import Testing

@testable import Tapestry

@Suite struct MatrixProductTests {
  @Test func integersWrapAround() {
    let a = Tensor<Int32>([[1, 2], [3, 4], [5, 6]])
    let b = Tensor<Int32>([[7, 8, 9], [-1, 0, 1]])
    #expect(a.matmul(b).scalars == [5, 8, 11, 17, 24, 31, 29, 40, 51])
    #expect(a.matmul(a, transposing: .first).scalars == [35, 44, 44, 56])
    #expect(a.matmul(a, transposing: .second).scalars == [5, 11, 17, 11, 25, 39, 17, 39, 61])
    #expect(Tensor<Int32>([2_147_483_647, 1]).matmul(Tensor<Int32>([2, 1])).item() == -1)
    #expect(Tensor<UInt8>([200, 100]).matmul(Tensor<UInt8>([1, 1])).item() == 44)
  }

  @Test func anInnerAxisWithoutElementsGivesZeros() {
    let product = Tensor<Float>(zeros: [2, 0]).matmul(Tensor<Float>(zeros: [0, 3]))
    #expect(product.shape == [2, 3])
    #expect(product.scalars.allSatisfy { $0 == 0 })
  }

  /// In a process of its own, since memory is counted for a whole process.
  @Test func transposingDoesNotCopy() async {
    await #expect(processExitsWith: .success) {
      let a = Tensor<Float>(ones: [512, 512])
      TensorMemory.resetPeak()
      let before = TensorMemory.liveByteCount
      let product = a.matmul(a, transposing: .second)
      #expect(product.shape == [512, 512])
      #expect(TensorMemory.peakByteCount - before < 2 * 512 * 512 * 4)
    }
  }

  @Test func mistakesTrapWithBothShapes() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let inner = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3]).matmul(Tensor<Float>(zeros: [2, 3]))
    }
    #expect(
      try words(inner).contains(
        "matmul: the shapes [2, 3] and [2, 3]: the first has 3 columns, the second 2 rows"))
    #expect(try words(inner).contains("MatrixProductTests.swift"))
    let batch = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3, 3]).matmul(Tensor<Float>(zeros: [3, 3, 3]), transposing: .second)
    }
    #expect(
      try words(batch).contains(
        "matmul: the shapes [2, 3, 3] and [3, 3, 3] (second transposed): the leading axes cannot be broadcast"
      ))
    let scalar = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(1).matmul(Tensor<Float>(zeros: [3]))
    }
    #expect(try words(scalar).contains("a scalar is no matrix"))
  }
}
