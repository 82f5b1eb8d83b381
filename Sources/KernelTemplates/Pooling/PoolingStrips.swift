// Poolings work on strips: some rows of a plane, split into phases (the positions that are equal modulo the stride), each of
// which is contiguous, with a pitch from row to row. In a strip, what windows take from one position is as far apart as the
// windows themselves, so that any window and stride is a loop over whole vectors, which runs across the ends of rows.

/// The extents of a strip.
@frozen public struct PoolingStrip: Sendable {
  /// From a row to the next within a phase.
  @usableFromInline let pitch: Int
  /// From a phase to the next.
  @usableFromInline let phaseStride: Int
  /// Rows before those that hold something, and elements before the first of a row.
  @usableFromInline let margin: Int
  /// The elements in all.
  @usableFromInline let count: Int

  /// `rows` rows in each of `phases` phases.
  @inlinable @inline(__always)
  init(rows: Int, pitch: Int, phases: Int, margin: Int, slack: Int) {
    self.pitch = pitch
    self.margin = margin
    phaseStride = margin + rows * pitch + slack
    count = phases * phaseStride
  }
}

extension VectorKernels where Scalar: BinaryFloatingPoint {
  /// Copies a row to the phases of its columns, and fills what is before and after it in each with `padding`. Up to two
  /// vectors more are written.
  ///
  /// - Parameters:
  ///   - limit: Where what can be read ends.
  ///   - spare: Room for a row and two vectors.
  ///   - line: The row in the first phase.
  ///   - zeros: 0 is added to it for each finite element, and NaN for each other.
  @inlinable @inline(__always)
  static func splitRow(
    _ row: UnsafePointer<Scalar>, _ axis: PoolingAxis, limit: UnsafePointer<Scalar>,
    spare: UnsafeMutablePointer<Scalar>, padding: Scalar, to line: UnsafeMutablePointer<Scalar>,
    _ strip: PoolingStrip, zeros: inout Vector
  ) {
    let (width, before, stride, lanes) = (axis.input, axis.paddingBefore, axis.stride, Vector.laneCount)
    var source = row
    if stride <= 2 && row + (width + 2 * lanes) > limit {
      spare.update(from: row, count: width)
      (spare + width).update(repeating: 0, count: 2 * lanes)
      source = UnsafePointer(spare)
    }
    if stride == 1 {
      let target = line + before
      var column = 0
      while column < width {
        let elements = Vector(loading: source + column)
        zeros = .fma(elements, Vector(0), zeros)
        elements.store(to: target + column)
        column += lanes
      }
    } else if stride == 2 {
      let evens = line + (before & 1) * strip.phaseStride + before / 2
      let odds = line + ((before + 1) & 1) * strip.phaseStride + (before + 1) / 2
      var column = 0
      while column < width {
        let (a, b) = (Vector(loading: source + column), Vector(loading: source + (column + lanes)))
        zeros = .fma(a, Vector(0), .fma(b, Vector(0), zeros))
        let (even, odd) = Vector.deinterleave(a, b)
        even.store(to: evens + column / 2)
        odd.store(to: odds + column / 2)
        column += 2 * lanes
      }
    } else {
      var sum: Scalar = 0
      for column in 0..<width {
        let (place, phase) = (column + before).quotientAndRemainder(dividingBy: stride)
        let element = source[column]
        sum += element * 0
        line[phase * strip.phaseStride + place] = element
      }
      zeros = zeros + Vector(sum)
    }
    for phase in 0..<stride {
      let target = line + phase * strip.phaseStride
      let first = before > phase ? (before - phase + stride - 1) / stride : 0
      let end = before + width > phase ? (before + width - phase + stride - 1) / stride : 0
      for place in 0..<min(first, strip.pitch) { target[place] = padding }
      var place = end
      while place < strip.pitch {
        target[place] = padding
        place += 1
      }
    }
  }

