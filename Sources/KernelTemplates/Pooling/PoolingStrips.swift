// Poolings work on strips: some rows of a padded plane, seen as one run of elements, without regard to where rows end. The
// strip is split into phases, the elements whose numbers are equal modulo the columns' stride. What two windows take from one
// of their positions is then as far apart in a phase as the windows are in a list of all places where windows could be.
// So any window and stride is a loop over whole vectors, which may run across the ends of rows: what it finds between them
// has no meaning, and is left out of the result.
//
// Where rows hold few windows, rows of images are rows of strips as they are. Where they hold more, rows of strips are longer, so
// that they begin at the beginning of a vector.

/// How the strips of a pooling lie in memory.
@frozen public struct PoolingStrip<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// The elements of a padded row: the stride of the columns divides that of the rows times this.
  @usableFromInline let width: Int
  /// The places of windows from one row of windows to the next.
  @usableFromInline let pitch: Int
  /// Whether rows of images are rows of strips as they are, in one run.
  @usableFromInline let isDirect: Bool
  /// Whether windows reach beyond the image.
  @usableFromInline let isPadded: Bool
  /// For each position of a window, row by row, where its element lies in the strip, counted from the window's first.
  @usableFromInline let offsets: [Int]
  /// For each of them, where it lies in its phase.
  @usableFromInline let places: [Int]
  /// The numbers of the positions as lanes hold them: see ``numberBase``.
  @usableFromInline let numbers: [Scalar]

  @inlinable @inline(__always)
  init(_ geometry: PoolingGeometry, lanes: Int) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let (stride, left) = (horizontal.stride, horizontal.paddingBefore)
    var width = max(left + horizontal.input, (horizontal.output - 1) * stride + horizontal.kernel)
    let lastRow = (vertical.output - 1) * vertical.stride + vertical.kernel
    isPadded = vertical.paddingBefore > 0 || width > horizontal.input || lastRow > vertical.input
    let isNarrow = stride == 1 || 2 * horizontal.output <= lanes
    isDirect = !isPadded && isNarrow && vertical.stride * width % stride == 0
    if !isDirect {
      let unit = isNarrow || stride > 2 ? stride : stride * lanes
      width = (width + unit - 1) / unit * unit
    }
    self.width = width
    pitch = vertical.stride * width / stride
    let rowWidth = width
    offsets = (0..<geometry.taps).map {
      $0 / horizontal.kernel * rowWidth + $0 % horizontal.kernel
    }
    places = offsets.map { $0 / stride }
    numbers = (0..<geometry.taps).map { Self.numberBase + Scalar(whole: $0) }
  }

  /// Added to a number, it leaves the number in the lowest bits: 2²³ for `Float` and 2⁵² for `Double`.
  @inlinable @inline(__always)
  static var numberBase: Scalar { MemoryLayout<Scalar>.size == 4 ? 0x1p23 : 0x1p52 }

  /// The elements that `rows` rows of windows read.
  @inlinable @inline(__always)
  func count(windows rows: Int, _ geometry: PoolingGeometry) -> Int {
    ((rows - 1) * geometry.vertical.stride + geometry.vertical.kernel) * width
  }

  /// The places of windows from the first to the last of some rows.
  @inlinable @inline(__always)
  func windowCount(rows: Int, _ geometry: PoolingGeometry) -> Int {
    (rows - 1) * pitch + geometry.horizontal.output
  }

  /// Where vectors begin that hold all windows of some rows, but few places between rows.
  @inlinable @inline(__always)
  func vectorPlaces(rows: Int, lanes: Int, _ geometry: PoolingGeometry) -> [Int] {
    var result: [Int] = []
    var covered = 0
    for row in 0..<rows {
      covered = max(covered, row * pitch)
      while covered < row * pitch + geometry.horizontal.output {
        result.append(covered)
        covered += lanes
      }
    }
    return result
  }
}

