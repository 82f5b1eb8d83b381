import Foundation

/// A new file that takes the place of an old one only when it is complete.
///
/// The bytes go to a temporary name in the same folder. ``commit()`` makes sure that they are on the disk, and renames;
/// without it, whatever the reason, the temporary file is removed and the old file is as it was.
@safe package struct AtomicFile: ~Copyable {
  /// The file to replace, with symbolic links resolved.
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var isCommitted = false
  /// The bytes written so far.
  package private(set) var byteCount = 0

  /// Begins to replace `path`, or to create it.
  package init(replacing path: String) throws(FileError) {
    self.path = Self.resolved(path)
    let (folder, name) = Self.split(self.path)
    temporaryPath = "\(folder)/.\(name.prefix(100)).\(UInt64.random(in: 0...UInt64.max)).tmp"
    var permissions: mode_t = 0o666
    var status = stat()
    if unsafe stat(self.path, &status) == 0 { permissions = status.st_mode & 0o777 }
    descriptor = unsafe open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard descriptor >= 0 else { throw .system("create a file in \(folder)", path: path) }
  }

  deinit {
    close(descriptor)
    if !isCommitted { unsafe unlink(temporaryPath) }
  }

  /// Appends `bytes`.
  package mutating func write(_ bytes: RawSpan) throws(FileError) {
    try store(bytes, at: byteCount)
    byteCount += bytes.byteCount
  }

  /// Appends `bytes`.
  package mutating func write(_ bytes: [UInt8]) throws(FileError) { try unsafe write(bytes.span.bytes) }

  /// Writes `bytes` over those that begin at `offset`.
  package func overwrite(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    try unsafe store(bytes.span.bytes, at: offset)
  }

  private func store(_ bytes: RawSpan, at offset: Int) throws(FileError) {
    var done = 0
    while done < bytes.byteCount {
      let rest = bytes.extracting(droppingFirst: done)
      let count = unsafe rest.withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress, min($0.count, 1 << 30), off_t(offset + done))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .system("write \(bytes.byteCount) bytes", path: path) }
      done += count
    }
  }

  /// Puts the complete file in the old one's place.
  package consuming func commit() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw .system("write to the disk", path: path) }
    guard unsafe rename(temporaryPath, path) == 0 else { throw .system("replace the file", path: path) }
    isCommitted = true
    // The new name is on the disk when its folder is; not every file system can be asked for that.
    let folder = unsafe open(String(Self.split(path).folder), O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// The name of the file that a temporary one was to become, which a process that was killed left behind; nil for the name
  /// of any other file.
  package static func target(ofTemporary name: String) -> Substring? {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
    let target = name.dropFirst().dropLast(4)
    guard let dot = target.lastIndex(of: "."), UInt64(target[target.index(after: dot)...]) != nil else {
      return nil
    }
    return target[..<dot]
  }

  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func split(_ path: String) -> (folder: Substring, name: Substring) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path[...]) }
    return (slash == path.startIndex ? "/." : path[..<slash], path[path.index(after: slash)...])
  }
}
