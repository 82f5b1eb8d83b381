/// Normalisation across channels, whose neighbourhood is summed anew for each element: a running sum would carry the
/// error, or the infinity, of a large element to all that follow.
///
/// Both kernels read each operand from memory once: a block of pixels goes through all channels while the rows of the
/// window are in the nearest cache.
public protocol LocalResponseKernels<Scalar>: VectorKernels where Scalar: BinaryFloatingPoint & Sendable {
  /// y = x s^-β with s = k + α Σ x² over the window. `y` may not overlap `x`.
  static func normalizeResponses(
    _ x: UnsafePointer<Scalar>, _ geometry: ResponseNormalization<Scalar>,
    into y: UnsafeMutablePointer<Scalar>)

  /// dx = dy s^-β - 2αβ x Σ dy x s^(-β-1), the sum over the channels whose windows hold this one; s is found anew, which
  /// is faster than to keep it. `dx` may not overlap the operands.
  static func responseGradient(
    _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ geometry: ResponseNormalization<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension LocalResponseKernels {
  @inlinable @inline(__always)
  public static func normalizeResponses(
    _ x: UnsafePointer<Scalar>, _ geometry: ResponseNormalization<Scalar>,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    inWideRows(geometry, x, x, y) { x, _, geometry, y in
      if geometry.beta == 0.75 {
        normalize(ThreeQuarterPower.self, x, geometry, y)
      } else {
        normalize(GeneralPower.self, x, geometry, y)
      }
    }
  }

  @inlinable @inline(__always)
  public static func responseGradient(
    _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ geometry: ResponseNormalization<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    inWideRows(geometry, x, dy, dx) { x, dy, geometry, dx in
      if geometry.beta == 0.75 {
        gradient(ThreeQuarterPower.self, x, dy, geometry, dx)
      } else {
        gradient(GeneralPower.self, x, dy, geometry, dx)
      }
    }
  }
}

extension LocalResponseKernels {
  /// Calls `body` with the operands as they are where a channel fills a vector, else with wider copies of one image after
  /// another, whose result is then copied back.
  @inlinable @inline(never)
  static func inWideRows(
    _ geometry: ResponseNormalization<Scalar>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>,
    _ body: (
      UnsafePointer<Scalar>, UnsafePointer<Scalar>, ResponseNormalization<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  ) {
    let (pixels, width) = (geometry.pixels, Vector.laneCount)
    if pixels >= width || pixels == 0 {
      body(a, b, geometry, result)
      return
    }
    var wide = geometry
    wide.images = 1
    wide.pixels = width
    let room = geometry.channels * width
    Parallel.forEach(geometry.images) { image in
      Scratch.with(Scalar.self, count: 3 * room) { copies in
        let start = image * geometry.channels * pixels
        copies.initialize(repeating: 0, count: 2 * room)
        for channel in 0..<geometry.channels {
          let row = start + channel * pixels
          (copies + channel * width).update(from: a + row, count: pixels)
          (copies + room + channel * width).update(from: b + row, count: pixels)
        }
        body(copies, copies + room, wide, copies + 2 * room)
        for channel in 0..<geometry.channels {
          (result + start + channel * pixels).update(
            from: copies + 2 * room + channel * width, count: pixels)
        }
      }
    }
  }

  @inlinable @inline(never)
  static func normalize<P: ResponsePower>(
    _: P.Type, _ x: UnsafePointer<Scalar>, _ geometry: ResponseNormalization<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>
  ) {
    let pixels = geometry.pixels
    geometry.forEachBlock(of: 1536) { start, count in
      for channel in 0..<geometry.channels {
        let row = start + channel * pixels
        if !normalize(P.self, x + start, channel, geometry, count, y + row) {
          _ = normalize(P.Fallback.self, x + start, channel, geometry, count, y + row)
        }
      }
    }
  }

  /// One channel of a block whose first channel is at `x`. Returns whether all powers were found.
  @inlinable @inline(__always)
  static func normalize<P: ResponsePower>(
    _: P.Type, _ x: UnsafePointer<Scalar>, _ channel: Int, _ geometry: ResponseNormalization<Scalar>,
    _ count: Int, _ y: UnsafeMutablePointer<Scalar>
  ) -> Bool {
    let window = geometry.window(of: channel)
    let row = x + channel * geometry.pixels
    // The next channel begins on other pages, where no processor looks for it by itself.
    let next = row + (geometry.after + 1) * geometry.pixels
    var failures = Vector(0)
    for vector in 0..<vectors(count) {
      let column = place(vector, count)
      Hint.prefetchFar(next + column)
      Hint.prefetchFar(y + (geometry.pixels + column))
      let s = denominator(x + column, window, geometry)
      let power = P.power(s, Vector(geometry.beta), failures: &failures)
      (Vector(loading: row + column) * power).store(to: y + column)
    }
    return Vector.all(failures == Vector(0))
  }

  /// Goes through the channels with two rings of rows: the summands dy x s^(-β-1) and the terms dy s^-β of the channels
  /// that those still to be finished need.
  @inlinable @inline(never)
  static func gradient<P: ResponsePower>(
    _: P.Type, _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ geometry: ResponseNormalization<Scalar>, _ dx: UnsafeMutablePointer<Scalar>
  ) {
    let (pixels, channels) = (geometry.pixels, geometry.channels)
    let rows = min(geometry.before + geometry.after + 1, channels)
    let blockPixels = 1536
    let ring = rows * blockPixels
    geometry.forEachBlock(of: blockPixels) { start, count in
      Scratch.with(Scalar.self, count: 2 * ring) { summands in
        let terms = summands + ring
        var finished = 0
        for channel in 0..<channels {
          let gradient = dy + start + channel * pixels
          let slot = channel % rows * blockPixels
          if !prepare(
            P.self, x + start, gradient, channel, geometry, count, terms: terms + slot,
            summands: summands + slot)
          {
            _ = prepare(
              P.Fallback.self, x + start, gradient, channel, geometry, count, terms: terms + slot,
              summands: summands + slot)
          }
          while finished < channels, geometry.influence(of: finished).upperBound <= channel + 1 {
            let influence = geometry.influence(of: finished)
            let firstSlot = influence.lowerBound % rows * blockPixels
            finish(
              x + start + finished * pixels, terms + finished % rows * blockPixels, summands,
              from: firstSlot, count: influence.count, ring, stride: blockPixels, geometry,
              dx + start + finished * pixels, count)
            finished += 1
          }
        }
      }
    }
  }

  /// The terms and summands of one channel of a block whose first channel is at `x`. Returns whether all powers were found.
  @inlinable @inline(__always)
  static func prepare<P: ResponsePower>(
    _: P.Type, _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, _ channel: Int,
    _ geometry: ResponseNormalization<Scalar>, _ count: Int, terms: UnsafeMutablePointer<Scalar>,
    summands: UnsafeMutablePointer<Scalar>
  ) -> Bool {
    let window = geometry.window(of: channel)
    let row = x + channel * geometry.pixels
    // The next channel begins on other pages, where no processor looks for it by itself.
    let next = row + (geometry.after + 1) * geometry.pixels
    var failures = Vector(0)
    for vector in 0..<vectors(count) {
      let column = place(vector, count)
      Hint.prefetchFar(next + column)
      Hint.prefetchFar(dy + (geometry.pixels + column))
      let s = denominator(x + column, window, geometry)
      let (power, lowerPower) = P.powers(s, Vector(geometry.beta), failures: &failures)
      let upstream = Vector(loading: dy + column)
      (upstream * power).store(to: terms + column)
      (upstream * Vector(loading: row + column) * lowerPower).store(to: summands + column)
    }
    return Vector.all(failures == Vector(0))
  }

  /// The gradient of a row of one channel from its terms and the summands of `neighbours` rows of the ring.
  @inlinable @inline(__always)
  static func finish(
    _ x: UnsafePointer<Scalar>, _ terms: UnsafePointer<Scalar>, _ summands: UnsafePointer<Scalar>,
    from firstSlot: Int, count neighbours: Int, _ ring: Int, stride: Int,
    _ geometry: ResponseNormalization<Scalar>, _ dx: UnsafeMutablePointer<Scalar>, _ count: Int
  ) {
    let factor = Vector(-2 * geometry.alpha * geometry.beta)
    /// The row of the ring that holds the summands of a neighbour.
    func row(_ neighbour: Int) -> UnsafePointer<Scalar> {
      let slot = firstSlot + neighbour * stride
      return summands + (slot < ring ? slot : slot - ring)
    }
    @inline(__always) func store(_ sum: Vector, _ column: Int) {
      Hint.prefetchFar(dx + (geometry.pixels + column))
      Vector.fma(Vector(loading: x + column) * factor, sum, Vector(loading: terms + column)).store(
        to: dx + column)
    }
    if neighbours == 5 {
      // The paper's window, without a loop in the loop.
      let (a, b, c, d, e) = (row(0), row(1), row(2), row(3), row(4))
      for vector in 0..<vectors(count) {
        let column = place(vector, count)
        let first = Vector(loading: a + column) + Vector(loading: b + column)
        let second = Vector(loading: c + column) + Vector(loading: d + column)
        store(first + second + Vector(loading: e + column), column)
      }
      return
    }
    for vector in 0..<vectors(count) {
      let column = place(vector, count)
      var sum = Vector(0)
      for neighbour in 0..<neighbours { sum = sum + Vector(loading: row(neighbour) + column) }
      store(sum, column)
    }
  }

  /// s of one vector of pixels; `x` points to them in the first channel.
  @inlinable @inline(__always)
  static func denominator(
    _ x: UnsafePointer<Scalar>, _ window: Range<Int>, _ geometry: ResponseNormalization<Scalar>
  ) -> Vector {
    let first = x + window.lowerBound * geometry.pixels
    // The paper's window, without a loop in the loop.
    let sum =
      window.count == 5
      ? sumOfSquares(first, geometry.pixels, rows: 5)
      : sumOfSquares(first, geometry.pixels, rows: window.count)
    return .fma(sum, Vector(geometry.alpha), Vector(geometry.k))
  }

  @inlinable @inline(__always)
  static func sumOfSquares(_ x: UnsafePointer<Scalar>, _ pixels: Int, rows: Int) -> Vector {
    var sum = Vector(0)
    var pointer = x
    for _ in 0..<rows {
      let value = Vector(loading: pointer)
      sum = .fma(value, value, sum)
      pointer += pixels
    }
    return sum
  }

  /// The vectors of a row of `count` pixels.
  @inlinable @inline(__always)
  static func vectors(_ count: Int) -> Int { (count + Vector.laneCount - 1) / Vector.laneCount }

  /// Where a vector of a row begins: the last one reaches back over the one before, whose pixels it writes once more.
  @inlinable @inline(__always)
  static func place(_ vector: Int, _ count: Int) -> Int {
    min(vector * Vector.laneCount, count - Vector.laneCount)
  }
}
