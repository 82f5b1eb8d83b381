/// A zip archive that is being written, member by member, and replaces the file of its name when it is complete.
///
/// The bytes depend on the contents alone: members carry the date 1 January 1980, as NumPy's do. Those of stored members
/// begin at a multiple of 64 in the file, so that they can be used where a reader maps them.
package struct ZipWriter: ~Copyable {
  private static let alignment = 64
  /// The identifier of the extra field that is only there to fill space, as in Android's archives.
  private static let paddingIdentifier: UInt16 = 0xD935

  private var file: AtomicFile
  private var directory: [UInt8] = []
  private var count = 0
  private var names: Set<String> = []

  /// Begins an archive at `path`.
  package init(path: String) throws(FileError) { file = try AtomicFile(replacing: path) }

  /// Adds the member `name`, whose contents are `pieces` one after the other, deflated or stored as they are.
  ///
  /// - Throws: `malformed` for a second member of the same name or one with a name of more than 65535 bytes.
  package mutating func add(
    _ name: String, head: [UInt8] = [], body: RawSpan, deflated: Bool
  ) throws(FileError) {
    guard names.insert(name).inserted, name.utf8.count <= 0xFFFF else {
      throw FileError(
        .malformed, "an archive cannot have two members named \(name), or a name of more than 65535 bytes")
    }
    let byteCount = head.count + body.byteCount
    // Deflated data are never longer than this, so that it is known beforehand whether a size needs 64 bits.
    let needsZip64 = byteCount + byteCount / 1000 + 1024 > 0xFFFF_FFFF || file.byteCount > 0xFFFF_FFFF
    let start = file.byteCount
    var header = Self.header(name, deflated: deflated, needsZip64: needsZip64)
    if !deflated { Self.pad(&header, start: start) }
    try file.write(header)

    let dataStart = file.byteCount
    var crc = CRC32()
    unsafe crc.update(head.span.bytes)
    crc.update(body)
    if deflated {
      try unsafe Deflate.encodeChunks(head.span.bytes) { (piece) throws(FileError) in try file.write(piece) }
      try Deflate.encodeChunks(body) { (piece) throws(FileError) in try file.write(piece) }
      try file.write(Deflate.endOfStream)
    } else {
      try file.write(head)
      try file.write(body)
    }
    let sizes = (compressed: file.byteCount - dataStart, original: byteCount)
    var checked: [UInt8] = []
    Self.appendSizes(to: &checked, crc.value, sizes, needsZip64: needsZip64)
    try file.overwrite(checked, at: start + 14)
    if needsZip64 {
      var extra: [UInt8] = []
      extra.append(littleEndian: UInt64(sizes.original))
      extra.append(littleEndian: UInt64(sizes.compressed))
      try file.overwrite(extra, at: start + ZipFormat.headerSize + name.utf8.count + 4)
    }
    appendEntry(name, deflated: deflated, crc.value, sizes, start: start, needsZip64: needsZip64)
  }

  /// Writes the directory, and puts the archive in the place of the file of its name.
  package consuming func finish() throws(FileError) {
    let start = file.byteCount
    let size = directory.count
    let needsZip64 = start > 0xFFFF_FFFE || size > 0xFFFF_FFFE || count > 0xFFFE
    if needsZip64 {
      directory.append(littleEndian: ZipFormat.zip64EndSignature)
      directory.append(littleEndian: UInt64(44))
      directory.append(littleEndian: UInt32(45 << 16 | 45))
      directory.append(littleEndian: UInt64(0))
      for _ in 0..<2 { directory.append(littleEndian: UInt64(count)) }
      directory.append(littleEndian: UInt64(size))
      directory.append(littleEndian: UInt64(start))
      directory.append(littleEndian: ZipFormat.locatorSignature)
      directory.append(littleEndian: UInt32(0))
      directory.append(littleEndian: UInt64(start + size))
      directory.append(littleEndian: UInt32(1))
    }
    directory.append(littleEndian: ZipFormat.endSignature)
    directory.append(littleEndian: UInt32(0))
    for _ in 0..<2 { directory.append(littleEndian: needsZip64 ? UInt16.max : UInt16(count)) }
    directory.append(littleEndian: needsZip64 ? UInt32.max : UInt32(size))
    directory.append(littleEndian: needsZip64 ? UInt32.max : UInt32(start))
    directory.append(littleEndian: UInt16(0))
    try file.write(directory)
    try file.commit()
  }

  // MARK: Records

  /// What a member's header and its entry in the directory have in common, up to the checksum.
  private static func appendCommon(to record: inout [UInt8], _ name: String, deflated: Bool, needsZip64: Bool)
  {
    record.append(littleEndian: UInt16(needsZip64 ? 45 : 20))
    record.append(littleEndian: UInt16(name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 0x800))
    record.append(littleEndian: UInt16(deflated ? 8 : 0))
    record.append(littleEndian: UInt32(0x0021_0000))
  }

  private static func appendSizes(
    to record: inout [UInt8], _ checksum: UInt32, _ sizes: (compressed: Int, original: Int), needsZip64: Bool
  ) {
    record.append(littleEndian: checksum)
    record.append(littleEndian: needsZip64 ? UInt32.max : UInt32(sizes.compressed))
    record.append(littleEndian: needsZip64 ? UInt32.max : UInt32(sizes.original))
  }

  /// A member's header, without its checksum and its sizes.
  private static func header(_ name: String, deflated: Bool, needsZip64: Bool) -> [UInt8] {
    var header: [UInt8] = []
    header.append(littleEndian: ZipFormat.headerSignature)
    appendCommon(to: &header, name, deflated: deflated, needsZip64: needsZip64)
    appendSizes(to: &header, 0, (0, 0), needsZip64: needsZip64)
    header.append(littleEndian: UInt16(name.utf8.count))
    header.append(littleEndian: UInt16(needsZip64 ? 20 : 0))
    header += name.utf8
    if needsZip64 {
      header.append(littleEndian: UInt16(1))
      header.append(littleEndian: UInt16(16))
      header += [UInt8](repeating: 0, count: 16)
    }
    return header
  }

  /// Adds an extra field to the header of a member that begins at `start`, so that the contents are aligned.
  private static func pad(_ header: inout [UInt8], start: Int) {
    let padding = -(start + header.count + 4) & (alignment - 1)
    header.append(littleEndian: paddingIdentifier)
    header.append(littleEndian: UInt16(padding))
    header += [UInt8](repeating: 0, count: padding)
    let extraCount = UInt16(header[28]) | UInt16(header[29]) << 8
    header[28] = UInt8(truncatingIfNeeded: extraCount + UInt16(padding) + 4)
    header[29] = UInt8(truncatingIfNeeded: (extraCount + UInt16(padding) + 4) >> 8)
  }

  private mutating func appendEntry(
    _ name: String, deflated: Bool, _ checksum: UInt32, _ sizes: (compressed: Int, original: Int), start: Int,
    needsZip64: Bool
  ) {
    directory.append(littleEndian: ZipFormat.entrySignature)
    directory.append(littleEndian: UInt16(3 << 8 | 45))
    Self.appendCommon(to: &directory, name, deflated: deflated, needsZip64: needsZip64)
    Self.appendSizes(to: &directory, checksum, sizes, needsZip64: needsZip64)
    directory.append(littleEndian: UInt16(name.utf8.count))
    directory.append(littleEndian: UInt16(needsZip64 ? 28 : 0))
    directory += [UInt8](repeating: 0, count: 6)
    directory.append(littleEndian: UInt32(0o100644 << 16))
    directory.append(littleEndian: needsZip64 ? UInt32.max : UInt32(start))
    directory += name.utf8
    if needsZip64 {
      directory.append(littleEndian: UInt16(1))
      directory.append(littleEndian: UInt16(24))
      directory.append(littleEndian: UInt64(sizes.original))
      directory.append(littleEndian: UInt64(sizes.compressed))
      directory.append(littleEndian: UInt64(start))
    }
    count += 1
  }
}
