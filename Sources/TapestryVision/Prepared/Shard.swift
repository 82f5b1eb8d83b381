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
    for index in 0..<header.count {
      let offset = header.tableOffset + index * ShardEntry.byteCount
      let entry = ShardEntry(bytes, at: offset)
      guard entry.label < classCount, header.source ~= entry.source else {
        throw FileError(
          .malformed, at: offset,
          "image \(entry.source) with the label \(entry.label): there are \(classCount) classes, and the shard is of the images \(header.source)"
        )
      }
    }
  }

  /// What the table says of an image.
  func entry(_ index: Int) -> ShardEntry {
    precondition(0..<header.count ~= index, "there is no image \(index) in a shard of \(header.count)")
    return file.withBytes { ShardEntry($0, at: header.tableOffset + index * ShardEntry.byteCount) }
  }

  /// An image's samples.
  func samples(_ index: Int, isChecked: Bool) throws(FileError) -> [UInt8] {
    let entry = entry(index)
    let offset = ShardHeader.byteCount + index * header.sampleCount
    return try file.withBytes { (bytes) throws(FileError) in
      let range = offset..<offset + header.sampleCount
      if isChecked, CRC32.value(of: bytes.extracting(range)) != entry.check {
        throw FileError(.checksum, path: path, at: offset, "image \(index) of the shard is damaged")
      }
      return bytes.array(range)
    }
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
