extension PoolingKernels {
  /// The means of all windows.
  @inlinable @inline(never)
  static func poolAverages(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, countsPadding: Bool,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    let (width, lanes) = (geometry.horizontal.output, Vector.laneCount)
    let bands = geometry.outputBands
    let strip = PoolingStrip<Scalar>(geometry, lanes: lanes)
    let stride = geometry.horizontal.stride
    let runCount = strip.count(windows: bands.rowsPerBand, geometry).roundedUp(to: lanes) + 4 * lanes
    let phaseStride = (runCount / stride).roundedUp(to: lanes) + 4 * lanes
    let flat = (bands.rowsPerBand * strip.pitch).roundedUp(to: lanes) + 4 * lanes
    let vectors = strip.vectorPlaces(rows: bands.rowsPerBand, lanes: lanes, geometry)
    let starts = strip.offsets.map { $0 % stride * phaseStride + $0 / stride }
    let counts = columnCounts(geometry, countsPadding: countsPadding)
    let limit = x + geometry.planes * geometry.inputPlane
    bands.forEach(room: runCount + stride * phaseStride + flat, of: Scalar.self) { plane, rows, end, room in
      let (phases, sums) = (room + runCount, room + (runCount + stride * phaseStride))
      _ = splitImage(
        geometry, strip, x + plane * geometry.inputPlane, limit: limit, windows: rows, padding: 0,
        spare: room, into: phases, phaseStride: phaseStride)
      let count = strip.windowCount(rows: rows.count, geometry)
      starts.withUnsafeBufferPointer { starts in
        for place in vectors {
          if place >= count { break }
          var sum = Vector(loading: phases + (starts[0] + place))
          for tap in 1..<max(starts.count, 1) { sum = sum + Vector(loading: phases + (starts[tap] + place)) }
          sum.store(to: sums + place)
        }
      }
      let targetEnd = y + end * width
      for row in rows {
        let line = sums + (row - rows.lowerBound) * strip.pitch
        divideRow(line, counts, rowCount(geometry, row, countsPadding: countsPadding))
        let target = y + (plane * geometry.vertical.output + row) * width
        copyRow(line, to: target, count: width, hasRoom: target + (width + lanes) <= targetEnd)
      }
    }
  }

  /// Spreads each gradient evenly over its window.
  @inlinable @inline(never)
  static func spreadAverages(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, countsPadding: Bool,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    let counts = columnCounts(geometry, countsPadding: countsPadding)
    spreadWindows(WholeSum.self, geometry, dy, into: dx, copiesOfStrip: 1) { _, row, line, _, _ in
      divideRow(line, counts, rowCount(geometry, row, countsPadding: countsPadding))
    }
  }

  /// Divides the elements of a row of windows by how many elements each window has.
  @inlinable @inline(__always)
  static func divideRow(_ line: UnsafeMutablePointer<Scalar>, _ counts: [Scalar], _ rowCount: Scalar) {
    counts.withUnsafeBufferPointer { counts in
      for column in 0..<counts.count { line[column] /= counts[column] * rowCount }
    }
  }

  /// The columns of each window of a row.
  @inlinable @inline(__always)
  static func columnCounts(_ geometry: PoolingGeometry, countsPadding: Bool) -> [Scalar] {
    let axis = geometry.horizontal
    return (0..<axis.output).map { Scalar(whole: countsPadding ? axis.kernel : axis.window($0).count) }
  }

  /// The rows of a window.
  @inlinable @inline(__always)
  static func rowCount(_ geometry: PoolingGeometry, _ row: Int, countsPadding: Bool) -> Scalar {
    Scalar(whole: countsPadding ? geometry.vertical.kernel : geometry.vertical.window(row).count)
  }
}
