// Instructions that change nothing but the time. Swift has no name for them; the code generator knows a function of each
// intrinsic's name.

@usableFromInline @_silgen_name("llvm.prefetch.p0")
func prefetchIntrinsic(_ address: UnsafeRawPointer, _ isWrite: Int32, _ locality: Int32, _ isData: Int32)

#if arch(x86_64)
  @_silgen_name("llvm.x86.sse2.pause") private func pauseIntrinsic()
#endif

/// What a processor can be told about the near future.
public enum Hint {
  /// Brings the cache line at an address into the nearest cache. The address may be any; nothing is read from it.
  @inlinable @inline(__always) public static func prefetch(_ address: UnsafeRawPointer) {
    prefetchIntrinsic(address, 0, 3, 1)
  }

  /// Brings the cache line at an address into the second cache.
  @inlinable @inline(__always) public static func prefetchFar(_ address: UnsafeRawPointer) {
    prefetchIntrinsic(address, 0, 2, 1)
  }

  /// Brings the cache line at an address into the nearest cache, to be written.
  @inlinable @inline(__always) public static func prefetchForWriting(_ address: UnsafeRawPointer) {
    prefetchIntrinsic(address, 1, 3, 1)
  }

  /// Lets a short time pass, cheaply, while another thread is waited for.
  static func pause() {
    #if arch(x86_64)
      pauseIntrinsic()
    #endif
  }
}
