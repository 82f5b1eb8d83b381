import Tapestry

/// Images that were decoded and brought to one size once, and lie in mapped files: what a training set is made into, so that
/// each epoch reads pixels instead of decoding files.
///
/// ```swift
/// let prepared = try PreparedDataSet(preparing: ImageFolder("photographs"), in: "prepared")
/// // and from then on
/// let prepared = try PreparedDataSet("prepared")
/// let pipeline = ImagePipeline(
///   [RandomCrop(224), RandomFlip()],
///   pixels: [ColorShift(prepared.statistics.principalComponents)])
/// ```
///
/// Files are mapped and not read, so that memory does not grow with their number: what is kept is a few bytes a shard, and
/// the statistics. 256 × 256 pixels in color take 196,608 bytes on the disk, or about a tenth of that as JPEG files, if
/// ``PreparationOptions/jpegQuality`` asks for these.
public struct PreparedDataSet: ImageDataSet {
  /// The columns of every image.
  public let width: Int
  /// The rows of every image.
  public let height: Int
  /// The color model of every image.
  public let color: ColorModel
  /// What the labels stand for.
  public let classNames: [String]
  /// The mean image and the colors' principal components of all images.
  public let statistics: ImageStatistics
  /// Whether the checksum of an image is verified each time that the image is asked for.
  public var checksImages = true
  private let shards: [Shard]
  /// The index of each shard's first image, and the number of all.
  private let starts: [Int]

  /// Opens what was prepared in `folder`.
  ///
  /// - Throws: A `FileError` where the preparation was not completed, a file is damaged, or files don't belong together. Images
  ///   are checked when they are asked for, or by ``verify()``.
  public init(_ folder: String) throws(FileError) {
    let manifest = try PreparedManifest(in: folder)
    var shards: [Shard] = []
    var starts = [0]
    for number in 0..<manifest.shardCount {
      let path = folder + "/" + PreparedManifest.name(ofShard: number)
      let shard = try Shard(path, classCount: manifest.classNames.count)
      guard manifest.describes(shard.header, shard: number) else {
        throw FileError(
          .mismatch, path: path, "the shard belongs to another preparation than \(PreparedManifest.name)")
      }
      shards.append(shard)
      starts.append(starts[number] + shard.header.count)
    }
    (width, height, color) = (manifest.width, manifest.height, manifest.color)
    classNames = manifest.classNames
    (self.shards, self.starts) = (shards, starts)
    statistics = try ImageStatistics(
      contentsOf: folder + "/" + PreparedManifest.statisticsName, width: width, height: height, color: color,
      count: starts[shards.count])
  }

  /// The number of images.
  public var count: Int { starts[shards.count] }

  /// The label of the image of the given index.
  public func label(at index: Int) -> Int {
    let (shard, place) = place(of: index)
    return shard.entry(place).label
  }

  /// The image of the given index.
  ///
  /// - Throws: A `FileError` where its checksum does not match.
  public func image(at index: Int) throws(FileError) -> Image {
    let (shard, place) = place(of: index)
    return try shard.image(place, isChecked: checksImages)
  }

  /// The shard's path, and the place in it.
  public func name(at index: Int) -> String {
    let (shard, place) = place(of: index)
    return "\(shard.path), image \(place)"
  }

  /// Which image of the source became the image of the given index.
  public func sourceIndex(at index: Int) -> Int {
    let (shard, place) = place(of: index)
    return shard.entry(place).source
  }

  /// The images of the source that were left out, with the reasons.
  public func skipped() throws(FileError) -> [FileError] {
    var skipped: [FileError] = []
    for shard in shards { skipped += try shard.skipped() }
    return skipped
  }

  /// Verifies the checksums of all images and sums, on all threads.
  ///
  /// - Throws: The first `FileError`.
  public func verify() throws(FileError) {
    var sums = ImageStatistics(width: width, height: height, color: color)
    for shard in shards {
      let queue = BatchQueue<UInt8>(
        itemCount: shard.header.count, batchSize: 64, itemShape: [0], ahead: 2 * Threads.count,
        workers: Threads.count
      ) { (item, _) throws(FileError) in
        try shard.verify(item)
      }
      while let batch = queue.next() {
        guard let failure = batch.failures.first else { continue }
        queue.cancel()
        throw failure.error
      }
      sums.add(try shard.statistics())
    }
    guard sums == statistics else {
      throw FileError(.mismatch, path: shards.first?.path ?? "", "the statistics are not those of the shards")
    }
  }

  /// The shard that has an image, and where.
  private func place(of index: Int) -> (Shard, Int) {
    precondition(0..<count ~= index, "PreparedDataSet: there is no image \(index) of \(count)")
    var (low, high) = (0, shards.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= index { low = middle } else { high = middle - 1 }
    }
    // Where shards are empty, several begin here, and the last of them has the image.
    return (shards[low], index - starts[low])
  }
}