  /// The opposite of ``splitRow``: a row of an image from the phases of its columns.
  ///
  /// - Parameters:
  ///   - limit: Where what can be written ends.
  ///   - spare: Room for a row and two vectors.
  @inlinable @inline(__always)
  static func joinRow(
    _ line: UnsafePointer<Scalar>, _ strip: PoolingStrip, _ axis: PoolingAxis,
    limit: UnsafeMutablePointer<Scalar>, spare: UnsafeMutablePointer<Scalar>,
    to row: UnsafeMutablePointer<Scalar>
  ) {
    let (width, before, stride, lanes) = (axis.input, axis.paddingBefore, axis.stride, Vector.laneCount)
    guard stride <= 2 else {
      for column in 0..<width {
        let (place, phase) = (column + before).quotientAndRemainder(dividingBy: stride)
        row[column] = line[phase * strip.phaseStride + place]
      }
      return
    }
    let fits = row + (width + 2 * lanes) <= limit
    let target = fits ? row : spare
    var column = 0
    if stride == 1 {
      while column < width {
        Vector(loading: line + (before + column)).store(to: target + column)
        column += lanes
      }
    } else {
      let evens = line + (before & 1) * strip.phaseStride + before / 2
      let odds = line + ((before + 1) & 1) * strip.phaseStride + (before + 1) / 2
      while column < width {
        let (a, b) = Vector.interleave(
          Vector(loading: evens + column / 2), Vector(loading: odds + column / 2))
        a.store(to: target + column)
        b.store(to: target + (column + lanes))
        column += 2 * lanes
      }
    }
    if !fits { row.update(from: spare, count: width) }
  }

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

  /// Whether all lanes are 0 rather than NaN.
  @inlinable @inline(__always)
  static func areZeros(_ lanes: Vector) -> Bool {
    !Vector.any(Vector(0) < .select(lanes == Vector(0), Vector(0), Vector(1)))
  }
}

/// What bands of the rows of planes are cut into.
@frozen public struct PoolingBands: Sendable {
  @usableFromInline let planes: Int
  @usableFromInline let rows: Int
  /// The rows of every band but a plane's last.
  @usableFromInline let rowsPerBand: Int
  @usableFromInline let bandsPerPlane: Int
  @usableFromInline let bandsPerPiece: Int

  /// Bands of the `rows` rows of each plane, where each row stands for `width` elements.
  @inlinable @inline(__always)
  init(planes: Int, rows: Int, width: Int) {
    self.planes = planes
    self.rows = rows
    rowsPerBand = min(rows, max(1, 16_384 / width))
    bandsPerPlane = (rows + rowsPerBand - 1) / rowsPerBand
    bandsPerPiece = max(1, 32_768 / (rowsPerBand * width))
  }

  /// Calls `body` for each band, several small ones a piece of work, with room that is the piece's own, and with the row after
  /// the piece's last, counted over all planes.
  @inlinable @inline(__always)
  func forEach<Scalar>(
    room: Int, of _: Scalar.Type,
    _ body: (
      _ plane: Int, _ rows: Range<Int>, _ endOfPiece: Int, _ room: UnsafeMutablePointer<Scalar>
    ) -> Void
  ) {
    let bands = planes * bandsPerPlane
    Parallel.forEach((bands + bandsPerPiece - 1) / bandsPerPiece) { piece in
      Scratch.with(Scalar.self, count: room) { room in
        let end = min((piece + 1) * bandsPerPiece, bands)
        let (lastPlane, lastPart) = (end - 1).quotientAndRemainder(dividingBy: bandsPerPlane)
        let endOfPiece = lastPlane * rows + min((lastPart + 1) * rowsPerBand, rows)
        for band in piece * bandsPerPiece..<end {
          let (plane, part) = band.quotientAndRemainder(dividingBy: bandsPerPlane)
          body(plane, part * rowsPerBand..<min((part + 1) * rowsPerBand, rows), endOfPiece, room)
        }
      }
    }
  }
}
