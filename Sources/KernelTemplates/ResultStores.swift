#if arch(x86_64)
  // As in Hints.swift. The code generator makes these instructions of nothing else, and of these only in this target: what
  // calls them is not inlinable.
  @_silgen_name("llvm.x86.movdir64b")
  private func directStoreIntrinsic(_ destination: UnsafeMutableRawPointer, _ source: UnsafeRawPointer)
  @_silgen_name("llvm.x86.sse.sfence") private func storeFenceIntrinsic()
#endif

/// How the results of an operation go to memory.
///
/// An ordinary store first reads the line that it writes a part of. Where results fit the caches, that costs little, and
/// whoever reads them next is glad of it. Results that are far larger are gone from the caches before anybody does, and
/// the lines need not have been read: half as much again as what a copy moves otherwise.
@frozen public enum ResultStores: Sendable {
  /// Ordinary stores.
  case cached
  /// Ordinary stores, to lines that are asked for some time before.
  case fetchedAhead
  /// Stores of whole lines to memory, past the caches. Another thread may see them only after ``finish()``.
  case direct

  /// The bytes of a cache line, which a direct store writes at once.
  public static let lineByteCount = 64

  /// Whether the processor has such stores.
  public static let canBeDirect = Processor.features.contains("movdir64b")

  /// What is best for so many bytes of results, where little arithmetic stands between loads and stores.
  @inlinable @inline(__always) public init(byteCount: Int) {
    self = byteCount < 1 << 24 ? .cached : ResultStores(largeByteCount: byteCount)
  }

  @usableFromInline init(largeByteCount: Int) {
    self = largeByteCount >= 1 << 26 && Self.canBeDirect ? .direct : .fetchedAhead
  }

  /// Copies bytes by direct stores, but for the parts of lines at both ends, and asks meanwhile for the lines from
  /// `next` on, where the source will be read.
  public static func copyDirectly(
    _ source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, byteCount: Int,
    fetching next: UnsafeRawPointer
  ) {
    let head = min(byteCount, -Int(bitPattern: destination) & (lineByteCount - 1))
    let end = head + (byteCount - head) & -lineByteCount
    destination.copyMemory(from: source, byteCount: head)
    for byte in stride(from: head, to: end, by: lineByteCount) {
      Hint.prefetchFar(next + (byte - head))
      storeLine(source + byte, to: destination + byte)
    }
    (destination + end).copyMemory(from: source + end, byteCount: byteCount - end)
  }

  /// Writes lines that follow one another in a buffer, by direct stores, to places `step` bytes apart that are aligned to
  /// lines.
  public static func scatterLines(
    _ source: UnsafeRawPointer, count: Int, to destination: UnsafeMutableRawPointer, step: Int
  ) {
    for line in 0..<count { storeLine(source + line * lineByteCount, to: destination + line * step) }
  }

  /// Lets all direct stores of this thread be seen before whatever it stores next.
  public static func finish() {
    #if arch(x86_64)
      storeFenceIntrinsic()
    #endif
  }

  @inline(__always)
  private static func storeLine(_ source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer) {
    #if arch(x86_64)
      directStoreIntrinsic(destination, source)
    #else
      destination.copyMemory(from: source, byteCount: lineByteCount)
    #endif
  }
}
