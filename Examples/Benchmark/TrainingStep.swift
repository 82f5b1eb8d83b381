import AlexNet
import Tapestry

/// The paper's network in training: forward, backward and update on one batch of random images.
struct TrainingStep {
  private(set) var network: AlexNet<Float>
  private var optimizer = TrainingRecipe.paper.optimizer()
  private var context = LayerContext.training(PhiloxGenerator(seed: 2))
  private let images: Tensor<Float>
  private let labels: Tensor<Int32>

  /// Floating-point operations of a step on one image. The first convolution has no data gradient.
  static let operationsPerImage = 2 * Double(3 * 724_406_816 - 105_415_200)

  init(batch: Int) {
    // First weights as the peers' have them: activations neither vanish nor grow.
    var configuration = AlexNetConfiguration.paper()
    configuration.weightDeviation = nil
    configuration.initialBias = 0.1
    network = AlexNet(configuration, seed: 1)
    images = Self.images(batch)
    labels = Tensor((0..<batch).map { Int32($0 * 7 % 1000) })
    optimizer.learningRate = 1e-4
  }

  static func images(_ batch: Int) -> Tensor<Float> {
    var generator = PhiloxGenerator(seed: 3)
    return Tensor(normal: [batch, 3, 224, 224], using: &generator)
  }

  mutating func run() { run(images, labels: labels) }

  mutating func run(_ images: Tensor<Float>, labels: Tensor<Int32>) {
    var context = context
    let (loss, gradient) = valueAndGradient(at: network) { network in
      softmaxCrossEntropy(logits: network(images, &context), labels: labels)
    }
    self.context = context
    optimizer.update(&network, along: gradient)
    precondition(loss.item().isFinite, "the training diverged")
  }
}
