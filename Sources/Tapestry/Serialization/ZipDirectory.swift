/// What a zip archive lists (APPNOTE.TXT 6.3.10): its members, checked against each other and against the bytes
/// that are there.
struct ZipDirectory {
  /// One file in an archive.
  struct Member {
    let name: String
    /// Whether the bytes are deflated; they are stored as they are otherwise.
    let isDeflated: Bool
    let checksum: UInt32
    /// The size of the file.
    let byteCount: Int
    /// Where in the archive the (compressed) bytes are.
    let range: Range<Int>
  }

  /// The most members that an archive may have.
  static let maximumCount = 1 << 20

  private(set) var members: [Member] = []
  private(set) var indices: [String: Int] = [:]

  /// Reads the directory of `archive`. What is allocated is in proportion to the directory's own bytes.
  init(_ archive: RawSpan) throws(FileError) {
    let end = try ZipEndRecord(archive)
    var offset = end.directory.lowerBound
    // What each member takes of the archive, headers included.
    var extents: [Range<Int>] = []
    for _ in 0..<end.count {
      let entry = try ZipEntry(archive, at: offset, end: end.directory.upperBound)
      offset = entry.end
      let start = try entry.dataOffset(archive, end: end.directory.lowerBound)
      let range = start..<start + entry.compressedSize
      extents.append(entry.headerOffset..<range.upperBound)
      guard indices.updateValue(members.count, forKey: entry.name) == nil else {
        throw FileError(.malformed, at: entry.offset, "the archive has two members named \(entry.name)")
      }
      members.append(
        Member(
          name: entry.name, isDeflated: entry.method == 8, checksum: entry.checksum,
          byteCount: entry.size, range: range))
    }
    guard offset == end.directory.upperBound else {
      throw FileError(.malformed, at: offset, "the directory is longer than its \(end.count) entries")
    }
    extents.sort { $0.lowerBound < $1.lowerBound }
    for (extent, next) in zip(extents, extents.dropFirst()) where next.lowerBound < extent.upperBound {
      throw FileError(.malformed, at: next.lowerBound, "two members of the archive overlap")
    }
  }
}

/// The record at the end of an archive that says where the directory is, in the zip64 form or the short one.
private struct ZipEndRecord {
  let directory: Range<Int>
  let count: Int

  init(_ archive: RawSpan) throws(FileError) {
    let offset = try Self.offset(in: archive)
    var count = UInt64(archive.littleEndian(UInt16.self, at: offset + 10))
    var size = UInt64(archive.littleEndian(UInt32.self, at: offset + 12))
    var start = UInt64(archive.littleEndian(UInt32.self, at: offset + 16))
    var disks = archive.littleEndian(UInt32.self, at: offset + 4) == 0
    var limit = offset
    if offset >= 20, archive.littleEndian(UInt32.self, at: offset - 20) == ZipFormat.locatorSignature {
      let record = archive.littleEndian(UInt64.self, at: offset - 12)
      guard offset >= 76, record <= UInt64(offset - 76),
        archive.littleEndian(UInt32.self, at: Int(record)) == ZipFormat.zip64EndSignature
      else { throw FileError(.malformed, at: offset - 12, "there is no zip64 end record at \(record)") }
      limit = Int(record)
      disks = archive.littleEndian(UInt64.self, at: limit + 16) == 0
      count = archive.littleEndian(UInt64.self, at: limit + 32)
      size = archive.littleEndian(UInt64.self, at: limit + 40)
      start = archive.littleEndian(UInt64.self, at: limit + 48)
    }
    guard disks else { throw FileError(.unsupported, at: offset + 4, "the archive is one of several parts") }
    guard size <= UInt64(limit), start <= UInt64(limit) - size else {
      throw FileError(
        .malformed, at: offset,
        "the directory's \(size) bytes at \(start) do not lie before its end record at \(limit)")
    }
    guard count <= size / UInt64(ZipFormat.entrySize), count <= UInt64(ZipDirectory.maximumCount) else {
      throw FileError(
        .tooLarge, at: offset, "the archive claims \(count) members in a directory of \(size) bytes")
    }
    directory = Int(start)..<Int(start + size)
    self.count = Int(count)
  }

  /// The offset of the short record, which a comment of up to 65535 bytes may follow.
  private static func offset(in archive: RawSpan) throws(FileError) -> Int {
    let size = ZipFormat.endSize
    var offset = archive.byteCount - size
    while offset >= max(archive.byteCount - size - 0xFFFF, 0) {
      if archive.littleEndian(UInt32.self, at: offset) == ZipFormat.endSignature,
        Int(archive.littleEndian(UInt16.self, at: offset + 20)) == archive.byteCount - offset - size
      {
        return offset
      }
      offset -= 1
    }
    throw FileError(
      archive.byteCount < size ? .truncated : .malformed, at: archive.byteCount,
      "this is no zip archive, or its end is missing: expected an end record in the last bytes")
  }
}

/// An entry of the directory.
private struct ZipEntry {
  let offset: Int
  let end: Int
  let name: String
  let method: UInt16
  let checksum: UInt32
  let compressedSize: Int
  let size: Int
  let headerOffset: Int
  private let nameRange: Range<Int>

