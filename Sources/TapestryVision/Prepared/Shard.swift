import Tapestry

/// A shard of prepared images, mapped into memory.
final class Shard: Sendable {
  let header: ShardHeader
  private let file: MappedFile

  /// Maps the shard at `path`, and checks header and table; images and sums are checked when they are asked for.
  init(_ path: String, classCount: Int) throws(FileError) {
    let file = try MappedFile(path: path)
    do throws(FileError) {
      header = try file.withBytes { (bytes) throws(FileError) in
        let header = try ShardHeader(bytes)
        try Self.checkTable(of: header, in: bytes, classCount: classCount)
        return header
      }
    } catch {
      throw error.located(in: path)
    }
    self.file = file
  }

  /// Where the shard is.
  var path: String { file.path }

  private static func checkTable(
    of header: ShardHeader, in bytes: RawSpan, classCount: Int
  ) throws(FileError) {
    let table = header.tableOffset..<header.statisticsOffset
    guard CRC32.value(of: bytes.extracting(table)) == header.tableCheck else {
      throw FileError(.checksum, at: header.tableOffset, "the shard's table is damaged")
    }
    var end = ShardHeader.byteCount
    for index in 0..<header.count {
      let offset = header.tableOffset + index * ShardEntry.byteCount
      let entry = ShardEntry(bytes, at: offset)
      guard entry.label < classCount, header.source ~= entry.source else {
        throw FileError(
          .malformed, at: offset,
          "image \(entry.source) with the label \(entry.label): there are \(classCount) classes, and the shard is of the images \(header.source)"
        )
      }
      let isPlaced =
        header.quality == nil
        ? entry.end == end + header.sampleCount : end < entry.end && entry.end <= header.tableOffset
      guard isPlaced else {
        throw FileError(.malformed, at: offset, "image \(index) is from byte \(end) to \(entry.end)")
      }
      end = entry.end
    }
    guard end == header.tableOffset else {
      throw FileError(
        .malformed, at: header.tableOffset,
        "the images end at byte \(end): expected it where the table begins")
    }
  }

  /// What the table says of an image.
  func entry(_ index: Int) -> ShardEntry {
    precondition(0..<header.count ~= index, "there is no image \(index) in a shard of \(header.count)")
    return file.withBytes { ShardEntry($0, at: header.tableOffset + index * ShardEntry.byteCount) }
  }

  /// An image, decoded where it is stored as a file.
  func image(_ index: Int, isChecked: Bool) throws(FileError) -> Image {
    let range = range(index)
    if isChecked { try verify(index) }
    return try file.withBytes { (bytes) throws(FileError) in
      guard header.quality != nil else {
        return Image(
          width: header.width, height: header.height, color: header.color, samples: bytes.array(range))
      }
      do throws(FileError) {
        let image = try JPEGDecoder.decode(bytes.extracting(range), options: .init()).image
        guard (image.width, image.height, image.color) == (header.width, header.height, header.color) else {
          throw FileError(
            .malformed, at: 0,
            "\(image.width) × \(image.height) pixels, \(image.color): expected \(header.width) × \(header.height), \(header.color)"
          )
        }
        return image
      } catch {
        throw error.located(in: path, base: range.lowerBound)
      }
    }
  }

  /// Compares an image's bytes with their checksum.
  func verify(_ index: Int) throws(FileError) {
    let range = range(index)
    guard file.withBytes({ CRC32.value(of: $0.extracting(range)) }) == entry(index).check else {
      throw FileError(.checksum, path: path, at: range.lowerBound, "image \(index) of the shard is damaged")
    }
  }

  /// Where an image's bytes are.
  private func range(_ index: Int) -> Range<Int> {
    (index == 0 ? ShardHeader.byteCount : entry(index - 1).end)..<entry(index).end
  }

  /// What the source's images were left out for.
  func skipped() throws(FileError) -> [FileError] {
    let start = header.tableOffset + header.entriesByteCount
    let list = file.withBytes { $0.array(start..<start + header.skippedByteCount) }
    do {
      return try JSONFile.decode([SkippedImage].self, from: list).map(\.error)
    } catch {
      throw error.located(in: path, base: start)
    }
  }

  /// The sums over the shard's images.
  func statistics() throws(FileError) -> ImageStatistics {
    let range = header.statisticsOffset..<header.shardByteCount
    return try file.withBytes { (bytes) throws(FileError) in
      let sums = bytes.extracting(range)
      guard CRC32.value(of: sums) == header.statisticsCheck else {
        throw FileError(.checksum, path: path, at: range.lowerBound, "the shard's sums are damaged")
      }
      return ImageStatistics(
        stored: sums, width: header.width, height: header.height, color: header.color, count: header.count)
    }
  }
}
