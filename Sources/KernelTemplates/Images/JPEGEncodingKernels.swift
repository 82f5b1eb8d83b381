/// Bits that fill no byte yet, or few.
public struct JPEGPendingBits: Sendable {
  @usableFromInline var buffer: UInt64 = 0
  /// How many of the lowest bits of `buffer` there are, fewer than 32.
  @usableFromInline var count = 0

  /// No bits.
  public init() {}
}

/// The bits of a JPEG file's image data on their way to memory.
public struct JPEGBitSink {
  /// What is not written yet.
  public var pending: JPEGPendingBits { waiting }
  /// Where the next byte goes.
  public var next: UnsafeMutablePointer<UInt8> { place }

  @usableFromInline var waiting: JPEGPendingBits
  @usableFromInline var place: UnsafeMutablePointer<UInt8>

  /// More bytes than a block takes.
  public static let bytesPerBlock = 512

  /// A sink that writes from `start` on, first the bits that another has left.
  public init(start: UnsafeMutablePointer<UInt8>, resuming pending: JPEGPendingBits) {
    place = start
    waiting = pending
  }

  /// Writes the `width` lowest bits of `bits`, at most 32; those above must be zero.
  @inlinable @inline(__always) mutating func put(_ bits: UInt32, _ width: Int) {
    waiting.buffer = waiting.buffer &<< UInt64(truncatingIfNeeded: width) | UInt64(bits)
    waiting.count &+= width
    if waiting.count >= 32 { flush() }
  }

  /// Writes 32 bits, with a zero after each byte of ones.
  @inlinable @inline(__always) mutating func flush() {
    waiting.count &-= 32
    let word = UInt32(truncatingIfNeeded: waiting.buffer &>> UInt64(truncatingIfNeeded: waiting.count))
    // Whether no byte of the complement is zero.
    if (~word &- 0x0101_0101) & word & 0x8080_8080 == 0 {
      UnsafeMutableRawPointer(place).storeBytes(of: word.bigEndian, as: UInt32.self)
      place += 4
    } else {
      for byte in 1...4 {
        writeByte(UInt8(truncatingIfNeeded: word &>> UInt32(truncatingIfNeeded: 32 &- 8 &* byte)))
      }
    }
  }

  @inlinable @inline(__always) mutating func writeByte(_ byte: UInt8) {
    place[0] = byte
    place[1] = 0
    place += byte == 0xFF ? 2 : 1
  }

  /// Fills the last byte with ones and writes what is left.
  public mutating func finish() {
    put(0x7F, 7)
    while waiting.count >= 8 {
      waiting.count -= 8
      writeByte(UInt8(truncatingIfNeeded: waiting.buffer >> UInt64(waiting.count)))
    }
    waiting.count = 0
  }

  /// Writes a marker, between whole bytes.
  public mutating func putMarker(_ code: UInt8) {
    place[0] = 0xFF
    place[1] = code
    place += 2
  }
}

/// From pixels to the data of a baseline JPEG file.
public protocol JPEGEncodingKernels: Sendable {
  /// Writes luma and two chroma samples for each of `count` pixels of red, green and blue (ITU-R 601, full range).
  static func convertToYCC(
    _ pixels: UnsafePointer<UInt8>, count: Int, y: UnsafeMutablePointer<UInt8>,
    cb: UnsafeMutablePointer<UInt8>,
    cr: UnsafeMutablePointer<UInt8>)

  /// Writes `count` samples, each the mean of two from either row.
  static func halve(
    _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, count: Int,
    to out: UnsafeMutablePointer<UInt8>)

  /// Writes the coefficients of `count` blocks of 8 × 8 samples that lie side by side in rows `stride` bytes apart, each
  /// multiplied by the reciprocal of its step and rounded, in rows.
  static func forwardTransform(
    _ samples: UnsafePointer<UInt8>, stride: Int, count: Int, reciprocals: UnsafePointer<Float>,
    to blocks: UnsafeMutablePointer<Int16>)

