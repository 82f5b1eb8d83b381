import AlexNet
import Foundation
import Tapestry
import Testing

@testable import AlexNetTrainer

@Suite struct DivergenceTests {
  @Test func aDivergingTrainingNamesStepLayerAndCheckpoint() throws {
    let folder = try TemporaryFolder()
    let data = try folder.writeImages(training: 64, testing: 20)
    let outcome = try BuiltProgram.run(
      "train", "--data", data, "--epochs", "200", "--rate", "30", "--optimizer", "sgd", "--lrn", "off",
      "--save-every", "1",
      "--width", "0.1", "--batch", "8",
      "--out", folder.path + "/run")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("step "))
    #expect(outcome.errors.contains("--rate 3.0"))
    let run = try RunFolder(existing: folder.path + "/run")
    if let last = run.checkpoints.first {
      #expect(outcome.errors.contains("the last good checkpoint is \(last)"))
    }
  }

  @Test func theFirstLayerWithBadValuesIsFound() {
    var network = AlexNet<Float>(.small(width: 0.1), seed: 1)
    let images = Tensor<Float>(ones: [2, 1, 28, 28])
    #expect(network.divergence(on: images, .inference).contains("only the loss"))
    network = network.replacingParameters { name, old in
      name == "features.4.bias" ? Tensor(repeating: .infinity, shape: old.shape) : old
    }
    #expect(network.divergence(on: images, .inference).contains("is conv2: its weights are not finite"))
    let other = AlexNet<Float>(.small(width: 0.1), seed: 1).replacingParameters { name, old in
      name == "features.0.weight" ? Tensor(repeating: 3e38, shape: old.shape) : old
    }
    #expect(other.divergence(on: images, .inference).contains("is conv1: its "))
  }

  @Test func aLossOfGuessingIsSaidOnce() {
    var watch = StallWatch(classes: 10)
    var recipe = Recipe(.paper)
    recipe.classes = 10
    let said = (1...1000).compactMap { watch.record(2.3026, step: $0, recipe: recipe) }
    #expect(said.count == 1)
    #expect(
      said[0].contains("ln 10 = 2.303") && said[0].contains("--initial-bias 0.1")
        && said[0].contains("--rate 0.001"))
    var learning = StallWatch(classes: 10)
    #expect(
      (1...1000).allSatisfy { learning.record(2.3 * exp(-Double($0) / 300), step: $0, recipe: recipe) == nil }
    )
  }
}
