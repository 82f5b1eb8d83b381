import Foundation
import Synchronization

/// Memory that kernels need for the length of a call, kept between calls, since fresh pages cost more than the
/// arithmetic on them.
///
/// Buffers are aligned to 2 MiB where they are that large, to a cache line otherwise, and hold whatever was last in them.
public enum Scratch {
  private struct Buffer: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let byteCount: Int
  }

  private static let free = Mutex<[Buffer]>([])

  /// The result of `body`, called with room for `count` values, uninitialised. The room is `body`'s own until it returns.
  @inlinable
  public static func with<Scalar, Result>(
    _ type: Scalar.Type, count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Result
  ) -> Result {
    let (start, byteCount) = take(count * MemoryLayout<Scalar>.stride)
    defer { give(start, byteCount) }
    return body(start.bindMemory(to: type, capacity: count))
  }

  /// Frees the buffers that no kernel is using.
  public static func release() {
    let unused = free.withLock { buffers in
      defer { buffers = [] }
      return buffers
    }
    for buffer in unused { buffer.start.deallocate() }
  }

  /// The bytes kept for later calls.
  public static var keptByteCount: Int {
    free.withLock { $0.reduce(0) { $0 + $1.byteCount } }
  }

  /// The smallest kept buffer that is large enough, or a new one.
  @usableFromInline static func take(_ byteCount: Int) -> (UnsafeMutableRawPointer, Int) {
    let large = 1 << 21
    let rounded = byteCount >= large ? (byteCount + large - 1) & -large : (max(byteCount, 1) + 4095) & -4096
    // Where none is large enough, the largest makes way, so that there are never more than were in use at once.
    let kept = free.withLock { buffers -> Buffer? in
      guard var best = buffers.indices.first else { return nil }
      for index in buffers.indices
      where BestFit.prefers(buffers[index].byteCount, over: buffers[best].byteCount, for: rounded) {
        best = index
      }
      return buffers.remove(at: best)
    }
    if let kept {
      if kept.byteCount >= rounded { return (kept.start, kept.byteCount) }
      kept.start.deallocate()
    }
    let start = UnsafeMutableRawPointer.allocate(
      byteCount: rounded, alignment: rounded >= large ? large : 4096)
    #if os(Linux)
      if rounded >= large { madvise(start, rounded, MADV_HUGEPAGE) }
    #endif
    return (start, rounded)
  }

  @usableFromInline static func give(_ start: UnsafeMutableRawPointer, _ byteCount: Int) {
    free.withLock { $0.append(Buffer(start: start, byteCount: byteCount)) }
  }
}
