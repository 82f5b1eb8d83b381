/// The row filters of PNG (third edition, section 9).
public protocol PNGFilterKernels: Sendable {
  /// Undoes the filters of `rows` rows at `source`, each a byte that names the filter and `rowByteCount` filtered bytes,
  /// and writes them without that byte at `out`. Returns the number of rows done: fewer than `rows` where the next one
  /// names no filter.
  static func unfilter(
    _ source: UnsafePointer<UInt8>, rows: Int, rowByteCount: Int, pixelByteCount: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) -> Int

  /// Filters rows, the inverse of ``unfilter(_:rows:rowByteCount:pixelByteCount:to:)``. Each row gets the filter whose
  /// bytes, taken as signed, have the least sum of magnitudes.
  static func filter(
    _ source: UnsafePointer<UInt8>, rows: Int, rowByteCount: Int, pixelByteCount: Int,
    to out: UnsafeMutablePointer<UInt8>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension PNGFilterKernels {
  @inlinable @inline(never)
  public static func unfilter(
    _ source: UnsafePointer<UInt8>, rows: Int, rowByteCount: Int, pixelByteCount: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    Scratch.with(UInt8.self, count: rowByteCount) { zeros in
      zeros.update(repeating: 0, count: rowByteCount)
      var above = UnsafePointer(zeros)
      for row in 0..<rows {
        let x = source + row * (rowByteCount + 1) + 1
        let y = out + row * rowByteCount
        switch x[-1] {
        case 0: y.update(from: x, count: rowByteCount)
        case 1: undoSub(x, y, rowByteCount, pixelByteCount)
        case 2: for i in 0..<rowByteCount { y[i] = x[i] &+ above[i] }
        case 3: undoAverage(x, above, y, rowByteCount, pixelByteCount)
        case 4: undoPaeth(x, above, y, rowByteCount, pixelByteCount)
        default: return row
        }
        above = UnsafePointer(y)
      }
      return rows
    }
  }

  @inlinable @inline(__always)
  static func undoSub(
    _ x: UnsafePointer<UInt8>, _ y: UnsafeMutablePointer<UInt8>, _ count: Int, _ step: Int
  ) {
    var left = SIMD4<UInt8>()
    let done = forEachPixel(count, step) { i in
      left = load(x + i) &+ left
      store(left, y + i)
    }
    for i in done..<count { y[i] = x[i] &+ (i < step ? 0 : y[i - step]) }
  }

  @inlinable @inline(__always)
  static func undoAverage(
    _ x: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ y: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ step: Int
  ) {
    var left = SIMD4<UInt8>()
    let done = forEachPixel(count, step) { i in
      let up = load(above + i)
      // The mean of two bytes, rounded down, without a ninth bit.
      let mean = (left & up) &+ ((left ^ up) &>> 1)
      left = load(x + i) &+ mean
      store(left, y + i)
    }
    for i in done..<count {
      let sum = Int(i < step ? 0 : y[i - step]) + Int(above[i])
      y[i] = x[i] &+ UInt8(truncatingIfNeeded: sum >> 1)
    }
  }

  @inlinable @inline(__always)
  static func undoPaeth(
    _ x: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ y: UnsafeMutablePointer<UInt8>, _ count: Int,
    _ step: Int
  ) {
    var left = SIMD4<Int16>()
    var corner = SIMD4<Int16>()
    let done = forEachPixel(count, step) { i in
      let up = SIMD4<Int16>(truncatingIfNeeded: load(above + i))
      let (byUp, byLeft) = (up &- corner, left &- corner)
      let (toLeft, toUp, toCorner) = (magnitude(byUp), magnitude(byLeft), magnitude(byUp &+ byLeft))
      let vertical = corner.replacing(with: up, where: toUp .<= toCorner)
      let nearest = vertical.replacing(with: left, where: (toLeft .<= toUp) .& (toLeft .<= toCorner))
      let sum = SIMD4<Int16>(truncatingIfNeeded: load(x + i)) &+ nearest
      left = sum & SIMD4(repeating: 0xFF)
      corner = up
      store(SIMD4<UInt8>(truncatingIfNeeded: left), y + i)
    }
    for i in done..<count {
      y[i] =
        x[i]
        &+ paeth(i < step ? 0 : y[i - step], above[i], i < step ? 0 : above[i - step])
    }
  }

  /// Whichever of the three is nearest to a + b - c.
  @inlinable @inline(__always)
  static func paeth(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8 {
    let (byUp, byLeft) = (Int32(b) - Int32(c), Int32(a) - Int32(c))
    let (toLeft, toUp, toCorner) = (abs(byUp), abs(byLeft), abs(byUp + byLeft))
    return toLeft <= toUp && toLeft <= toCorner ? a : toUp <= toCorner ? b : c
  }

  /// Calls `body` with the place of each pixel of three or four bytes, except the last of three, beyond which a load of
  /// four would reach. Returns where it has stopped.
  @inlinable @inline(__always)
  static func forEachPixel(_ count: Int, _ step: Int, _ body: (Int) -> Void) -> Int {
    var i = 0
    if step == 4 {
      while i + 4 <= count {
        body(i)
        i += 4
      }
    } else if step == 3 {
      while i + 4 <= count {
        body(i)
        i += 3
      }
    }
    return i
  }

  @inlinable @inline(__always) static func load(_ p: UnsafePointer<UInt8>) -> SIMD4<UInt8> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD4<UInt8>.self)
  }

  @inlinable @inline(__always) static func store(_ v: SIMD4<UInt8>, _ p: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(p).storeBytes(of: v, as: SIMD4<UInt8>.self)
  }

  @inlinable @inline(__always) static func magnitude(_ v: SIMD4<Int16>) -> SIMD4<Int16> {
    let sign = v &>> 15
    return (v ^ sign) &- sign
  }

  @inlinable @inline(never)
  public static func filter(
    _ source: UnsafePointer<UInt8>, rows: Int, rowByteCount: Int, pixelByteCount: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    // Zeros above the first row, and a row of bytes for each filter.
    Scratch.with(UInt8.self, count: 6 * rowByteCount) { room in
      room.update(repeating: 0, count: rowByteCount)
      var above = UnsafePointer(room)
      let (n, step) = (rowByteCount, min(pixelByteCount, rowByteCount))
      for row in 0..<rows {
        let x = source + row * n
        let trial = { (filter: Int) in room + (filter + 1) * n }
        let (sub, up, average, predicted) = (trial(1), trial(2), trial(3), trial(4))
        trial(0).update(from: x, count: n)
        for i in 0..<n { up[i] = x[i] &- above[i] }
        for i in 0..<step {
          sub[i] = x[i]
          average[i] = x[i] &- above[i] / 2
          predicted[i] = x[i] &- above[i]
        }
        for i in step..<n { sub[i] = x[i] &- x[i - step] }
        for i in step..<n {
          average[i] = x[i] &- UInt8(truncatingIfNeeded: (UInt16(x[i - step]) + UInt16(above[i])) / 2)
        }
        for i in step..<n { predicted[i] = x[i] &- paeth(x[i - step], above[i], above[i - step]) }
        var best = (filter: 0, cost: Int.max)
        for filter in 0..<5 {
          let bytes = trial(filter)
          var cost: UInt32 = 0
          for i in 0..<n { cost &+= UInt32(Int8(bitPattern: bytes[i]).magnitude) }
          if Int(cost) < best.cost { best = (filter, Int(cost)) }
        }
        let y = out + row * (n + 1)
        y[0] = UInt8(best.filter)
        (y + 1).update(from: trial(best.filter), count: n)
        above = x
      }
    }
  }
}
