// Transforms to 4 × 4 and 2 × 2 samples, which leave out the products that smaller blocks do not need.

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JPEGTransformKernels {
  @inlinable @inline(__always)
  static func transform4(
    _ coefficients: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>,
    _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    var x = InlineArray<8, SIMD8<Int32>>(repeating: SIMD8())
    for k in 0..<8 where k != 4 { x[k] = row(k, coefficients, quantization) }
    let columns = pass4(x, shift: 12)
    // The lanes of the second pass are the four rows.
    let zero = SIMD8<Int32>()
    let lines = transposed([columns[0], columns[1], columns[2], columns[3], zero, zero, zero, zero])
    let y = pass4(lines, shift: 19)
    let s8 = SIMD8<UInt32>(repeating: 8)
    let s16 = SIMD8<UInt32>(repeating: 16)
    let s24 = SIMD8<UInt32>(repeating: 24)
    let words =
      (clamped(y[0]) | clamped(y[1]) &<< s8) | (clamped(y[2]) &<< s16 | clamped(y[3]) &<< s24)
    for row in 0..<4 {
      UnsafeMutableRawPointer(out + row * stride).storeBytes(of: words[row], as: UInt32.self)
    }
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