  init(_ archive: RawSpan, at offset: Int, end directoryEnd: Int) throws(FileError) {
    func need(_ end: Int) throws(FileError) {
      guard end <= directoryEnd else {
        throw FileError(.truncated, at: offset, "an entry of the directory is not complete")
      }
    }
    try need(offset + ZipFormat.entrySize)
    guard archive.littleEndian(UInt32.self, at: offset) == ZipFormat.entrySignature else {
      throw FileError(.malformed, at: offset, "there is no entry of the directory here")
    }
    func short(_ place: Int) -> Int { Int(archive.littleEndian(UInt16.self, at: offset + place)) }
    func long(_ place: Int) -> UInt64 { UInt64(archive.littleEndian(UInt32.self, at: offset + place)) }
    nameRange = offset + ZipFormat.entrySize..<offset + ZipFormat.entrySize + short(28)
    end = nameRange.upperBound + short(30) + short(32)
    try need(end)
    self.offset = offset
    name = String(decoding: archive.array(nameRange), as: UTF8.self)
    method = UInt16(short(10))
    checksum = UInt32(long(16))
    guard short(8) & 1 == 0 else { throw FileError(.unsupported, at: offset + 8, "\(name) is encrypted") }
    guard method == 0 || method == 8 else {
      throw FileError(
        .unsupported, at: offset + 10,
        "\(name) is compressed by method \(method): expected 0 (stored) or 8 (deflated)")
    }

    // Fields of all ones are in the zip64 extra field, those of them that there are, in this order.
    var fields = [long(24), long(20), long(42)]
    if fields.contains(0xFFFF_FFFF) {
      let extra = ZipFormat.extraField(1, archive, nameRange.upperBound..<nameRange.upperBound + short(30))
      var place = extra?.lowerBound ?? 0
      for index in 0..<3 where fields[index] == 0xFFFF_FFFF {
        guard let extra, place + 8 <= extra.upperBound else { break }
        fields[index] = archive.littleEndian(UInt64.self, at: place)
        place += 8
      }
    }
    let limit = UInt64(archive.byteCount)
    guard fields[1] <= limit, fields[2] <= limit else {
      throw FileError(.malformed, at: offset, "\(name) claims to lie beyond the end of the archive")
    }
    // A claimed size that no compression can reach is a lie, and would be allocated.
    let largest = method == 0 ? fields[1] : fields[1] * UInt64(Inflater.maximumRatio)
    guard fields[0] <= largest, method != 0 || fields[0] == fields[1] else {
      throw FileError(
        .malformed, at: offset, "\(name) claims \(fields[0]) bytes in \(fields[1]) compressed ones")
    }
    (size, compressedSize, headerOffset) = (Int(fields[0]), Int(fields[1]), Int(fields[2]))
  }

  /// Where the member's bytes begin, which its own header in front of them says; it must agree with the directory.
  func dataOffset(_ archive: RawSpan, end: Int) throws(FileError) -> Int {
    guard headerOffset + ZipFormat.headerSize <= end,
      archive.littleEndian(UInt32.self, at: headerOffset) == ZipFormat.headerSignature
    else { throw FileError(.malformed, at: headerOffset, "there is no header of \(name) here") }
    let nameCount = Int(archive.littleEndian(UInt16.self, at: headerOffset + 26))
    let extraCount = Int(archive.littleEndian(UInt16.self, at: headerOffset + 28))
    let start = headerOffset + ZipFormat.headerSize + nameCount + extraCount
    guard start + compressedSize <= end else {
      throw FileError(
        .truncated, at: headerOffset, "the \(compressedSize) bytes of \(name) reach into the directory")
    }
    guard nameCount == nameRange.count, archive.littleEndian(UInt16.self, at: headerOffset + 8) == method,
      archive.array(nameRange).elementsEqual(
        archive.array(headerOffset + ZipFormat.headerSize..<headerOffset + ZipFormat.headerSize + nameCount))
    else {
      throw FileError(.malformed, at: headerOffset, "the header of \(name) does not agree with the directory")
    }
    return start
  }
}

/// The numbers of the zip format.
enum ZipFormat {
  static let headerSignature: UInt32 = 0x0403_4B50
  static let headerSize = 30
  static let entrySignature: UInt32 = 0x0201_4B50
  static let entrySize = 46
  static let endSignature: UInt32 = 0x0605_4B50
  static let endSize = 22
  static let zip64EndSignature: UInt32 = 0x0606_4B50
  static let locatorSignature: UInt32 = 0x0706_4B50

  /// The contents of the extra field `identifier` among those in `range`.
  fileprivate static func extraField(_ identifier: UInt16, _ archive: RawSpan, _ range: Range<Int>) -> Range<
    Int
  >? {
    var offset = range.lowerBound
    while offset + 4 <= range.upperBound {
      let end = offset + 4 + Int(archive.littleEndian(UInt16.self, at: offset + 2))
      guard end <= range.upperBound else { return nil }
      if archive.littleEndian(UInt16.self, at: offset) == identifier { return offset + 4..<end }
      offset = end
    }
    return nil
  }
}
