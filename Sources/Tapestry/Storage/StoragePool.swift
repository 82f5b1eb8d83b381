import Foundation
import KernelTemplates
import Synchronization

/// Aligned memory that is kept for the next tensor of its size when a tensor dies.
///
/// Fresh pages from the system cost more than most arithmetic on them: each is zeroed and mapped by a page
/// fault when first touched. A training step asks for the same sizes again and again, so after the first it
/// is served from here alone. Blocks come in classes, four to a doubling, so that at most a fifth is wasted;
/// small ones are left to the system's allocator, large ones are aligned and advised for huge pages.
struct StoragePool: ~Copyable, Sendable {
  /// A piece of memory, the number of bytes that its class has, and how many of them have been in use at once.
  @safe struct Block {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    var usedByteCount: Int
  }

  static let shared = StoragePool()

  /// Up to here the system's allocator is fast, and the pool stays out of the way.
  static let smallByteCount = 1024
  /// From here a block is a whole number of huge pages.
  static let hugePage = 2 << 20

  @safe private struct FreeLists: @unchecked Sendable {
    var blocks: [Int: [Block]] = [:]
    var byteCount = 0

    /// Takes one of a class for a request of `byteCount`.
    ///
    /// Of those that came back last it is the one with the fewest bytes in use, of which there are enough, or else the one
    /// with the most: the pages of the others' ends, which no tensor has touched yet, stay untouched.
    mutating func take(_ byteCount: Int, of size: Int) -> Block? {
      guard let best = blocks[size].flatMap({ Self.best(of: $0, for: byteCount) }) else { return nil }
      self.byteCount -= size
      return blocks[size]?.remove(at: best)
    }

    private static func best(of blocks: [Block], for byteCount: Int) -> Int? {
      guard var best = blocks.indices.last else { return nil }
      for index in blocks.indices.suffix(8).reversed()
      where BestFit.prefers(blocks[index].usedByteCount, over: blocks[best].usedByteCount, for: byteCount) {
        best = index
      }
      return best
    }
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
      return unsafe Block(
        base: .allocate(byteCount: size, alignment: 16), byteCount: size, usedByteCount: byteCount)
    }
    if var kept = free.withLock({ $0.take(byteCount, of: size) }) {
      kept.usedByteCount = max(kept.usedByteCount, byteCount)
      return kept
    }
    guard size >= Self.hugePage else {
      return unsafe Block(
        base: .allocate(byteCount: size, alignment: 64), byteCount: size, usedByteCount: byteCount)
    }
    let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: Self.hugePage)
    #if os(Linux)
      _ = unsafe madvise(base, size, Int32(MADV_HUGEPAGE))
    #endif
    return unsafe Block(base: base, byteCount: size, usedByteCount: byteCount)
  }

  /// Takes a block back.
  func deallocate(_ block: Block) {
    if block.byteCount <= Self.smallByteCount {
      unsafe block.base.deallocate()
    } else {
      free.withLock { free in
        free.blocks[block.byteCount, default: []].append(block)
        free.byteCount += block.byteCount
      }
    }
  }

  /// The bytes kept for later.
  var keptByteCount: Int { free.withLock { $0.byteCount } }

  /// Gives all that is kept back to the system.
  func release() {
    let blocks = free.withLock { free in
      defer { free = FreeLists() }
      return free.blocks.flatMap(\.value)
    }
    for block in blocks { unsafe block.base.deallocate() }
  }
}
