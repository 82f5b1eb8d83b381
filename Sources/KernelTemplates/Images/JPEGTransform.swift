// The inverse discrete cosine transform by Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with 12 multiplications, in
// fixed point with 13 bits after the point and 2 more bits kept between the two passes: the bits of the accurate integer
// transform of the Independent JPEG Group's library. Factors are multiples of 2^-13. A vector's lanes are the columns, then the rows, of a block.

/// Transforms between the coefficients and the samples of JPEG files.
public protocol JPEGTransformKernels: Sendable {
  /// Writes the samples of `count` blocks that lie side by side, `size` rows and columns (8, 4, 2 or 1) each, at `out`,
  /// whose rows are `stride` bytes apart. Coefficients are multiplied by those of `quantization`, in the same order.
  /// `extents` are those of the blocks, as ``JPEGScanComponent`` has them.
  static func inverseTransform(
    _ blocks: UnsafePointer<Int16>, extents: UnsafePointer<UInt8>, count: Int,
    quantization: UnsafePointer<Int16>, size: Int, to out: UnsafeMutablePointer<UInt8>, stride: Int)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JPEGTransformKernels {
  @inlinable @inline(never)
  public static func inverseTransform(
    _ blocks: UnsafePointer<Int16>, extents: UnsafePointer<UInt8>, count: Int,
    quantization: UnsafePointer<Int16>, size: Int, to out: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    guard size != 4 else { return transforms4(blocks, extents, count, quantization, out, stride) }
    for block in 0..<count {
      let coefficients = blocks + 64 * block
      let corner = out + size * block
      if extents[block] <= 1 || size == 1 {
        let sample = flat(coefficients, quantization)
        for row in 0..<size { (corner + row * stride).update(repeating: sample, count: size) }
        continue
      }
      if size == 8 {
        transform8(coefficients, quantization, extents[block], corner, stride)
      } else {
        transform2(coefficients, quantization, corner, stride)
      }
    }
  }

  /// The samples of a block that has one coefficient: all are alike.
  @inlinable @inline(__always)
  static func flat(_ coefficients: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>) -> UInt8 {
    let product = Int32(coefficients[0] &* quantization[0])
    return UInt8(truncatingIfNeeded: min(max((product &+ 4) >> 3 &+ 128, 0), 255))
  }

  /// A row of coefficients, multiplied.
  @inlinable @inline(__always)
  static func row(
    _ k: Int, _ coefficients: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>
  ) -> SIMD8<Int32> {
    let product =
      UnsafeRawPointer(coefficients + 8 * k).loadUnaligned(as: SIMD8<Int16>.self)
      &* UnsafeRawPointer(quantization + 8 * k).loadUnaligned(as: SIMD8<Int16>.self)
    return SIMD8<Int32>(truncatingIfNeeded: product)
  }

  @inlinable @inline(__always)
  static func transform8(
    _ coefficients: UnsafePointer<Int16>, _ quantization: UnsafePointer<Int16>, _ extent: UInt8,
    _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    var rows = InlineArray<8, SIMD8<Int32>>(repeating: SIMD8())
    for k in 0..<8 { rows[k] = row(k, coefficients, quantization) }
    rows = transposed(pass8(rows, shift: 11))
    rows = pass8(rows, shift: 18)
    store(rows, out, stride)
  }

  /// One-dimensional transforms, one a lane.
  @inlinable @inline(__always)
  static func pass8(_ x: InlineArray<8, SIMD8<Int32>>, shift: Int32) -> InlineArray<8, SIMD8<Int32>> {
    typealias V = SIMD8<Int32>
    // √2 times cosines of multiples of π/16, and sums of them.
    let e = (x[2] &+ x[6]) &* V(repeating: 4433)
    let e2 = e &- x[6] &* V(repeating: 15137)
    let e3 = e &+ x[2] &* V(repeating: 6270)
    let e0 = (x[0] &+ x[4]) &<< V(repeating: 13)
    let e1 = (x[0] &- x[4]) &<< V(repeating: 13)
    let half = V(repeating: 1 << (shift - 1))
    let (a0, a3) = (e0 &+ e3 &+ half, e0 &- e3 &+ half)
    let (a1, a2) = (e1 &+ e2 &+ half, e1 &- e2 &+ half)

    let z5 = (x[7] &+ x[3] &+ x[5] &+ x[1]) &* V(repeating: 9633)
    let z1 = (x[7] &+ x[1]) &* V(repeating: 7373)
    let z2 = (x[5] &+ x[3]) &* V(repeating: 20995)
    let z3 = z5 &- (x[7] &+ x[3]) &* V(repeating: 16069)
    let z4 = z5 &- (x[5] &+ x[1]) &* V(repeating: 3196)
    let o0 = x[7] &* V(repeating: 2446) &- z1 &+ z3
    let o1 = x[5] &* V(repeating: 16819) &- z2 &+ z4
    let o2 = x[3] &* V(repeating: 25172) &- z2 &+ z3
    let o3 = x[1] &* V(repeating: 12299) &- z1 &+ z4
    let s = V(repeating: shift)
    return [
      (a0 &+ o3) &>> s, (a1 &+ o2) &>> s, (a2 &+ o1) &>> s, (a3 &+ o0) &>> s, (a3 &- o0) &>> s,
      (a2 &- o1) &>> s, (a1 &- o2) &>> s, (a0 &- o3) &>> s,
    ]
  }

  /// A sample around 0 as a byte around 128, in the lowest bits.
  @inlinable @inline(__always)
  static func clamped(_ x: SIMD8<Int32>) -> SIMD8<UInt32> {
    // Signs as masks: comparisons of vectors of integers are loops.
    let shifted = x &+ SIMD8(repeating: 128)
    let s = SIMD8<Int32>(repeating: 31)
    let above = shifted & ~(shifted &>> s)
    let within = (above | (SIMD8(repeating: 255) &- above) &>> s) & SIMD8(repeating: 255)
    return unsafeBitCast(within, to: SIMD8<UInt32>.self)
  }

  /// Stores a block whose columns are vectors.
  @inlinable @inline(__always)
  static func store(
    _ columns: InlineArray<8, SIMD8<Int32>>, _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    let s8 = SIMD8<UInt32>(repeating: 8)
    let s16 = SIMD8<UInt32>(repeating: 16)
    let s24 = SIMD8<UInt32>(repeating: 24)
    let left =
      (clamped(columns[0]) | clamped(columns[1]) &<< s8)
      | (clamped(columns[2]) &<< s16 | clamped(columns[3]) &<< s24)
    let right =
      (clamped(columns[4]) | clamped(columns[5]) &<< s8)
      | (clamped(columns[6]) &<< s16 | clamped(columns[7]) &<< s24)
    let low = SIMD8<UInt32>(
      left[0], right[0], left[1], right[1], left[2], right[2], left[3], right[3])
    let high = SIMD8<UInt32>(
      left[4], right[4], left[5], right[5], left[6], right[6], left[7], right[7])
    let first = unsafeBitCast(low, to: SIMD4<UInt64>.self)
    let second = unsafeBitCast(high, to: SIMD4<UInt64>.self)
    for row in 0..<4 {
      UnsafeMutableRawPointer(out + row * stride).storeBytes(of: first[row], as: UInt64.self)
      UnsafeMutableRawPointer(out + (row + 4) * stride).storeBytes(of: second[row], as: UInt64.self)
    }
  }
}
