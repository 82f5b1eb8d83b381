/// From how many and which pixels of a line each pixel of a resampled line is made, and by which weights.
public struct ResamplingWeights {
  /// The number of pixels that are made.
  public let count: Int
  /// The number of weights of each.
  public let taps: Int
  /// For each, the first pixel that it is made from. The last, `taps - 1` after it, must exist too.
  public let firsts: UnsafePointer<Int32>
  /// `taps` weights for each.
  public let weights: UnsafePointer<Float>

  /// The given weights.
  public init(count: Int, taps: Int, firsts: UnsafePointer<Int32>, weights: UnsafePointer<Float>) {
    (self.count, self.taps, self.firsts, self.weights) = (count, taps, firsts, weights)
  }

  /// The pixels from which any is made. Firsts must not descend.
  public var sources: Range<Int> { Int(firsts[0])..<Int(firsts[count - 1]) + taps }
}

/// Resampling of images by filters that work on rows and on columns. Both round to bytes.
///
/// Of rows several at a time, their pixels side by side in the sixteen lanes of a vector, so that a weight is the same in
/// all lanes. Of columns all pixels of a row at a time. Sums are of products and never fused, so that all instruction
/// sets give the same bytes.
public protocol ResamplingKernels: Sendable {
  /// Writes `rows` rows of `weights.count` pixels of `channels` bytes, without gaps, made from those at `source`, whose
  /// rows are `rowByteCount` bytes apart.
  static func resampleRows(
    _ source: UnsafePointer<UInt8>, rows: Int, rowByteCount: Int, channels: Int, _ weights: ResamplingWeights,
    to out: UnsafeMutablePointer<UInt8>)

