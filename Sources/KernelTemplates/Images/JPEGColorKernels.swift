/// From the planes of a JPEG file to pixels.
///
/// Chroma is interpolated as the Independent JPEG Group's library does by default: an output sample is three parts of the
/// nearer input and one part of the farther, in each direction in which there are half as many.
public protocol JPEGColorKernels: Sendable {
  /// Writes twice `count` samples, each between two neighbours of `row`.
  static func widen(_ row: UnsafePointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>)

  /// Writes twice `count` samples between those of two rows, nearer to the first.
  static func widen(
    _ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>
  )

  /// Writes `count` samples between those of two rows, nearer to the first: the lower one of two new
  /// rows where `isLower`, which says how halves are rounded.
  static func blend(
    _ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>, isLower: Bool, count: Int,
    to out: UnsafeMutablePointer<UInt8>)

  /// Writes `count` samples, number `i` being number `i * numerator / denominator` of `row`.
  static func replicate(
    _ row: UnsafePointer<UInt8>, numerator: Int, denominator: Int, count: Int,
    to out: UnsafeMutablePointer<UInt8>)

  /// Writes `count` pixels of red, green and blue for luma and two chroma samples each (ITU-R 601, full range).
  static func convertYCC(
    _ y: UnsafePointer<UInt8>, _ cb: UnsafePointer<UInt8>, _ cr: UnsafePointer<UInt8>, count: Int,
    to out: UnsafeMutablePointer<UInt8>)

  /// Writes `count` pixels whose samples are those of three rows.
  static func interleave(
    _ red: UnsafePointer<UInt8>, _ green: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, count: Int,
    to out: UnsafeMutablePointer<UInt8>)

  /// Replaces the samples of `count` pixels, which are cyan, magenta and yellow once the bits of `inkMask` are flipped, by
  /// red, green and blue on which also black was printed; `black` is the absence of it once those of `blackMask` are.
  static func print(
    black: UnsafePointer<UInt8>, blackMask: UInt8, inkMask: UInt8, count: Int,
    onto pixels: UnsafeMutablePointer<UInt8>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JPEGColorKernels {
  @inlinable @inline(never)
  public static func widen(_ row: UnsafePointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>) {
    guard count > 1 else {
      for i in 0..<2 * count { out[i] = row[0] }
      return
    }
    out[0] = row[0]
    for i in 0..<count - 1 {
      let (a, b) = (UInt16(row[i]), UInt16(row[i + 1]))
      out[2 * i + 1] = UInt8(truncatingIfNeeded: (3 &* a &+ b &+ 2) &>> 2)
      out[2 * i + 2] = UInt8(truncatingIfNeeded: (a &+ 3 &* b &+ 1) &>> 2)
    }
    out[2 * count - 1] = row[count - 1]
  }

  @inlinable @inline(never)
  public static func widen(
    _ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>
  ) {
    func sum(_ i: Int) -> UInt16 { 3 &* UInt16(near[i]) &+ UInt16(far[i]) }
    out[0] = UInt8(truncatingIfNeeded: (4 &* sum(0) &+ 8) &>> 4)
    for i in 0..<count - 1 {
      let (a, b) = (sum(i), sum(i + 1))
      out[2 * i + 1] = UInt8(truncatingIfNeeded: (3 &* a &+ b &+ 7) &>> 4)
      out[2 * i + 2] = UInt8(truncatingIfNeeded: (a &+ 3 &* b &+ 8) &>> 4)
    }
    out[2 * count - 1] = UInt8(truncatingIfNeeded: (4 &* sum(count - 1) &+ 7) &>> 4)
  }

  @inlinable @inline(never)
  public static func blend(
    _ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>, isLower: Bool, count: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    let bias: UInt16 = isLower ? 2 : 1
    for i in 0..<count {
      out[i] = UInt8(truncatingIfNeeded: (3 &* UInt16(near[i]) &+ UInt16(far[i]) &+ bias) &>> 2)
    }
  }

  @inlinable @inline(never)
  public static func replicate(
    _ row: UnsafePointer<UInt8>, numerator: Int, denominator: Int, count: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<count { out[i] = row[i * numerator / denominator] }
  }

  @inlinable @inline(never)
  public static func convertYCC(
    _ y: UnsafePointer<UInt8>, _ cb: UnsafePointer<UInt8>, _ cr: UnsafePointer<UInt8>, count: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    pack(count, to: out) { i in
      let (luma, blueness, redness) = (Int32(y[i]), Int32(cb[i]) &- 128, Int32(cr[i]) &- 128)
      let half: Int32 = 1 << 15
      return word(
        luma &+ (redness &* 91881 &+ half) &>> 16,
        luma &+ (half &- blueness &* 22554 &- redness &* 46802) &>> 16,
        luma &+ (blueness &* 116130 &+ half) &>> 16)
    }
  }

  @inlinable @inline(never)
  public static func interleave(
    _ red: UnsafePointer<UInt8>, _ green: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, count: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    pack(count, to: out) { i in UInt32(red[i]) | UInt32(green[i]) &<< 8 | UInt32(blue[i]) &<< 16 }
  }

  @inlinable @inline(never)
  public static func print(
    black: UnsafePointer<UInt8>, blackMask: UInt8, inkMask: UInt8, count: Int,
    onto pixels: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<count {
      let light = UInt32(black[i] ^ blackMask)
      for channel in 0..<3 {
        let ink = UInt32(pixels[3 * i + channel] ^ inkMask)
        // ink · light / 255, rounded.
        let product = ink * light + 128
        pixels[3 * i + channel] = UInt8(truncatingIfNeeded: light - (product + product >> 8) >> 8)
      }
    }
  }

  /// A pixel as the lowest three bytes of a word, each within 0 to 255.
  @inlinable @inline(__always)
  static func word(_ red: Int32, _ green: Int32, _ blue: Int32) -> UInt32 {
    // By signs as masks, which become plain vector instructions.
    func clamped(_ x: Int32) -> UInt32 {
      let above = x & ~(x &>> 31)
      return UInt32(bitPattern: (above | (255 &- above) &>> 31) & 255)
    }
    return clamped(red) | clamped(green) &<< 8 | clamped(blue) &<< 16
  }

  /// Writes `count` pixels of three bytes, the lowest of `pixel(i)`, whose highest is zero.
  ///
  /// The words go through memory, since the compiler takes vectors apart that it sees both made and rearranged.
  @inlinable @inline(__always)
  static func pack(_ count: Int, to out: UnsafeMutablePointer<UInt8>, _ pixel: (Int) -> UInt32) {
    Scratch.with(UInt32.self, count: count) { words in
      for i in 0..<count { words[i] = pixel(i) }
      var i = 0
      // Twelve bytes of four pixels, and four more that the next ones replace.
      while i + 6 <= count {
        let b = UnsafeRawPointer(words + i).loadUnaligned(as: SIMD16<UInt8>.self)
        let packed = SIMD16<UInt8>(
          b[0], b[1], b[2], b[4], b[5], b[6], b[8], b[9], b[10], b[12], b[13], b[14], 0, 0, 0, 0)
        UnsafeMutableRawPointer(out + 3 * i).storeBytes(of: packed, as: SIMD16<UInt8>.self)
        i += 4
      }
      while i < count {
        for channel in 0..<3 {
          out[3 * i + channel] = UInt8(
            truncatingIfNeeded: words[i] &>> UInt32(truncatingIfNeeded: 8 * channel))
        }
        i += 1
      }
    }
  }
}
