/// The bytes of a tensor: one allocation, shared by the tensors that view it, given back when the last is gone.
///
/// It has no notion of type or shape. `Tensor` writes to it only while it is the sole owner, which is what makes
/// sharing it between threads safe.
@safe final class Storage: @unchecked Sendable {
  /// The first byte, aligned for vectors.
  let base: UnsafeMutableRawPointer
  /// The bytes that may be used.
  let byteCount: Int
  /// Where the memory goes when the storage dies.
  private let source: Source

  @safe private enum Source {
    case pool(StoragePool.Block)
    /// Memory of someone else's, such as a mapped file, kept alive by `owner`. It is never written to.
    case external(owner: AnyObject)
  }

  /// Uninitialised storage of at least `byteCount` bytes.
  init(byteCount: Int) {
    let block = StoragePool.shared.allocate(byteCount)
    unsafe base = block.base
    self.byteCount = byteCount
    source = .pool(block)
    StorageUse.add(block.byteCount)
  }

  /// Read-only storage in memory that lives as long as `owner`.
  init(borrowing bytes: UnsafeRawBufferPointer, owner: AnyObject) {
    unsafe base = UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!)
    byteCount = bytes.count
    source = .external(owner: owner)
  }

  /// Whether the bytes may be written to by a sole owner.
  var isWritable: Bool {
    if case .pool = source { true } else { false }
  }

  /// Calls `body` with the bytes of `range`.
  func withBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.upperBound <= byteCount, "Storage: \(range) in \(byteCount) bytes")
    defer { withExtendedLifetime(self) {} }
    return try unsafe body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count).bytes)
  }

  /// Calls `body` with all bytes, for writing. The caller must be the sole owner.
  func withMutableBytes<Result, Failure: Error>(
    _ body: (inout MutableRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(isWritable, "Storage: writing to borrowed memory")
    defer { withExtendedLifetime(self) {} }
    let buffer = unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount)
    var bytes = unsafe buffer.mutableBytes
    return try body(&bytes)
  }

  deinit {
    if case .pool(let block) = source {
      StorageUse.remove(block.byteCount)
      StoragePool.shared.deallocate(block)
    }
  }
}
