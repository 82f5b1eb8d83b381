import Tapestry
import Testing

@Suite struct MetricTests {
  @Test func topKErrorCountsOverBatches() {
    var first = TopKError()
    var second = TopKError(k: 2)
    #expect(first.value.isNaN)
    let scores: Tensor<Float> = [[1, 3, 2], [5, 5, 0], [0, 1, 2]]
    for labels in [[1, 1, 0], [2, 0, 2]] as [Tensor<Int32>] {
      first.add(scores: scores, labels: labels)
      second.add(scores: scores, labels: labels)
    }
    // Top 1 finds the classes 1, 0, 2; top 2 the classes 1 2, 0 1, 2 1.
    #expect(first.errorCount == 3 && first.sampleCount == 6)
    #expect(second.value == 1 / 6.0)
    var all = TopKError(k: 5)
    all.add(scores: scores, labels: [0, 1, 2])
    #expect(all.value == 0)
    var broken = TopKError()
    broken.add(scores: Tensor<Double>(repeating: .nan, shape: [2, 3]), labels: [0, 1])
    #expect(broken.value == 1)
  }

  @Test func aRunningMeanIsWeighted() {
    var mean = RunningMean()
    #expect(mean.value.isNaN)
    mean.add(2.0, weight: 3)
    mean.add(Tensor<Float>(6))
    #expect(mean.value == 3 && mean.weight == 4)
  }

  @Test func aConfusionMatrixCountsPairs() {
    var confusion = ConfusionMatrix(classCount: 3)
    #expect(confusion.accuracy.isNaN)
    confusion.add(scores: Tensor<Float>([[1, 3, 2], [5, 5, 0], [0, 1, 2]]), labels: [1, 1, 2])
    confusion.add(predictions: [2, 1], labels: [2, 1])
    #expect(confusion.counts == [0, 0, 0, 1, 2, 0, 0, 0, 2])
    #expect(confusion[label: 1, predicted: 0] == 1)
    #expect(confusion.accuracy == 0.8 && confusion.sampleCount == 5)
    let accuracies = confusion.classAccuracies
    #expect(accuracies[0].isNaN && accuracies[1] == 2 / 3.0 && accuracies[2] == 1)
    #expect(
      confusion.description == """
           | 0 1 2
        ---+------
         0 | 0 0 0
         1 | 1 2 0
         2 | 0 0 2
        """)
  }

  @Test func mistakesTrap() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var confusion = ConfusionMatrix(classCount: 3)
      confusion.add(predictions: [0, 1], labels: [2, 3])
    }
    #expect(try words(label).contains("ConfusionMatrix: 3 is none of the 3 classes"))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var error = TopKError()
      error.add(scores: Tensor<Float>(zeros: [2, 3]), labels: [1])
    }
    #expect(try words(shape).contains("TopKError: labels of the shape [1] do not fit scores of [2, 3]"))
  }
}
