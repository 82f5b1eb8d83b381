import Synchronization

/// The bytes that tensors use, process-wide.
///
/// ```swift
/// TensorMemory.resetPeak()
/// let loss = step(batch)
/// print(TensorMemory.peakByteCount)   // the most that the step held at once
/// ```
///
/// Memory mapped from a file is not counted.
public enum TensorMemory {
  /// The bytes that living tensors hold now.
  public static var liveByteCount: Int { StorageUse.live.load(ordering: .relaxed) }

  /// The most that living tensors have held at once since the start, or since ``resetPeak()``.
  public static var peakByteCount: Int { StorageUse.peak.load(ordering: .relaxed) }

  /// The bytes of dead tensors that are kept for new ones.
  public static var pooledByteCount: Int { StoragePool.shared.keptByteCount }

  /// Lets ``peakByteCount`` start again from what is live now.
  public static func resetPeak() {
    StorageUse.peak.store(StorageUse.live.load(ordering: .relaxed), ordering: .relaxed)
  }

  /// Gives the memory that is kept for new tensors back to the system. Living tensors are not touched.
  public static func releasePool() { StoragePool.shared.release() }
}

/// The counters behind ``TensorMemory``.
enum StorageUse {
  static let live = Atomic<Int>(0)
  static let peak = Atomic<Int>(0)

  static func add(_ byteCount: Int) {
    let now = live.wrappingAdd(byteCount, ordering: .relaxed).newValue
    if now > peak.load(ordering: .relaxed) { peak.max(now, ordering: .relaxed) }
  }

  static func remove(_ byteCount: Int) {
    live.wrappingSubtract(byteCount, ordering: .relaxed)
  }
}
