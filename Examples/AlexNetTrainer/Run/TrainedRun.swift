import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// A run with a network to use: the one with the lowest test error so far.
struct TrainedRun {
  let folder: RunFolder
  let recipe: Recipe
  let network: AlexNet<Float>
  let preparation: Preparation

  init(_ folder: RunFolder) throws {
    self.folder = folder
    guard FileManager.default.fileExists(atPath: folder.weights) else {
      throw Failure("\(folder.weights): the run has no weights yet: the first come after its first epoch")
    }
    recipe = try Recipe(file: folder.recipe)
    network = try AlexNet(contentsOf: folder.weights)
    preparation = try Preparation(recipe, contentsOf: folder.statistics)
  }

  /// The images that the network was trained and tested on.
  func images() throws -> DataSource {
    let source = try DataSource(recipe.data)
    guard source.training.classNames == Array(network.classNames.prefix(source.training.classNames.count))
    else {
      throw Failure("\(source.name): the classes are not those that the network was trained on")
    }
    return source
  }

  /// The name of the last hidden layer, by whose outputs images are alike or not.
  var featureLayer: String { network.layerNames.filter { $0.hasPrefix("fc") }.dropLast().last ?? "flatten" }

  /// What comes out of the last hidden layer for the images of `set`: `[n, units]`.
  func features(of set: any ImageDataSet, progress: (Double) throws -> Void = { _ in }) throws -> Tensor<
    Float
  > {
    let loader = try Evaluation.loader(set, preparation.testing, workers: nil)
    var parts: [Tensor<Float>] = []
    var count = 0
    for result in loader.batches(epoch: 0) {
      let batch = try result.get()
      let features = Tape.withoutRecording { network.features(of: batch.images, at: featureLayer) }
      parts.append(features.flattened(from: 1))
      count += batch.count
      try progress(Double(count) / Double(set.count))
    }
    return Tensor.concatenated(parts, axis: 0)
  }
}
