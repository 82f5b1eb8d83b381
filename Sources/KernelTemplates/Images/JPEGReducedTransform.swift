// Transforms to 4 × 4 and 2 × 2 samples, which leave out the products that smaller blocks do not need.

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JPEGTransformKernels {
  /// Transforms of blocks that lie side by side, two at a time, so that no lane of a vector is empty.
  @inlinable @inline(__always)
  static func transforms4(
    _ blocks: UnsafePointer<Int16>, _ extents: UnsafePointer<UInt8>, _ count: Int,
    _ quantization: UnsafePointer<Int16>, _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    for block in Swift.stride(from: 0, to: count - 1, by: 2) {
      let place = UnsafeMutableRawPointer(out + 4 * block)
      let coefficients = blocks + 64 * block
      if max(extents[block], extents[block + 1]) <= 1 {
        let samples =
          UInt64(flat(coefficients, quantization)) | UInt64(flat(coefficients + 64, quantization)) &<< 32
        let line = samples &* 0x0101_0101
        for row in 0..<4 { (place + row * stride).storeBytes(of: line, as: UInt64.self) }
      } else {
        let lines = pair4(coefficients, coefficients + 64, quantization)
        for row in 0..<4 { (place + row * stride).storeBytes(of: lines[row], as: UInt64.self) }
      }
    }
    guard count % 2 == 1 else { return }
    let last = blocks + 64 * (count - 1)
    let lines = pair4(last, last, quantization)
    for row in 0..<4 {
      UnsafeMutableRawPointer(out + 4 * (count - 1) + row * stride)
        .storeBytes(of: UInt32(truncatingIfNeeded: lines[row]), as: UInt32.self)
    }
  }

  /// The lines of two blocks, each of four samples of the one and four of the other.
  @inlinable @inline(__always)
  static func pair4(
    _ left: UnsafePointer<Int16>, _ right: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>
  ) -> SIMD4<UInt64> {
    let a = pass4(rows4(left, quantization), shift: 12)
    let b = pass4(rows4(right, quantization), shift: 12)
    // The lanes of the second pass are the four rows of both blocks.
    let y = pass4(transposed([a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]]), shift: 19)
    let s8 = SIMD8<UInt32>(repeating: 8)
    let s16 = SIMD8<UInt32>(repeating: 16)
    let s24 = SIMD8<UInt32>(repeating: 24)
    let words =
      (clamped(y[0]) | clamped(y[1]) &<< s8) | (clamped(y[2]) &<< s16 | clamped(y[3]) &<< s24)
    let lines = SIMD8<UInt32>(
      words[0], words[4], words[1], words[5], words[2], words[6], words[3], words[7])
    return unsafeBitCast(lines, to: SIMD4<UInt64>.self)
  }

  /// The rows of coefficients, without the one that does not count.
  @inlinable @inline(__always)
  static func rows4(
    _ coefficients: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>
  ) -> InlineArray<8, SIMD8<Int32>> {
    var x = InlineArray<8, SIMD8<Int32>>(repeating: SIMD8())
    for k in 0..<8 where k != 4 { x[k] = row(k, coefficients, quantization) }
    return x
  }

  /// Transforms of eight coefficients, the fourth of which does not count, to four samples, one a lane.
  @inlinable @inline(__always)
  static func pass4(_ x: InlineArray<8, SIMD8<Int32>>, shift: Int32) -> InlineArray<4, SIMD8<Int32>> {
    typealias V = SIMD8<Int32>
    let half = V(repeating: 1 << (shift - 1))
    let e0 = x[0] &<< V(repeating: 14) &+ half
    let e2 = x[2] &* V(repeating: 15137) &- x[6] &* V(repeating: 6270)
    let (a0, a1) = (e0 &+ e2, e0 &- e2)
    let o0 =
      x[5] &* V(repeating: 11893) &- x[7] &* V(repeating: 1730) &- x[3] &* V(repeating: 17799)
      &+ x[1] &* V(repeating: 8697)
    let o2 =
      x[3] &* V(repeating: 7373) &+ x[1] &* V(repeating: 20995) &- x[7] &* V(repeating: 4176)
      &- x[5] &* V(repeating: 4926)
    let s = V(repeating: shift)
    return [(a0 &+ o2) &>> s, (a1 &+ o0) &>> s, (a1 &- o0) &>> s, (a0 &- o2) &>> s]
  }

  @inlinable @inline(__always)
  static func transform2(
    _ coefficients: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>,
    _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    typealias V = SIMD8<Int32>
    let e = row(0, coefficients, quantization) &<< V(repeating: 15)
    let o =
      row(1, coefficients, quantization) &* V(repeating: 29692)
      &- row(3, coefficients, quantization) &* V(repeating: 10426)
      &+ row(5, coefficients, quantization) &* V(repeating: 6967)
      &- row(7, coefficients, quantization) &* V(repeating: 5906)
    let half = V(repeating: 1 << 12)
    let lines =
      [(e &+ o &+ half) &>> V(repeating: 13), (e &- o &+ half) &>> V(repeating: 13)] as InlineArray<2, V>
    for y in 0..<2 {
      let line = lines[y]
      let even = line[0] &<< 15
      let odd = line[1] &* 29692 &- line[3] &* 10426 &+ line[5] &* 6967 &- line[7] &* 5906
      for x in 0..<2 {
        let sum = (x == 0 ? even &+ odd : even &- odd) &+ 1 << 19
        out[y * stride + x] = UInt8(truncatingIfNeeded: min(max(sum >> 20 &+ 128, 0), 255))
      }
    }
  }
}
