import Foundation
import Tapestry

/// Writes a shard, which exists under its name only once it is complete.
struct ShardWriter: ~Copyable {
  private var file: AtomicFile
  private var header: ShardHeader
  private var entries: [UInt8] = []
  private var skipped: [SkippedImage] = []
  private var statistics: ImageStatistics

  init(_ path: String, header: ShardHeader) throws(FileError) {
    var file = try AtomicFile(replacing: path)
    try file.write(header.bytes)
    self.file = file
    self.header = header
    statistics = ImageStatistics(width: header.width, height: header.height, color: header.color)
  }

  /// Appends an image, stored as the bytes of a file that decodes to it, or else as its samples.
  mutating func append(_ image: Image, storedAs stored: [UInt8]?, label: Int, source: Int) throws(FileError) {
    let bytes = stored ?? image.samples
    let end = file.byteCount + bytes.count
    let check = unsafe CRC32.value(of: bytes.span.bytes)
    entries += ShardEntry(label: label, source: source, check: check, end: end).bytes
    statistics.add(image)
    header.count += 1
    try file.write(bytes)
  }

  /// Notes that an image of the source is left out.
  mutating func skip(_ error: FileError) { skipped.append(SkippedImage(error)) }

  /// Writes the tables, and puts the shard in its place.
  consuming func commit() throws(FileError) {
    let list = try JSONFile.encode(skipped)
    let table = entries + list
    let sums = statistics.storedBytes
    header.tableOffset = file.byteCount
    header.skippedByteCount = list.count
    header.tableCheck = unsafe CRC32.value(of: table.span.bytes)
    header.statisticsCheck = unsafe CRC32.value(of: sums.span.bytes)
    try file.write(table)
    try file.write(sums)
    try file.overwrite(header.bytes, at: 0)
    try file.commit()
  }
}

/// An image that was left out, as it is stored.
struct SkippedImage: Codable, Equatable {
  let path: String
  let offset: Int?
  let message: String

  init(_ error: FileError) { (path, offset, message) = (error.path, error.offset, error.message) }

  var error: FileError { FileError(.malformed, path: path, at: offset, message) }
}

/// Values in small files of JSON, whose bytes are the same for the same value.
enum JSONFile {
  static func encode(_ value: some Encodable) throws(FileError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw FileError(.unsupported, "cannot be stored: \(error)")
    }
  }

  static func decode<Value: Decodable>(_: Value.Type, from bytes: [UInt8]) throws(FileError) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch {
      throw FileError(.malformed, "not as expected: \(error)")
    }
  }
}
