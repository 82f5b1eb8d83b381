import Testing

@testable import Tapestry

@Suite struct LossTests {
  /// Made with PyTorch 2 in double precision: cross_entropy(x, [2, 0], label_smoothing=0.1), and its gradient.
  @Test func softmaxCrossEntropyAgreesWithPyTorch() {
    let x: Tensor<Double> = [[1, -2, 0.5, 3], [2, 2, -1, 0]]
    let (loss, dx) = valueAndGradient(at: x) {
      softmaxCrossEntropy(logits: $0, labels: [2, 0], labelSmoothing: 0.1)
    }
    #expect(abs(loss.item() - 1.798212635408417) < 1e-12)
    #expect(
      dx.isClose(
        to: Tensor(
          shape: [2, 4],
          scalars: [
            0.04277687518086962, -0.009747926436208166, -0.4289728804296943, 0.3959439316850328,
            -0.2336798611034923, 0.2163201388965077, -0.001107716100815446, 0.01846743830779993,
          ]), absolute: 1e-12))
  }

  @Test func largeLogitsKeepTheirDigits() {
    let x: Tensor<Float> = [[10_000, 10_000, -10_000], [-10_000, 10_000, 0]]
    let losses = softmaxCrossEntropy(logits: x, labels: [0, 0], reduction: .none)
    #expect(losses.isClose(to: [0.6931472, 20_000], relative: 1e-6))
    let dx = gradient(at: x) { softmaxCrossEntropy(logits: $0, labels: [0, 0], reduction: .sum) }
    #expect(dx == [[-0.5, 0.5, 0], [-1, 1, 0]])
    #expect(x.softmax() == [[0.5, 0.5, 0], [0, 1, 0]])
    #expect(x.logSoftmax()[1] == [-20_000, 0, -10_000])
    #expect(x.logSumExp(axes: [1])[1].item() == 10_000)
    let far: Tensor<Float> = [10_000, -10_000, 10_000, -10_000, 30, -30]
    let right: Tensor<Float> = [1, 0, 0, 1, 1, 0]
    let binary = binaryCrossEntropy(logits: far, targets: right, reduction: .none)
    #expect(binary.isClose(to: [0, 0, 10_000, 10_000, 9.357623e-14, 9.357623e-14], relative: 1e-5))
    let slope = gradient(at: far) { binaryCrossEntropy(logits: $0, targets: right, reduction: .sum) }
    #expect(slope[0..<4] == [0, 0, 1, -1])
  }

  @Test func infiniteLogits() {
    let x = Tensor<Double>(shape: [2, 3], scalars: [-.infinity, 0, 0, -.infinity, -.infinity, 1])
    #expect(x.softmax() == [[0, 0.5, 0.5], [0, 0, 1]])
    #expect(x.logSumExp(axes: [0])[0].item() == -.infinity)
    #expect(Tensor<Double>(zeros: [2, 0]).logSumExp(axes: [1])[1].item() == -.infinity)
    let loss = softmaxCrossEntropy(logits: x, labels: [0, 2], reduction: .none)
    #expect(loss.scalars == [.infinity, 0])
    let spread = Tensor<Double>(shape: [3], scalars: [0, .nan, 0]).softmax()
    #expect(spread.scalars.filter(\.isNaN).count == 3)
  }

  @Test func aLongRowIsAccurate() {
    let x = Tensor<Float>(repeating: 1, shape: [2, 300_000])
    #expect(x.softmax().isClose(to: Tensor(repeating: 1 / 300_000, shape: [2, 300_000]), relative: 1e-6))
    #expect(x.logSumExp(axes: [1]).isClose(to: [13.611538, 13.611538], relative: 1e-6))
  }

  @Test func theMeanOfNoLossesIsNotANumber() {
    let none = Tensor<Float>(zeros: [0, 3])
    #expect(softmaxCrossEntropy(logits: none, labels: Tensor(zeros: [0])).item().isNaN)
    #expect(meanSquaredError(none, targets: none, reduction: .sum).item() == 0)
  }

  @Test func mistakesTrapWithTheirValues() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor<Float>(zeros: [3, 10]), labels: [0, 10, 3])
    }
    #expect(try words(label).contains("softmaxCrossEntropy: the label 10 of row 1 is none of the 10 classes"))
    #expect(try words(label).contains("LossTests.swift"))
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor<Float>(zeros: [1, 10]), labels: [-1])
    }
    #expect(try words(negative).contains("the label -1 of row 0"))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor<Float>(zeros: [3, 10]), labels: [0])
    }
    #expect(try words(shape).contains("labels of the shape [1] do not fit scores of [3, 10]"))
    let targets = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = meanSquaredError(Tensor<Float>(zeros: [3, 1]), targets: Tensor(zeros: [3]))
    }
    #expect(try words(targets).contains("the predictions have the shape [3, 1], the targets [3]"))
  }
}