extension PoolingKernels {
  /// Splits a run of elements into its phases, each of which begins `phaseStride` after the one before. Up to two vectors more are
  /// read and written. Adds each element times zero to `zeros`, so that any that is not finite makes NaN of it.
  @inlinable @inline(__always)
  static func split(
    _ run: UnsafePointer<Scalar>, count: Int, stride: Int, into phases: UnsafeMutablePointer<Scalar>,
    phaseStride: Int, zeros: inout Vector
  ) {
    let lanes = Vector.laneCount
    var place = 0
    if stride == 2 {
      let odds = phases + phaseStride
      var otherZeros = Vector(0)
      while place < count {
        // What is some planes or rows further on: no processor looks so far ahead.
        Hint.prefetchFar(run + (place + 2048))
        Hint.prefetchFar(run + (place + lanes + 2048))
        let (a, b) = (Vector(loading: run + place), Vector(loading: run + (place + lanes)))
        zeros = .fma(a, Vector(0), zeros)
        otherZeros = .fma(b, Vector(0), otherZeros)
        let (even, odd) = Vector.deinterleave(a, b)
        even.store(to: phases + place / 2)
        odd.store(to: odds + place / 2)
        place += 2 * lanes
      }
      zeros = zeros + otherZeros
      return
    }
    while place < count {
      let elements = Vector(loading: run + place)
      zeros = .fma(elements, Vector(0), zeros)
      if stride == 1 { elements.store(to: phases + place) }
      place += lanes
    }
    for phase in 0..<stride where stride > 1 {
      var (target, source) = (phases + phase * phaseStride, phase)
      while source < count {
        target.pointee = run[source]
        (target, source) = (target + 1, source + stride)
      }
    }
  }

  /// Splits what some rows of windows read of an image, with padding around it.
  ///
  /// - Parameters:
  ///   - limit: Where what can be read ends.
  ///   - spare: Room for as many elements as all of it, and two vectors.
  /// - Returns: Whether all elements are finite.
  @inlinable @inline(__always)
  static func splitImage(
    _ geometry: PoolingGeometry, _ strip: PoolingStrip<Scalar>, _ image: UnsafePointer<Scalar>,
    limit: UnsafePointer<Scalar>, windows: Range<Int>, padding: Scalar, spare: UnsafeMutablePointer<Scalar>,
    into phases: UnsafeMutablePointer<Scalar>, phaseStride: Int
  ) -> Bool {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let (stride, width, slack) = (horizontal.stride, horizontal.input, 2 * Vector.laneCount)
    let firstRow = windows.lowerBound * vertical.stride - vertical.paddingBefore
    var zeros = Vector(0)
    if strip.isDirect {
      let count = strip.count(windows: windows.count, geometry)
      var run = image + firstRow * width
      if run + (count + slack) > limit {
        spare.update(from: run, count: count)
        (spare + count).update(repeating: 0, count: slack)
        run = UnsafePointer(spare)
      }
      split(run, count: count, stride: stride, into: phases, phaseStride: phaseStride, zeros: &zeros)
      return isZero(zeros)
    }
    let left = horizontal.paddingBefore
    spare.update(repeating: padding, count: strip.width + slack)
    for row in 0..<(windows.count - 1) * vertical.stride + vertical.kernel {
      let source = image + (firstRow + row) * width
      let target = phases + row * (strip.width / stride)
      if !strip.isPadded && source + (strip.width + slack) <= limit {
        split(
          source, count: width, stride: stride, into: target, phaseStride: phaseStride, zeros: &zeros)
        continue
      }
      if 0..<vertical.input ~= firstRow + row {
        (spare + left).update(from: source, count: width)
      } else {
        (spare + left).update(repeating: padding, count: width)
      }
      split(
        spare, count: strip.width, stride: stride, into: target, phaseStride: phaseStride, zeros: &zeros)
    }
    return isZero(zeros)
  }

  /// Whether all lanes are 0 rather than NaN.
  @inlinable @inline(__always)
  static func isZero(_ lanes: Vector) -> Bool { Vector.all(lanes == Vector(0)) }

  /// Copies `count` elements, by whole vectors where up to one more can be read and written.
  @inlinable @inline(__always)
  static func copyRow(
    _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, count: Int, hasRoom: Bool
  ) {
    if hasRoom {
      var place = 0
      while place < count {
        Vector(loading: source + place).store(to: target + place)
        place += Vector.laneCount
      }
    } else {
      target.update(from: source, count: count)
    }
  }
}
