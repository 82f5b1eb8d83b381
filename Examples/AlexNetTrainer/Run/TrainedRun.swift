import AlexNet
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

/// Which rows of features are the nearest to others.
struct NearestFeatures {
  /// For each query, the indices of the nearest rows, the nearest first.
  let indices: [[Int]]
  /// Their distances.
  let distances: [[Double]]

  /// The `count` rows of `features` that have the smallest Euclidean distance to each row of `queries`.
  init(to queries: Tensor<Float>, among features: Tensor<Float>, count: Int) {
    let squares = (features * features).sum(axes: [1])
    let own = (queries * queries).sum(axes: [1], keepingAxes: true)
    let distances = own + squares - queries.matmul(features, transposing: .second) * 2
    let count = min(count, features.shape[0])
    let (values, places) = (-distances).topK(count)
    let (flat, flatPlaces) = (values.scalars, places.scalars)
    let rows = (0..<queries.shape[0]).map { $0 * count..<($0 + 1) * count }
    indices = rows.map { flatPlaces[$0].map(Int.init) }
    self.distances = rows.map { flat[$0].map { Double(max(-$0, 0)).squareRoot() } }
  }
}
