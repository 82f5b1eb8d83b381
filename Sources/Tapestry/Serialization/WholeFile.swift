import Foundation

/// Files that are read or written at once.
package enum WholeFile {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: `tooLarge` when there are more than `limit` bytes; nothing is allocated then.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let (descriptor, size) = try open(path)
    defer { close(descriptor) }
    guard size <= limit else {
      throw FileError(.tooLarge, path: path, "the file has \(size) bytes: expected at most \(limit)")
    }
    var code: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let part = unsafe Foundation.read(
          descriptor, buffer.baseAddress.map { unsafe $0 + count }, min(size - count, 1 << 30))
        if part < 0 && errno == EINTR { continue }
        if part < 0 { code = errno }
        // A file that has become shorter meanwhile has the bytes that there are.
        guard part > 0 else { return }
        count += part
      }
    }
    guard code == 0 else { throw .system("read the file", path: path, code: code) }
    return bytes
  }

  /// The first bytes of the file at `path`: `count`, or all where there are fewer.
  package static func start(of path: String, count: Int) throws(FileError) -> [UInt8] {
    let descriptor = try open(path).descriptor
    defer { close(descriptor) }
    var found = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      found = unsafe Foundation.read(descriptor, buffer.baseAddress, count)
      filled = max(found, 0)
    }
    guard found >= 0 else { throw .system("read the file", path: path) }
    return bytes
  }

  /// Opens the file at `path`, which the caller closes, and tells its size.
  private static func open(_ path: String) throws(FileError) -> (descriptor: Int32, byteCount: Int) {
    // A pipe would let the one who opens it wait for someone who writes.
    let descriptor = unsafe Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system("open the file", path: path) }
    var status = stat()
    let result = unsafe fstat(descriptor, &status)
    let code = errno
    guard result == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      if result != 0 { throw .system("read the file's size", path: path, code: code) }
      throw FileError(.unsupported, path: path, "this is not a regular file")
    }
    return (descriptor, Int(status.st_size))
  }

  /// Replaces the file at `path` by one with `bytes`, or leaves it as it was.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var file = try AtomicFile(replacing: path)
    try file.write(bytes)
    try file.commit()
  }
}
