extension PoolingKernels {
  /// The means of all windows.
  @inlinable @inline(never)
  static func poolAverages(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, countsPadding: Bool,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let lanes = Vector.laneCount
    let bands = geometry.outputBands
    let strip = inputStrip(geometry, rows: bands.rowsPerBand)
    let taps = inputTaps(geometry, strip)
    let counts = columnCounts(geometry, countsPadding: countsPadding)
    let flat = bands.rowsPerBand * strip.pitch + 4 * lanes
    let limit = x + geometry.planes * geometry.inputPlane
    let roomCount = strip.count + flat + horizontal.input + 2 * lanes
    bands.forEach(room: roomCount, of: Scalar.self) { plane, rows, end, room in
      let sums = room + strip.count
      _ = fillStrip(
        geometry, x + plane * geometry.inputPlane, limit: limit, windows: rows, padding: 0, strip, room,
        spare: sums + flat)
      taps.withUnsafeBufferPointer { taps in
        var place = 0
        while place < rows.count * strip.pitch {
          var sum = Vector(loading: room + (taps[0] + place))
          for tap in 1..<max(taps.count, 1) { sum = sum + Vector(loading: room + (taps[tap] + place)) }
          sum.store(to: sums + place)
          place += lanes
        }
      }
      let width = horizontal.output
      let targetEnd = y + end * width
      for row in rows {
        let line = sums + (row - rows.lowerBound) * strip.pitch
        divideRow(line, counts, rowCount(geometry, row, countsPadding: countsPadding))
        let target = y + (plane * vertical.output + row) * width
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
    spreadWindows(geometry, dy, into: dx, planesOfRoom: 1) { _, windows, firstRow, strip, room in
      for row in windows {
        divideRow(
          room + (strip.margin + (row - firstRow) * strip.pitch), counts,
          rowCount(geometry, row, countsPadding: countsPadding))
      }
    } sum: { room, strip, taps, place in
      var sum = Vector(0)
      for tap in taps { sum = sum + Vector(loading: room + (tap.start + place)) }
      return sum
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
    return (0..<axis.output).map { Scalar(countsPadding ? axis.kernel : axis.window($0).count) }
  }

  /// The rows of a window.
  @inlinable @inline(__always)
  static func rowCount(_ geometry: PoolingGeometry, _ row: Int, countsPadding: Bool) -> Scalar {
    Scalar(countsPadding ? geometry.vertical.kernel : geometry.vertical.window(row).count)
  }
}
