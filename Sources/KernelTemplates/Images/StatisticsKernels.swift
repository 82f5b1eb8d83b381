/// Exact sums over the samples of images.
public protocol StatisticsKernels: Sendable {
  /// Adds each sample to its sum, and to `products[a * channels + b]` the product of the samples `a` and `b` of every
  /// pixel. There are at most four channels.
  static func accumulate(
    _ samples: UnsafePointer<UInt8>, pixels: Int, channels: Int, sums: UnsafeMutablePointer<UInt64>,
    products: UnsafeMutablePointer<UInt64>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension StatisticsKernels {
  @inlinable @inline(never)
  public static func accumulate(
    _ samples: UnsafePointer<UInt8>, pixels: Int, channels: Int, sums: UnsafeMutablePointer<UInt64>,
    products: UnsafeMutablePointer<UInt64>
  ) {
    for i in 0..<pixels * channels { sums[i] &+= UInt64(samples[i]) }
    // So many products of two bytes fit 32 bits.
    let length = 1 << 16
    for start in stride(from: 0, to: pixels, by: length) {
      let count = min(length, pixels - start)
      let from = samples + start * channels
      for a in 0..<channels {
        for b in a..<channels {
          let sum =
            channels == 3
            ? product(from + a, from + b, 3, count) : product(from + a, from + b, channels, count)
          products[a * channels + b] &+= UInt64(sum)
          if a != b { products[b * channels + a] &+= UInt64(sum) }
        }
      }
    }
  }

  @inlinable @inline(__always)
  static func product(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ step: Int, _ count: Int)
    -> UInt32
  {
    var sum: UInt32 = 0
    for i in 0..<count { sum &+= UInt32(a[step &* i]) &* UInt32(b[step &* i]) }
    return sum
  }
}
