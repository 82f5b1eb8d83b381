import Foundation
import Synchronization
import Tapestry

/// How images are prepared.
public struct PreparationOptions: Sendable {
  /// The side of the square that images become: the shorter side is resized to it, and the middle is kept.
  public var side = 256
  /// What images are converted to.
  public var color = ColorModel.rgb
  /// The quality, from 1 to 100, of the JPEG files (4:2:0) that images are stored as; nil for their samples as they are.
  ///
  /// At 90, photographs of 256 × 256 pixels take about 19 KB instead of 197, and are decoded each time that they are asked
  /// for. What statistics are of are the images as they come back.
  public var jpegQuality: Int?
  /// How many images of the source a file stands for.
  public var imagesPerShard = 2048
  /// What is done about an image that cannot be decoded.
  public var strictness = ImageFolder.Strictness.skipping
  /// The number of threads; nil for as many as operations may use.
  public var workers: Int?

  /// Options that make color images of 256 × 256 pixels.
  public init() {}
}

extension PreparedDataSet {
  /// Prepares the images of `source` in `folder`, or what of them is missing there, and opens the result.
  ///
  /// Each shard is complete under its name or is not there. So a preparation that was broken off, even by force, is gone on
  /// with by calling this again with the same source and options, and the files come out the same, byte for byte. One
  /// process may prepare in a folder at a time. Memory does not grow with the source.
  ///
  /// - Parameters:
  ///   - source: The images.
  ///   - folder: Where they go; it is created unless it exists.
  ///   - options: How images are prepared.
  ///   - progress: Called after each few images with the number done and that of all.
  /// - Throws: A `FileError` where the folder holds a preparation of another source or with other options, where it cannot be
  ///   written to, and, when the options ask for it, where an image cannot be had.
  /// - Precondition: The options' side is from 1 to 16,384, a shard has at least one image, and only images without opacity are
  ///   stored as JPEG files.
  public init(
    preparing source: any ImageDataSet, in folder: String, options: PreparationOptions = .init(),
    progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }, file: StaticString = #fileID,
    line: UInt = #line
  ) throws(FileError) {
    guard 1...ShardHeader.greatestSide ~= options.side, options.imagesPerShard > 0 else {
      trap(
        "PreparedDataSet.init",
        "images of \(options.side) × \(options.side) pixels, \(options.imagesPerShard) in a shard",
        file: file, line: line)
    }
    if let quality = options.jpegQuality, !(1...100 ~= quality) || options.color == .rgba {
      trap(
        "PreparedDataSet.init", "JPEG files of the quality \(quality) and the color model \(options.color)",
        file: file, line: line)
    }
    let preparation = Preparation(source: source, folder: folder, options: options)
    try preparation.begin()
    try preparation.makeShards(progress)
    try preparation.end()
    try self.init(folder)
  }
}

/// The pass over a source that makes shards of it.
private struct Preparation {
  let source: any ImageDataSet
  let folder: String
  let options: PreparationOptions
  let manifest: PreparedManifest
  private let files = StoredFiles()

  init(source: any ImageDataSet, folder: String, options: PreparationOptions) {
    (self.source, self.folder, self.options) = (source, folder, options)
    manifest = PreparedManifest(source, options: options)
  }

  private func path(_ name: String) -> String { folder + "/" + name }
  private func path(ofShard shard: Int) -> String { path(PreparedManifest.name(ofShard: shard)) }

