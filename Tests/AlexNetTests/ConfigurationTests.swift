import Foundation
import Testing

@testable import AlexNet
@testable import Tapestry

@Suite struct ConfigurationTests {
  /// What is wrong with the small network after `change`; nil if nothing is.
  private func mistake(_ change: (inout AlexNetConfiguration) -> Void) -> String? {
    var configuration = AlexNetConfiguration.small()
    change(&configuration)
    do throws(AlexNetConfigurationError) {
      try configuration.check()
      return nil
    } catch {
      return error.description
    }
  }

  @Test func presetsAreSound() {
    #expect(mistake { _ in } == nil)
    #expect(mistake { $0 = .paper() } == nil)
    #expect(mistake { $0 = .caffe(classes: 2, width: 0.01) } == nil)
    #expect(mistake { $0 = .oneWeirdTrick(width: 3) } == nil)
    for size in 28...64 { #expect(mistake { $0 = .small(imageSize: size) } == nil, "\(size)") }
  }

  @Test func everyMistakeIsNamed() {
    #expect(mistake { $0.imageSize = 0 } == "the image size is 0, expected 1 to 4096")
    #expect(mistake { $0.channels = -1 } == "the number of channels is -1, expected 1 to 1024")
    #expect(mistake { $0.classes = 1 << 18 } == "the number of classes is 262144, expected 1 to 131072")
    #expect(mistake { $0.convolutions = [] } == "the number of convolutions is 0, expected 1 to 16")
    #expect(mistake { $0.pooling.stride = 4 } == "the stride of pooling is 4, expected 1 to 3")
    #expect(mistake { $0.dropout = 1 } == "the dropout 1.0 is not in 0..<1")
    #expect(mistake { $0.dropout = .nan } == "the dropout nan is not in 0..<1")
    #expect(mistake { $0.averagedSize = 0 } == "the averaged size is 0, expected 1 to 256")
    #expect(
      mistake { $0.weightDeviation = -1 }
        == "first weights and biases must be finite, and deviations not negative")
    #expect(
      mistake { $0.normalization?.k = 0 }
        == "the constants of normalisation must be finite, α not negative and k positive")
    #expect(
      mistake { $0.convolutions[1].groups = 3 } == "conv2: 32 and 64 channels cannot be divided into 3 groups"
    )
    #expect(
      mistake { $0.imageSize = 6 }
        == "conv5: a pooling window of 3 does not fit 1 pixels: the images are too small")
    #expect(mistake { $0.convolutions[0].kernel = 0 } == "conv1: the kernel is 0, expected 1 to 64")
    #expect(
      mistake {
        $0.convolutions[0].kernel = 40
      } == "conv1: a kernel of 40 does not fit 28 pixels: the images are too small")
    #expect(
      mistake { $0.hidden[1].units = .max }
        == "fc7: the number of units is 9223372036854775807, expected 1 to 131072")
  }

  @Test func encodingKeepsEverything() throws {
    for configuration in [
      AlexNetConfiguration.paper(), .caffe(classes: 3), .oneWeirdTrick(), .small(channels: 3),
    ] {
      let data = try JSONEncoder().encode(configuration)
      #expect(try JSONDecoder().decode(AlexNetConfiguration.self, from: data) == configuration)
    }
    let recipe = TrainingRecipe.small
    #expect(
      try JSONDecoder().decode(TrainingRecipe.self, from: JSONEncoder().encode(recipe)) == recipe)
  }

  @Test func widthKeepsNumbersEven() {
    let thin = AlexNetConfiguration.paper(width: 1 / 16)
    #expect(thin.convolutions.map(\.channels) == [6, 16, 24, 24, 16])
    #expect(thin.hidden.map(\.units) == [256, 256])
    #expect(AlexNetConfiguration.paper(width: 1e-9).convolutions.map(\.channels) == [2, 2, 2, 2, 2])
    #expect(mistake { $0 = .paper(width: 1e30) }?.hasPrefix("conv1: the number of filters is") == true)
  }

  @Test func knobsChangeTheNetwork() {
    let images: Tensor<Float> = Golden.values("images", [2, 1, 28, 28], scale: 1)
    func network(_ change: (inout AlexNetConfiguration) -> Void) -> AlexNet<Float> {
      var configuration = AlexNetConfiguration.small(width: 0.25)
      change(&configuration)
      return AlexNet(configuration, seed: 3)
    }
    let plain = network { _ in }
    let dull = network { $0.normalization = nil }
    #expect(!dull.layerNames.contains("norm1"))
    #expect(dull.parameterPath(of: "conv2") == "features.3")
    #expect(dull(images) != plain(images))
    let smooth = network { $0.activation = .tanh }
    let last = smooth.features(of: images, at: "conv5")
    #expect(last.min().item() < 0 && last.abs().max().item() <= 1)
    let apart = network { $0.pooling = .plain }
    #expect(apart.features(of: images, at: "pool1").shape == [2, 8, 14, 14])
    #expect(apart.features(of: images, at: "pool5").shape == [2, 16, 4, 4])
    let raised = network {
      $0.initialBias = 0.1
      $0.convolutions[1].startsBiased = true
    }
    #expect(
      raised.state["features.4.bias"]?.tensor(of: Float.self) == Tensor(repeating: 0.1, shape: [16]))
    var context = LayerContext.training(PhiloxGenerator(seed: 1))
    let dropped = network { $0.dropout = 0.9 }.forward(images, upTo: "drop6", &context)
    #expect(dropped.scalars.count { $0 == 0 } > dropped.elementCount * 8 / 10)
  }

  @Test func theRecipeIsThePapers() {
    let recipe = TrainingRecipe.paper
    let optimizer = recipe.optimizer()
    #expect(recipe.batchSize == 128 && recipe.epochs == 90)
    #expect(optimizer.learningRate == 0.01 && optimizer.momentum == 0.9 && optimizer.decay == 5e-4)
    #expect(optimizer.form == .paper)
    var schedule = recipe.schedule()
    for _ in 0...recipe.patience + 1 { schedule.record(0.5) }
    #expect(abs(schedule.rate - 0.001) < 1e-12)
  }
}
