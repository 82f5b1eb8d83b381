import Testing

@testable import Tapestry

@Suite struct ConvolutionTests {
  @Test func shapesOfTheFirstLayerOfThePaper() {
    let x = Tensor<Float>(zeros: [1, 3, 224, 224])
    let w = Tensor<Float>(zeros: [96, 3, 11, 11])
    let y = x.convolved(with: w, stride: 4, padding: Padding2D(bottom: 3, right: 3))
    #expect(y.shape == [1, 96, 55, 55])
  }

  @Test func whatIsNotTrackedIsNotKept() {
    let tape = Tape()
    let x = tape.watch(Tensor<Float>([[[[1, 2], [3, 4]]]]))
    let w = Tensor<Float>([[[[2]]], [[[-1]]]])
    let y = x.convolved(with: w, applyingReLU: true)
    #expect(y.scalars == [2, 4, 6, 8, 0, 0, 0, 0])
    #expect(tape.gradient(of: y.sum(), withRespectTo: x).scalars == [2, 2, 2, 2])
  }

  @Test func mistakesTrapWithWords() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [1, 3, 5, 5]).convolved(with: Tensor<Float>(zeros: [4, 2, 3, 3]))
    }
    #expect(
      try words(channels).contains(
        "convolved: images of the shape [1, 3, 5, 5], weights of the shape [4, 2, 3, 3]: the images have 3 "
          + "channels, expected 2 for each of 1 groups"))
    #expect(try words(channels).contains("ConvolutionTests.swift:"))
    let kernel = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [1, 2, 5, 2]).convolved(with: Tensor<Float>(zeros: [4, 2, 3, 3]))
    }
    #expect(
      try words(kernel).contains(
        "the horizontal kernel reaches over 3 positions, but the padded input has 2"))
    let additional = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [1, 2, 5, 5])
        .convolvedTransposed(with: Tensor<Float>(zeros: [2, 4, 3, 3]), stride: 2, additional: 2)
    }
    #expect(
      try words(additional).contains("2×2 additional positions: expected fewer than the stride, which is 2×2")
    )
    let bias = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [1, 2, 5, 5])
        .convolved(with: Tensor<Float>(zeros: [4, 2, 3, 3]), bias: Tensor<Float>(zeros: [2]))
    }
    #expect(try words(bias).contains("the bias has the shape [2], expected [4]"))
  }
}