  /// Writes `weights.count` rows of `byteCount` bytes, without gaps, made from those at `source`, whose rows are
  /// `rowByteCount` bytes apart.
  static func resampleColumns(
    _ source: UnsafePointer<UInt8>, byteCount: Int, rowByteCount: Int, _ weights: ResamplingWeights,
    to out: UnsafeMutablePointer<UInt8>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ResamplingKernels {
  @inlinable @inline(never)
  public static func resampleRows(
    _ source: UnsafePointer<UInt8>, rows: Int, rowByteCount: Int, channels: Int, _ weights: ResamplingWeights,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    let across = weights.sources
    // One lane a pixel of sixteen rows, or four of four.
    let group = channels == 1 ? 16 : 4
    let lineByteCount = weights.count * channels
    // A row with room for whole steps of four pixels.
    let spare = 4 * weights.count + 16
    Scratch.with(Float.self, count: 16 * (across.count + weights.count)) { sums in
      let wide = sums + 16 * weights.count
      Scratch.with(UInt8.self, count: 32 * (across.count + weights.count) + 16 * spare + 256) { lines in
        let bytes = lines + 16 * spare
        for first in stride(from: 0, to: rows, by: group) {
          let start = source + first * rowByteCount + across.lowerBound * channels
          let present = min(group, rows - first)
          if channels == 1 {
            gatherGray(start, rowByteCount, present, across.count, to: wide)
          } else {
            gatherColor(start, rowByteCount, present, (across.count * channels, channels), bytes, to: wide)
          }
          sumColumns(wide, weights, across.lowerBound, to: sums)
          round(sums, 16 * weights.count, to: bytes)
          if channels == 1 {
            scatterGray(bytes, weights.count, to: lines, spare)
          } else {
            scatterColor(bytes, weights.count, to: lines, spare)
          }
          for r in 0..<present {
            let target = out + (first + r) * lineByteCount
            if channels == 3 {
              packRow(lines + r * spare, weights.count, to: target)
            } else {
              target.update(from: lines + r * spare, count: lineByteCount)
            }
          }
        }
      }
    }
  }

  @inlinable @inline(never)
  public static func resampleColumns(
    _ source: UnsafePointer<UInt8>, byteCount: Int, rowByteCount: Int, _ weights: ResamplingWeights,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    Scratch.with(Float.self, count: byteCount) { sums in
      for y in 0..<weights.count {
        let top = source + Int(weights.firsts[y]) * rowByteCount
        sumRows(top, rowByteCount, weights.weights + y * weights.taps, weights.taps, byteCount, to: sums)
        round(sums, byteCount, to: out + y * byteCount)
      }
    }
  }

  /// `out[16 x + r]` becomes the pixel `x` of row `r`, as a number. Rows that are not there become the last.
  @inlinable @inline(__always)
  static func gatherGray(
    _ source: UnsafePointer<UInt8>, _ rowByteCount: Int, _ present: Int, _ width: Int,
    to out: UnsafeMutablePointer<Float>
  ) {
    for r in 0..<16 {
      let row = source + min(r, present - 1) * rowByteCount
      for x in 0..<width { out[16 * x + r] = Float(row[x]) }
    }
  }

  /// `out[16 x + 4 r + c]` becomes sample `c` of the pixel `x` of row `r`, as a number.
  @inlinable @inline(__always)
  static func gatherColor(
    _ source: UnsafePointer<UInt8>, _ rowByteCount: Int, _ present: Int,
    _ row: (byteCount: Int, channels: Int),
    _ room: UnsafeMutablePointer<UInt8>, to out: UnsafeMutablePointer<Float>
  ) {
    let width = row.byteCount / row.channels
    // Whole steps of four pixels.
    let padded = (width + 3) & ~3
    for r in 0..<4 {
      let from = source + min(r, present - 1) * rowByteCount
      unpackRow(from, width, row.channels, to: room + r * 4 * padded)
    }
    let joined = room + 16 * padded
    var x = 0
    while x < width {
      let words = UnsafeRawPointer(room + 4 * x)
      let a = words.loadUnaligned(as: SIMD4<UInt32>.self)
      let b = (words + 4 * padded).loadUnaligned(as: SIMD4<UInt32>.self)
      let c = (words + 8 * padded).loadUnaligned(as: SIMD4<UInt32>.self)
      let d = (words + 12 * padded).loadUnaligned(as: SIMD4<UInt32>.self)
      let ac = SIMD8<UInt32>(a[0], c[0], a[1], c[1], a[2], c[2], a[3], c[3])
      let bd = SIMD8<UInt32>(b[0], d[0], b[1], d[1], b[2], d[2], b[3], d[3])
      let low = SIMD8<UInt32>(ac[0], bd[0], ac[1], bd[1], ac[2], bd[2], ac[3], bd[3])
      let high = SIMD8<UInt32>(ac[4], bd[4], ac[5], bd[5], ac[6], bd[6], ac[7], bd[7])
      let target = UnsafeMutableRawPointer(joined + 16 * x)
      target.storeBytes(of: low, as: SIMD8<UInt32>.self)
      (target + 32).storeBytes(of: high, as: SIMD8<UInt32>.self)
      x += 4
    }
    for i in 0..<16 * width { out[i] = Float(joined[i]) }
  }

  /// Pixels of three or four bytes become pixels of four.
  @inlinable @inline(__always)
  static func unpackRow(
    _ source: UnsafePointer<UInt8>, _ width: Int, _ channels: Int, to out: UnsafeMutablePointer<UInt8>
  ) {
    guard channels == 3 else {
      out.update(from: source, count: 4 * width)
      return
    }
    var x = 0
    while 3 * x + 16 <= 3 * width {
      let b = UnsafeRawPointer(source + 3 * x).loadUnaligned(as: SIMD16<UInt8>.self)
      let spread = SIMD16<UInt8>(
        b[0], b[1], b[2], 0, b[3], b[4], b[5], 0, b[6], b[7], b[8], 0, b[9], b[10], b[11], 0)
      UnsafeMutableRawPointer(out + 4 * x).storeBytes(of: spread, as: SIMD16<UInt8>.self)
      x += 4
    }
    while x < width {
      for c in 0..<3 { out[4 * x + c] = source[3 * x + c] }
      out[4 * x + 3] = 0
      x += 1
    }
  }

  /// Pixels of four bytes become pixels of three.
  @inlinable @inline(__always)
  static func packRow(_ source: UnsafePointer<UInt8>, _ width: Int, to out: UnsafeMutablePointer<UInt8>) {
    var x = 0
    while x + 6 <= width {
      let b = UnsafeRawPointer(source + 4 * x).loadUnaligned(as: SIMD16<UInt8>.self)
      let packed = SIMD16<UInt8>(
        b[0], b[1], b[2], b[4], b[5], b[6], b[8], b[9], b[10], b[12], b[13], b[14], 0, 0, 0, 0)
      UnsafeMutableRawPointer(out + 3 * x).storeBytes(of: packed, as: SIMD16<UInt8>.self)
      x += 4
    }
    while x < width {
      for c in 0..<3 { out[3 * x + c] = source[4 * x + c] }
      x += 1
    }
  }

  /// Sums of vectors by the weights of each pixel, and a half for rounding.
  @inlinable @inline(__always)
  static func sumColumns(
    _ source: UnsafePointer<Float>, _ columns: ResamplingWeights, _ origin: Int,
    to out: UnsafeMutablePointer<Float>
  ) {
    for x in 0..<columns.count {
      let from = UnsafeRawPointer(source + 16 * (Int(columns.firsts[x]) - origin))
      let weights = columns.weights + x * columns.taps
      var sum = SIMD16<Float>(repeating: 0.5)
      for k in 0..<columns.taps {
        let lanes = (from + 64 * k).loadUnaligned(as: SIMD16<Float>.self)
        sum += SIMD16(repeating: weights[k]) * lanes
      }
      UnsafeMutableRawPointer(out + 16 * x).storeBytes(of: sum, as: SIMD16<Float>.self)
    }
  }

  /// Sums of rows of bytes by their weights, and a half for rounding.
  @inlinable @inline(__always)
  static func sumRows(
    _ source: UnsafePointer<UInt8>, _ stride: Int, _ weights: UnsafePointer<Float>, _ taps: Int, _ count: Int,
    to out: UnsafeMutablePointer<Float>
  ) {
    // Up to four rows at once, for fewer loads and stores of sums.
    for k in Swift.stride(from: 0, to: taps, by: 4) {
      let a = source + k * stride
      let (b, c, d) = (a + stride, a + 2 * stride, a + 3 * stride)
      let isFirst = k == 0
      let left = taps - k
      // Read before the loops, as sums might be written over them for all that the compiler knows.
      let (w0, w1) = (weights[k], left > 1 ? weights[k + 1] : 0)
      let (w2, w3) = (left > 2 ? weights[k + 2] : 0, left > 3 ? weights[k + 3] : 0)
      switch left {
      case 1: accumulate(count, isFirst, out) { w0 * Float(a[$0]) }
      case 2: accumulate(count, isFirst, out) { w0 * Float(a[$0]) + w1 * Float(b[$0]) }
      case 3: accumulate(count, isFirst, out) { w0 * Float(a[$0]) + w1 * Float(b[$0]) + w2 * Float(c[$0]) }
      default:
        accumulate(count, isFirst, out) {
          w0 * Float(a[$0]) + w1 * Float(b[$0]) + (w2 * Float(c[$0]) + w3 * Float(d[$0]))
        }
      }
    }
  }

  @inlinable @inline(__always)
  static func accumulate(
    _ count: Int, _ isFirst: Bool, _ out: UnsafeMutablePointer<Float>, _ term: (Int) -> Float
  ) {
    if isFirst {
      for i in 0..<count { out[i] = 0.5 + term(i) }
    } else {
      for i in 0..<count { out[i] += term(i) }
    }
  }

  /// Sums that have a half in them, as bytes.
  @inlinable @inline(__always)
  static func round(_ sums: UnsafePointer<Float>, _ count: Int, to out: UnsafeMutablePointer<UInt8>) {
    for i in 0..<count {
      out[i] = UInt8(truncatingIfNeeded: Int32(min(max(sums[i], 0), 255)))
    }
  }

  /// The inverse of ``gatherGray(_:_:_:_:to:)``, on bytes.
  @inlinable @inline(__always)
  static func scatterGray(
    _ source: UnsafePointer<UInt8>, _ width: Int, to out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    for r in 0..<16 {
      for x in 0..<width { out[r * stride + x] = source[16 * x + r] }
    }
  }

  /// The inverse of ``gatherColor(_:_:_:_:_:to:)``, on bytes.
  @inlinable @inline(__always)
  static func scatterColor(
    _ source: UnsafePointer<UInt8>, _ width: Int, to out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    // The last step may write up to three pixels more, for which there is room.
    var x = 0
    while x < width {
      let words = UnsafeRawPointer(source + 16 * x)
      let low = words.loadUnaligned(as: SIMD8<UInt32>.self)
      let high = (words + 32).loadUnaligned(as: SIMD8<UInt32>.self)
      let ac = SIMD8<UInt32>(low[0], low[2], low[4], low[6], high[0], high[2], high[4], high[6])
      let bd = SIMD8<UInt32>(low[1], low[3], low[5], low[7], high[1], high[3], high[5], high[7])
      let target = UnsafeMutableRawPointer(out + 4 * x)
      target.storeBytes(of: ac.evenHalf, as: SIMD4<UInt32>.self)
      (target + stride).storeBytes(of: bd.evenHalf, as: SIMD4<UInt32>.self)
      (target + 2 * stride).storeBytes(of: ac.oddHalf, as: SIMD4<UInt32>.self)
      (target + 3 * stride).storeBytes(of: bd.oddHalf, as: SIMD4<UInt32>.self)
      x += 4
    }
  }
}
