import Tapestry

/// What a folder of prepared images is made of, and how: the file that is written first, by which a preparation that was
/// broken off is known again.
struct PreparedManifest: Codable, Equatable {
  var version = 2
  let width: Int
  let height: Int
  let channelCount: Int
  /// The quality of the JPEG files that images are stored as; nil for samples as they are.
  let quality: Int?
  let imagesPerShard: Int
  /// The images of the source, those that are skipped included.
  let sourceCount: Int
  let fingerprint: UInt32
  let classNames: [String]

  static let name = "prepared.json"
  static let statisticsName = "statistics"

  /// The manifest of what becomes of `source`.
  init(_ source: any ImageDataSet, options: PreparationOptions) {
    (width, height) = (options.side, options.side)
    channelCount = options.color.channelCount
    quality = options.jpegQuality
    imagesPerShard = options.imagesPerShard
    sourceCount = source.count
    classNames = source.classNames
    var check = CRC32()
    for index in 0..<source.count {
      // Separated by what is in no name.
      let text = Array("\(source.name(at: index))\0\(source.label(at: index))\0".utf8)
      unsafe check.update(text.span.bytes)
    }
    fingerprint = check.value
  }

  /// The manifest in `folder`.
  init(in folder: String) throws(FileError) {
    let path = folder + "/" + Self.name
    let bytes = try WholeFile.read(path, limit: 1 << 28)
    do throws(FileError) {
      self = try JSONFile.decode(Self.self, from: bytes)
      guard version == 2 else { throw FileError(.unsupported, "the version is \(version): expected 2") }
      guard ColorModel.allCases.contains(where: { $0.channelCount == channelCount }),
        1...ShardHeader.greatestSide ~= width, 1...ShardHeader.greatestSide ~= height, imagesPerShard > 0,
        0...Int(UInt32.max) ~= sourceCount, 1...100 ~= quality ?? 1
      else {
        throw FileError(
          .malformed,
          "\(sourceCount) images of \(width) × \(height) × \(channelCount) samples, \(imagesPerShard) a shard"
        )
      }
    } catch {
      throw error.located(in: path)
    }
  }

  var color: ColorModel { ColorModel.allCases.first { $0.channelCount == channelCount } ?? .rgb }
  var shardCount: Int { sourceCount / imagesPerShard + (sourceCount % imagesPerShard > 0 ? 1 : 0) }

  /// The images of the source that a shard stands for.
  func source(ofShard shard: Int) -> Range<Int> {
    shard * imagesPerShard..<min(sourceCount, (shard + 1) * imagesPerShard)
  }

  /// The header of a shard without images.
  func header(ofShard shard: Int) -> ShardHeader {
    ShardHeader(
      width: width, height: height, color: color, quality: quality, source: source(ofShard: shard),
      fingerprint: fingerprint)
  }

  /// The name of a shard's file.
  static func name(ofShard shard: Int) -> String {
    let digits = String(shard)
    return "shard-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  /// Whether a file of this name is one that a preparation writes.
  static func isName(_ name: Substring) -> Bool {
    name == Self.name || name == statisticsName || name.hasPrefix("shard-")
  }

  /// Whether `shard` is the one of its number.
  func describes(_ header: ShardHeader, shard: Int) -> Bool {
    (header.width, header.height, header.color, header.quality) == (width, height, color, quality)
      && header.source == source(ofShard: shard) && header.fingerprint == fingerprint
  }
}
