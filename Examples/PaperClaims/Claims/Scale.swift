import AlexNet

/// How much is done: seeds, images and epochs.
struct Scale: Sendable {
  /// Every training is done with the seeds 1, 2, and so on up to this.
  var seeds = 3
  /// The share of the images of Fashion-MNIST.
  var images = 1.0
  /// The share of the epochs.
  var epochs = 1.0
  /// Whether all 60,000 images of Fashion-MNIST are used.
  var isWhole = false
  /// Whether the large network takes only a few steps.
  var isQuick = false

  /// For a look at everything in a few minutes.
  static let quick = Scale(seeds: 1, images: 0.2, epochs: 0.25, isQuick: true)

  var allSeeds: ClosedRange<Int> { 1...seeds }

  /// The images of Fashion-MNIST.
  var fashion: ImageSource {
    let count = isWhole ? 60_000 : 8_000
    return .fashion(count: max(64, Int(Double(count) * images)), isWhole: isWhole)
  }

  /// So many of `count` epochs; at least one.
  func epochs(_ count: Int) -> Int { max(1, Int((Double(count) * epochs).rounded())) }
}

/// All claims, in the order of the paper.
enum Claims {
  static func all(_ scale: Scale) -> [any Claim] {
    [
      ActivationClaim(scale), FashionClaim.normalization(scale), FashionClaim.pooling(scale),
      FashionClaim.dropout(scale), AugmentationClaim(scale), TenCropClaim(scale), FilterClaim(scale),
      NeighbourClaim(scale), FullSizeClaim(scale),
    ]
  }
}
