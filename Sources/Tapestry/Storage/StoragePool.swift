import Foundation
import Synchronization

/// Aligned memory that is kept for the next tensor of its size when a tensor dies.
///
/// Fresh pages from the system cost more than most arithmetic on them: each is zeroed and mapped by a page
/// fault when first touched. A training step asks for the same sizes again and again, so after the first it
/// is served from here alone. Blocks come in classes, four to a doubling, so that at most a fifth is wasted;
/// small ones are left to the system's allocator, large ones are aligned and advised for huge pages.
struct StoragePool: ~Copyable, Sendable {
  /// A piece of memory and the number of bytes that its class has.
  @safe struct Block {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
  }

  static let shared = StoragePool()

  /// Up to here the system's allocator is fast, and the pool stays out of the way.
  static let smallByteCount = 1024
  /// From here a block is a whole number of huge pages.
  static let hugePage = 2 << 20

  @safe private struct FreeLists: @unchecked Sendable {
    var blocks: [Int: [UnsafeMutableRawPointer]] = unsafe [:]
    var byteCount = 0
  }
  private let free = Mutex(FreeLists())

  /// The bytes that a request of `byteCount` is rounded up to.
  static func classByteCount(_ byteCount: Int) -> Int {
    if byteCount <= smallByteCount { return max((byteCount + 63) & ~63, 64) }
    let step = 1 << (Int.bitWidth - 3 - (byteCount - 1).leadingZeroBitCount)
    let rounded = (byteCount + step - 1) & ~(step - 1)
    return rounded < hugePage ? rounded : (rounded + hugePage - 1) & ~(hugePage - 1)
  }

  /// Uninitialised memory of at least `byteCount` bytes.
  func allocate(_ byteCount: Int) -> Block {
    let size = Self.classByteCount(byteCount)
    if size <= Self.smallByteCount {
      return unsafe Block(base: .allocate(byteCount: size, alignment: 16), byteCount: size)
    }
    let kept = unsafe free.withLock { free -> UnsafeMutableRawPointer? in
      guard let base = unsafe free.blocks[size]?.popLast() else { return nil }
      free.byteCount -= size
      return unsafe base
    }
    if let kept = unsafe kept { return unsafe Block(base: kept, byteCount: size) }
    guard size >= Self.hugePage else {
      return unsafe Block(base: .allocate(byteCount: size, alignment: 64), byteCount: size)
    }
    let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.hugePage)
    #if os(Linux)
      _ = unsafe madvise(base, size, Int32(MADV_HUGEPAGE))
    #endif
    return unsafe Block(base: base, byteCount: size)
  }

  /// Takes a block back.
  func deallocate(_ block: Block) {
    if block.byteCount <= Self.smallByteCount {
      unsafe block.base.deallocate()
    } else {
      free.withLock { free in
        unsafe free.blocks[block.byteCount, default: []].append(block.base)
        free.byteCount += block.byteCount
      }
    }
  }

  /// The bytes kept for later.
  var keptByteCount: Int { free.withLock { $0.byteCount } }

  /// Gives all that is kept back to the system.
  func release() {
    let blocks = unsafe free.withLock { free in
      defer { free = FreeLists() }
      return unsafe free.blocks.flatMap { unsafe $0.value }
    }
    unsafe blocks.forEach { unsafe $0.deallocate() }
  }
}
