import Foundation

/// Files that are read or written at once.
package enum WholeFile {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: `tooLarge` when there are more than `limit` bytes; nothing is allocated then.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("open the file", path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system("read the file's size", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.unsupported, path: path, "this is not a regular file")
    }
    let size = Int(status.st_size)
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

  /// Replaces the file at `path` by one with `bytes`, or leaves it as it was.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var file = try AtomicFile(replacing: path)
    try file.write(bytes)
    try file.commit()
  }
}
