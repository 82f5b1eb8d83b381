import Tapestry

/// The first bytes of a shard: what it holds, and where.
///
/// All numbers are little-endian. After the header come the images, as samples or as JPEG files; then the table, which has
/// an entry for each image and the list of what was skipped, as JSON; then the sums of ``ImageStatistics`` over the shard's
/// images.
struct ShardHeader: Equatable {
  var width: Int
  var height: Int
  var color: ColorModel
  /// The quality of the JPEG files that images are stored as; nil for samples as they are.
  var quality: Int?
  /// The images in the shard.
  var count = 0
  /// The images of the source that the shard stands for, those that were skipped included.
  var source: Range<Int>
  /// What the source's names and labels are known by.
  var fingerprint: UInt32
  /// Where the table begins.
  var tableOffset = Self.byteCount
  /// The bytes of the list of what was skipped.
  var skippedByteCount = 0
  var tableCheck: UInt32 = 0
  var statisticsCheck: UInt32 = 0

  static let byteCount = 128
  /// The bytes that the checksum in the header is of, which follows them.
  private static let checkedByteCount = 72
  private static let magic = Array("TAPSHARD".utf8)
  private static let version: UInt32 = 2

  /// The samples of an image, and its bytes where it is stored as these.
  var sampleCount: Int { width * height * color.channelCount }
  var entriesByteCount: Int { count * ShardEntry.byteCount }
  var tableByteCount: Int { entriesByteCount + skippedByteCount }
  var statisticsOffset: Int { tableOffset + tableByteCount }
  var statisticsByteCount: Int {
    ImageStatistics.storedByteCount(width: width, height: height, channelCount: color.channelCount)
  }
  /// The bytes of the whole shard.
  var shardByteCount: Int { statisticsOffset + statisticsByteCount }

  /// The bytes of the header.
  var bytes: [UInt8] {
    var bytes = Self.magic
    for number in [
      Self.version, UInt32(width), UInt32(height), UInt32(color.channelCount), UInt32(count), fingerprint,
    ] {
      bytes.append(littleEndian: number)
    }
    bytes.append(littleEndian: UInt64(source.lowerBound))
    bytes.append(littleEndian: UInt64(source.count))
    bytes.append(littleEndian: UInt64(tableOffset))
    for number in [UInt32(skippedByteCount), tableCheck, statisticsCheck, UInt32(quality ?? 0)] {
      bytes.append(littleEndian: number)
    }
    bytes.append(littleEndian: unsafe CRC32.value(of: bytes.span.bytes))
    return bytes + [UInt8](repeating: 0, count: Self.byteCount - bytes.count)
  }

  /// The header in a shard's bytes, all of whose numbers fit these.
  init(_ bytes: RawSpan) throws(FileError) {
    guard bytes.byteCount >= Self.byteCount else {
      throw FileError(
        .truncated, at: bytes.byteCount, "a shard of prepared images has \(Self.byteCount) bytes first")
    }
    guard bytes.array(0..<8) == Self.magic else {
      throw FileError(.malformed, at: 0, "this is no shard of prepared images")
    }
    func number(_ offset: Int) -> Int { Int(bytes.littleEndian(UInt32.self, at: offset)) }
    guard number(8) == Int(Self.version) else {
      throw FileError(.unsupported, at: 8, "the shard's version is \(number(8)): expected \(Self.version)")
    }
    let check = bytes.littleEndian(UInt32.self, at: Self.checkedByteCount)
    guard CRC32.value(of: bytes.extracting(first: Self.checkedByteCount)) == check else {
      throw FileError(.checksum, at: Self.checkedByteCount, "the header is damaged")
    }
    // Whoever makes a file can make its checksum too: every number is checked against the others.
    (width, height, count) = (number(12), number(16), number(24))
    guard let color = ColorModel.allCases.first(where: { $0.channelCount == number(20) }),
      1...Self.greatestSide ~= width, 1...Self.greatestSide ~= height
    else {
      throw FileError(.malformed, at: 12, "images of \(width) × \(height) × \(number(20)) samples")
    }
    self.color = color
    fingerprint = UInt32(number(28))
    let first = bytes.littleEndian(UInt64.self, at: 32)
    let sourceCount = bytes.littleEndian(UInt64.self, at: 40)
    let table = bytes.littleEndian(UInt64.self, at: 48)
    guard first <= UInt32.max, sourceCount <= UInt32.max, count <= Int(sourceCount) else {
      throw FileError(.malformed, at: 24, "\(count) images, of \(sourceCount) from number \(first) on")
    }
    source = Int(first)..<Int(first + sourceCount)
    guard table >= UInt64(Self.byteCount), table <= UInt64(bytes.byteCount) else {
      throw FileError(.malformed, at: 48, "the table begins at byte \(table) of \(bytes.byteCount)")
    }
    tableOffset = Int(table)
    (skippedByteCount, tableCheck, statisticsCheck) = (
      number(56), UInt32(number(60)), UInt32(number(64))
    )
    guard shardByteCount == bytes.byteCount else {
      throw FileError(
        shardByteCount > bytes.byteCount ? .truncated : .malformed, at: 48,
        "the shard has \(bytes.byteCount) bytes: its \(count) images and its tables have \(shardByteCount)")
    }
    guard number(68) <= 100 else {
      throw FileError(.malformed, at: 68, "images of the quality \(number(68)): expected at most 100")
    }
    quality = number(68) == 0 ? nil : number(68)
  }

  /// The greatest side of an image; so that no product of these numbers overflows.
  static let greatestSide = 1 << 14

  /// The header of a shard that is begun.
  init(
    width: Int, height: Int, color: ColorModel, quality: Int?, source: Range<Int>, fingerprint: UInt32
  ) {
    (self.width, self.height, self.color, self.quality) = (width, height, color, quality)
    (self.source, self.fingerprint) = (source, fingerprint)
  }
}

/// What the table says of an image.
struct ShardEntry {
  /// The label.
  let label: Int
  /// Which of the source's images it is.
  let source: Int
  /// The checksum of its bytes.
  let check: UInt32
  /// Where its bytes end; they begin where those of the image before it do.
  let end: Int

  static let byteCount = 20

  init(label: Int, source: Int, check: UInt32, end: Int) {
    (self.label, self.source, self.check, self.end) = (label, source, check, end)
  }

  init(_ bytes: RawSpan, at offset: Int) {
    label = Int(bytes.littleEndian(UInt32.self, at: offset))
    source = Int(bytes.littleEndian(UInt32.self, at: offset + 4))
    check = bytes.littleEndian(UInt32.self, at: offset + 8)
    end = Int(clamping: bytes.littleEndian(UInt64.self, at: offset + 12))
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for number in [UInt32(label), UInt32(source), check] { bytes.append(littleEndian: number) }
    bytes.append(littleEndian: UInt64(end))
    return bytes
  }
}
