import Tapestry

/// The optimiser's step on AlexNet's 61 million parameters.
enum UpdateGroup: BenchmarkGroup {
  static let title = "Optimisers"

  /// Parameters of the shapes that AlexNet's have.
  private struct Parameters: Model {
    var tensors: [Tensor<Float>]

    /// Every element `value`.
    init(repeating value: Float) {
      let weights: [TensorShape] = [
        [96, 3, 11, 11], [256, 48, 5, 5], [384, 256, 3, 3], [384, 192, 3, 3], [256, 192, 3, 3], [4096, 9216],
        [4096, 4096], [1000, 4096],
      ]
      tensors = weights.flatMap { [$0, [$0[0]]] }.map { Tensor(repeating: value, shape: $0) }
    }

    mutating func visitParameters(_ visitor: inout ParameterVisitor) {
      for index in tensors.indices { visitor.visit("\(index)", &tensors[index]) }
    }
  }

  static func run(_ runner: Runner) {
    let count = 60_965_224
    // The parameter, its gradient and its velocity are read, the first and the last written.
    runner.measure("sgd_update_61M", Work(bytes: Double(5 * 4 * count)), in: .milliseconds) {
      var (model, gradient) = (Parameters(repeating: 0.01), Parameters(repeating: 1e-3))
      precondition(model.parameterCount == count)
      var optimizer = SGD(learningRate: 1e-4, momentum: 0.9, decay: 5e-4, form: .paper)
      return {
        optimizer.update(&model, along: gradient)
        consume(gradient)
      }
    }
  }
}
