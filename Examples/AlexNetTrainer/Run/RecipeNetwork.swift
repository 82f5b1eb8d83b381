import AlexNet
import ExampleSupport
import Tapestry

extension Recipe {
  /// The recipe with nothing left open that the images decide: the number of classes, and the size of images.
  func resolved(for source: DataSource) throws(Misuse) -> Recipe {
    var recipe = self
    let count = source.training.classNames.count
    if classes == 0 { recipe.classes = count }
    guard recipe.classes >= count else {
      throw Misuse("--classes \(classes): the data have \(count): expected no fewer")
    }
    if imageSize == 0 { recipe.imageSize = source.pixels ?? 64 }
    if let pixels = source.pixels, recipe.imageSize > pixels {
      throw Misuse("--image-size \(recipe.imageSize): the images have \(pixels) × \(pixels) pixels")
    }
    // A set that is smaller than a batch is a batch.
    recipe.batch = min(batch, source.training(limit: limit).count)
    return recipe
  }

  /// What the network is made of.
  func checkedConfiguration(channels: Int) throws(Misuse) -> AlexNetConfiguration {
    var configuration: AlexNetConfiguration =
      switch preset {
      case .small: .small(classes: classes, width: width, imageSize: imageSize, channels: channels)
      case .paper: .paper(classes: classes, width: width)
      case .caffe: .caffe(classes: classes, width: width)
      case .torchvision: .oneWeirdTrick(classes: classes, width: width)
      }
    (configuration.imageSize, configuration.channels) = (imageSize, channels)
    (configuration.dropout, configuration.initialBias) = (dropout, initialBias)
    if !normalization { configuration.normalization = nil }
    do {
      try configuration.check()
    } catch {
      throw Misuse("there is no such network: \(error)")
    }
    return configuration
  }

  /// The network before training: first weights drawn with the recipe's seed.
  func network(channels: Int, classNames: [String]) throws(Misuse) -> AlexNet<Float> {
    var network = AlexNet<Float>(try checkedConfiguration(channels: channels), seed: UInt64(seed))
    network.nameClasses(
      classNames + (classNames.count..<max(classes, classNames.count)).map { "class \($0)" })
    return network
  }
}