  /// Writes a block. A code is its bits in a multiple of 256, and their number. `sink` needs room for
  /// ``JPEGBitSink/bytesPerBlock`` bytes.
  static func encode(
    _ block: UnsafePointer<Int16>, _ sink: inout JPEGBitSink, predictor: inout Int32,
    dcCodes: UnsafePointer<UInt32>, acCodes: UnsafePointer<UInt32>, order: UnsafePointer<UInt8>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JPEGEncodingKernels {
  @inlinable @inline(never)
  public static func convertToYCC(
    _ pixels: UnsafePointer<UInt8>, count: Int, y: UnsafeMutablePointer<UInt8>,
    cb: UnsafeMutablePointer<UInt8>,
    cr: UnsafeMutablePointer<UInt8>
  ) {
    // In units of 2^-16; the weights of luma sum up to one, those of chroma to zero.
    let (half, middle): (Int32, Int32) = (1 << 15, 128 << 16 + 1 << 15 - 1)
    for i in 0..<count {
      let (red, green, blue) = (Int32(pixels[3 * i]), Int32(pixels[3 * i + 1]), Int32(pixels[3 * i + 2]))
      y[i] = UInt8(truncatingIfNeeded: (red &* 19595 &+ green &* 38470 &+ blue &* 7471 &+ half) &>> 16)
      cb[i] = UInt8(truncatingIfNeeded: (blue &* 32768 &- red &* 11059 &- green &* 21709 &+ middle) &>> 16)
      cr[i] = UInt8(truncatingIfNeeded: (red &* 32768 &- green &* 27439 &- blue &* 5329 &+ middle) &>> 16)
    }
  }

  @inlinable @inline(never)
  public static func halve(
    _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, count: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<count {
      let sum =
        UInt16(upper[2 * i]) &+ UInt16(upper[2 * i + 1]) &+ UInt16(lower[2 * i]) &+ UInt16(lower[2 * i + 1])
      // Halves go down and up in turn.
      out[i] = UInt8(truncatingIfNeeded: (sum &+ 1 &+ UInt16(truncatingIfNeeded: i & 1)) &>> 2)
    }
  }

  @inlinable @inline(never)
  public static func forwardTransform(
    _ samples: UnsafePointer<UInt8>, stride: Int, count: Int, reciprocals: UnsafePointer<Float>,
    to blocks: UnsafeMutablePointer<Int16>
  ) {
    for block in 0..<count {
      var rows = InlineArray<8, SIMD8<Float>>(repeating: SIMD8())
      for k in 0..<8 {
        let bytes = UnsafeRawPointer(samples + k * stride + 8 * block).loadUnaligned(as: SIMD8<UInt8>.self)
        rows[k] = SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: bytes)) - SIMD8(repeating: 128)
      }
      rows = forwardPass(transposed(forwardPass(rows)))
      // Columns are rows now.
      rows = transposed(rows)
      let out = blocks + 64 * block
      for k in 0..<8 {
        let factors = UnsafeRawPointer(reciprocals + 8 * k).loadUnaligned(as: SIMD8<Float>.self)
        // Adding 3 · 2²² leaves the nearest integer in the lowest bits.
        let shifted = rows[k] * factors + SIMD8(repeating: 12_582_912)
        let bits = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- SIMD8(repeating: 0x4B40_0000)
        UnsafeMutableRawPointer(out + 8 * k).storeBytes(
          of: SIMD8<Int16>(truncatingIfNeeded: bits), as: SIMD8<Int16>.self)
      }
    }
  }

  /// Discrete cosine transforms of eight numbers, one a lane: sums and differences of mirrored ones first, which the even
  /// and the odd frequencies are made of.
  @inlinable @inline(__always)
  static func forwardPass(_ x: InlineArray<8, SIMD8<Float>>) -> InlineArray<8, SIMD8<Float>> {
    // Half the cosines of multiples of π/16.
    let (c1, c2, c3): (Float, Float, Float) = (0.490392640, 0.461939766, 0.415734806)
    let (c4, c5, c6, c7): (Float, Float, Float, Float) = (0.353553391, 0.277785117, 0.191341716, 0.0975451610)
    let (s0, s1, s2, s3) = (x[0] + x[7], x[1] + x[6], x[2] + x[5], x[3] + x[4])
    let (d0, d1, d2, d3) = (x[0] - x[7], x[1] - x[6], x[2] - x[5], x[3] - x[4])
    let (outer, inner) = (s0 - s3, s1 - s2)
    return [
      ((s0 + s3) + (s1 + s2)) * c4,
      (d0 * c1 + d1 * c3) + (d2 * c5 + d3 * c7),
      outer * c2 + inner * c6,
      (d0 * c3 - d1 * c7) - (d2 * c1 + d3 * c5),
      ((s0 + s3) - (s1 + s2)) * c4,
      (d0 * c5 - d1 * c1) + (d2 * c7 + d3 * c3),
      outer * c6 - inner * c2,
      (d0 * c7 - d1 * c5) + (d2 * c3 - d3 * c1),
    ]
  }

  @inlinable @inline(never)
  public static func encode(
    _ block: UnsafePointer<Int16>, _ sink: inout JPEGBitSink, predictor: inout Int32,
    dcCodes: UnsafePointer<UInt32>, acCodes: UnsafePointer<UInt32>, order: UnsafePointer<UInt8>
  ) {
    var local = sink
    defer { sink = local }
    putNumber(&local, Int32(block[0]) &- predictor, run: 0, dcCodes)
    predictor = Int32(block[0])
    var run: UInt32 = 0
    for k in 1..<64 {
      let value = Int32(block[Int(order[k])])
      if value == 0 {
        run &+= 1
        continue
      }
      while run > 15 {
        local.put(acCodes[0xF0] &>> 8, Int(acCodes[0xF0] & 255))
        run &-= 16
      }
      // The codes have no longer numbers; rounding may make one.
      putNumber(&local, min(max(value, -1023), 1023), run: run, acCodes)
      run = 0
    }
    if run > 0 { local.put(acCodes[0] &>> 8, Int(acCodes[0] & 255)) }
  }

  /// Writes the code of a run of zeros and of the size of a number, and the number (ITU-T T.81, F.1.2).
  @inlinable @inline(__always)
  static func putNumber(
    _ sink: inout JPEGBitSink, _ value: Int32, run: UInt32, _ codes: UnsafePointer<UInt32>
  ) {
    let size = 32 &- value.magnitude.leadingZeroBitCount
    let code = codes[Int(run &<< 4) | size]
    sink.put(code &>> 8, Int(code & 255))
    guard size > 0 else { return }
    let bits = UInt32(bitPattern: value &+ value &>> 31)
    sink.put(bits & (1 &<< UInt32(truncatingIfNeeded: size) &- 1), size)
  }
}
