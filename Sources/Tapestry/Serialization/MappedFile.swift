import Foundation

/// The bytes of a file, mapped into memory: read from the disk when first touched, and never copied.
///
/// They stay valid as long as this object lives, also when the file is replaced by a new one; they do not when the file
/// itself is cut short by another program meanwhile, which the operating system answers by ending this one.
@safe package final class MappedFile: @unchecked Sendable {
  /// Where the file is.
  package let path: String
  private let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  package init(path: String) throws(FileError) {
    self.path = path
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("open the file", path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .system("read the file's size", path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.unsupported, path: path, "this is not a regular file")
    }
    guard status.st_size > 0 else {
      unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let count = Int(status.st_size)
    let base = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else {
      throw .system("map \(count) bytes", path: path)
    }
    unsafe bytes = UnsafeRawBufferPointer(start: base, count: count)
  }

  deinit {
    if let base = unsafe bytes.baseAddress {
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
  }

  /// The size of the file.
  package var byteCount: Int { unsafe bytes.count }

  /// Calls `body` with the file's bytes.
  package func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    defer { withExtendedLifetime(self) {} }
    return try unsafe body(bytes.bytes)
  }

  /// The bytes as a tensor's storage, which is read only and keeps the file mapped.
  func storage() -> Storage { unsafe Storage(borrowing: bytes, owner: self) }
}
