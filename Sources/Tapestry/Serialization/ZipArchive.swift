/// A zip archive, open for reading: stored and deflated members, of any size.
package final class ZipArchive: Sendable {
  private let file: MappedFile
  private let directory: ZipDirectory

  /// Opens the archive at `path`, and reads its directory.
  package init(path: String) throws(FileError) {
    let file = try MappedFile(path: path)
    do throws(FileError) {
      directory = try file.withBytes { (bytes) throws(FileError) in try ZipDirectory(bytes) }
    } catch {
      throw error.located(in: path)
    }
    self.file = file
  }

  /// The file that the archive is.
  package var path: String { file.path }

  /// The names of the members, in the order of the directory.
  package var names: [String] { directory.members.map(\.name) }

  /// The size of a member's contents; nil where there is none of this name.
  package func byteCount(of name: String) -> Int? {
    directory.indices[name].map { directory.members[$0].byteCount }
  }

  /// The contents of the member `name`, at most `limit` bytes.
  package func contents(of name: String, limit: Int = .max) throws(FileError) -> [UInt8] {
    let member = try member(named: name)
    guard member.byteCount <= limit else {
      throw FileError(
        .tooLarge, path: path, "\(name) has \(member.byteCount) bytes: expected at most \(limit)")
    }
    var bytes = [UInt8](repeating: 0, count: member.byteCount)
    var span = bytes.mutableSpan
    var output = unsafe span.mutableBytes
    try read(member, into: &output)
    return bytes
  }

  /// The member `name`.
  func member(named name: String) throws(FileError) -> ZipDirectory.Member {
    guard let index = directory.indices[name] else {
      throw FileError(.missing, path: path, "the archive has no member named \(name)")
    }
    return directory.members[index]
  }

  /// The contents of a member, where they are in the mapped file or in memory that they were decompressed to, after
  /// their checksum is found right.
  func bytes(of member: ZipDirectory.Member) throws(FileError) -> (storage: Storage, range: Range<Int>) {
    if !member.isDeflated {
      try file.withBytes { (archive) throws(FileError) in try check(archive.extracting(member.range), member)
      }
      return (file.storage(), member.range)
    }
    let storage = Storage(byteCount: member.byteCount)
    try storage.withMutableBytes { (output) throws(FileError) in try read(member, into: &output) }
    return (storage, 0..<member.byteCount)
  }

  /// Writes the contents of a member to `output`, which has its size.
  func read(_ member: ZipDirectory.Member, into output: inout MutableRawSpan) throws(FileError) {
    do throws(FileError) {
      try file.withBytes { (archive) throws(FileError) in
        let bytes = archive.extracting(member.range)
        guard member.isDeflated else {
          output.copy(bytes.byteCount, from: bytes, at: 0, to: 0)
          return
        }
        var inflater = Inflater()
        var count = 0
        let isComplete = try inflater.run(bytes, into: &output, count: &count)
        guard isComplete, count == member.byteCount else {
          throw FileError(
            .malformed, at: inflater.inputOffset,
            "\(member.name) decompresses to \(isComplete ? "\(count)" : "more") bytes: expected \(member.byteCount)"
          )
        }
      }
    } catch {
      throw error.located(in: path, base: member.range.lowerBound)
    }
    try check(output.bytes, member)
  }

  private func check(_ bytes: RawSpan, _ member: ZipDirectory.Member) throws(FileError) {
    guard CRC32.value(of: bytes) == member.checksum else {
      throw FileError(
        .checksum, path: path, at: member.range.lowerBound,
        "the CRC-32 checksum of \(member.name) does not match")
    }
  }
}
