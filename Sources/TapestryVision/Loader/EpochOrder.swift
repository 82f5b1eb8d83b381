import Tapestry

/// Which image of a data set comes when.
struct EpochOrder: Sendable {
  /// The images of this shard in an epoch.
  let imageCount: Int
  private let permutation: IndexPermutation?
  private let shard: ImageLoader.Shard

  /// - Parameters:
  ///   - dataCount: The images of the data set.
  ///   - batchSize: The images of a batch where an incomplete one is dropped; nil where it is kept.
  ///   - generator: The epoch's; nil for the data set's own order.
  init(dataCount: Int, shard: ImageLoader.Shard, batchSize: Int?, shuffledBy generator: PhiloxGenerator?) {
    self.shard = shard
    permutation = generator.map { IndexPermutation(count: dataCount, generator: $0) }
    imageCount = Self.imageCount(dataCount: dataCount, shard: shard, batchSize: batchSize)
  }

  /// The index in the data set of the shard's image number `place`.
  subscript(place: Int) -> Int {
    let overall = place * shard.count + shard.index
    return permutation?[overall] ?? overall
  }

  /// The shards take turns; where incomplete batches are dropped, all have the same number of images.
  static func imageCount(dataCount: Int, shard: ImageLoader.Shard, batchSize: Int?) -> Int {
    if let batchSize { return dataCount / shard.count / batchSize * batchSize }
    return (dataCount - shard.index + shard.count - 1) / shard.count
  }
}