  /// Writes the manifest, or makes sure that it is there already, and removes what a process that was killed left.
  func begin() throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(.missing, path: folder, "cannot create the folder: \(error.localizedDescription)")
    }
    let names = try FolderListing.names(in: folder)
    if names.contains(PreparedManifest.name) {
      guard try PreparedManifest(in: folder) == manifest else {
        throw FileError(
          .mismatch, path: path(PreparedManifest.name),
          "the folder holds a preparation of other images, or with other options")
      }
    } else {
      try WholeFile.write(try JSONFile.encode(manifest), to: path(PreparedManifest.name))
    }
    for name in names {
      guard let target = AtomicFile.target(ofTemporary: name), PreparedManifest.isName(target) else {
        continue
      }
      try? FileManager.default.removeItem(atPath: path(name))
    }
  }

  /// Makes the shards that are missing.
  func makeShards(_ progress: (Int, Int) -> Void) throws(FileError) {
    var done = 0
    var missing: [Int] = []
    for shard in 0..<manifest.shardCount {
      if FileManager.default.fileExists(atPath: path(ofShard: shard)) {
        let header = try Shard(path(ofShard: shard), classCount: manifest.classNames.count).header
        if manifest.describes(header, shard: shard) {
          done += header.source.count
          continue
        }
      }
      missing.append(shard)
    }
    progress(done, manifest.sourceCount)
    var queue = missing.first.map(self.queue)
    for (place, shard) in missing.enumerated() {
      guard let images = queue else { return }
      var writer = try ShardWriter(path(ofShard: shard), header: manifest.header(ofShard: shard))
      do throws(FileError) {
        while let batch = images.next() {
          try write(batch, ofShard: shard, to: &writer)
          done += batch.items.count
          progress(done, manifest.sourceCount)
        }
      } catch {
        images.cancel()
        throw error
      }
      // The next shard's images are decoded while this one goes to the disk.
      queue = place + 1 < missing.count ? self.queue(forShard: missing[place + 1]) : nil
      do throws(FileError) { try writer.commit() } catch {
        queue?.cancel()
        throw error
      }
    }
  }

  /// The images of a shard, decoded ahead.
  private func queue(forShard shard: Int) -> BatchQueue<UInt8> {
    let (source, options, files) = (source, options, files)
    let first = manifest.source(ofShard: shard).lowerBound
    let steps: [any ImageTransform] = [ShorterSide(options.side), CenterCrop(options.side)]
    return BatchQueue(
      itemCount: manifest.source(ofShard: shard).count, batchSize: 16,
      itemShape: [options.side, options.side, options.color.channelCount], ahead: 3,
      workers: options.workers ?? Threads.count
    ) { (item, slot) throws(FileError) in
      var generator = PhiloxGenerator(seed: 0)
      var image = try source.loadedImage(at: first + item).converted(to: options.color)
      image = steps(image, using: &generator)
      if let quality = options.jpegQuality {
        let file = image.jpegData(JPEGEncodingOptions(quality: quality))
        image = try Image(decoding: file)
        files.add(file, of: first + item)
      }
      image.copySamples(to: &slot)
    }
  }

  private func write(
    _ batch: BatchQueue<UInt8>.Batch, ofShard shard: Int, to writer: inout ShardWriter
  ) throws(FileError) {
    var failures = batch.failures[...]
    for (place, item) in batch.items.enumerated() {
      let index = manifest.source(ofShard: shard).lowerBound + item
      if let failure = failures.first, failure.item == item {
        if options.strictness == .refusing { throw failure.error }
        writer.skip(failure.error)
        failures.removeFirst()
        continue
      }
      let image = Image(
        width: options.side, height: options.side, color: options.color, samples: batch.tensor[place].scalars)
      try writer.append(
        image, storedAs: files.take(index), label: source.label(at: index), source: index)
    }
  }

  /// Adds the shards' sums up.
  func end() throws(FileError) {
    var statistics = ImageStatistics(width: manifest.width, height: manifest.height, color: manifest.color)
    for shard in 0..<manifest.shardCount {
      statistics.add(try Shard(path(ofShard: shard), classCount: manifest.classNames.count).statistics())
    }
    try statistics.write(to: path(PreparedManifest.statisticsName))
  }
}

/// The files that images are stored as, between the threads that make them and the one that writes them. There are no more
/// than images in the queue.
private final class StoredFiles: Sendable {
  private let files = Mutex<[Int: [UInt8]]>([:])

  func add(_ file: [UInt8], of image: Int) { files.withLock { $0[image] = file } }

  /// The file of an image; nil where it is stored as samples.
  func take(_ image: Int) -> [UInt8]? { files.withLock { $0.removeValue(forKey: image) } }
}
