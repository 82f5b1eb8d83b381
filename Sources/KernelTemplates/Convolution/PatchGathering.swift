extension MatrixKernels {
  /// Copies what a region reads of some channels, with zeros where there is padding.
  ///
  /// - Parameters:
  ///   - source: The first of the channels in the first image of the batch.
  ///   - imageStride: From an image to the next.
  @inlinable @inline(never)
  public static func fillStrip(
    _ strip: PatchStrip, _ grid: PatchGrid, source: UnsafePointer<Scalar>, imageStride: Int,
    into target: UnsafeMutablePointer<Scalar>
  ) {
    let (height, width) = (grid.vertical.source, grid.horizontal.source)
    var line = target
    for image in strip.region.images {
      for channel in 0..<strip.channels {
        let plane = source + (image * imageStride + channel * height * width)
        for row in strip.firstRow..<strip.firstRow + strip.rows {
          if 0..<height ~= row {
            fillLine(strip, plane + row * width, width: width, into: line)
          } else {
            line.update(repeating: 0, count: strip.rowStride)
          }
          line += strip.rowStride
        }
      }
    }
    // Runs are copied by whole vectors, which may reach a little further.
    line.update(repeating: 0, count: panelColumns)
  }

  /// One row of an image, as a row of the strip.
  @inlinable @inline(__always)
  public static func fillLine(
    _ strip: PatchStrip, _ row: UnsafePointer<Scalar>, width: Int, into line: UnsafeMutablePointer<Scalar>
  ) {
    let (first, step, columns) = (strip.firstColumn, strip.columnStep, strip.columns)
    for phase in 0..<step {
      let start = first + phase
      // The columns before the image, and those before its end.
      let before = min(columns, start < 0 ? (step - 1 - start) / step : 0)
      let end = max(before, min(columns, width > start ? (width - start + step - 1) / step : 0))
      let target = line + phase * columns
      for column in 0..<before { target[column] = 0 }
      if step == 1 {
        (target + before).update(from: row + (start + before), count: end - before)
      } else {
        for column in before..<end { target[column] = row[start + column * step] }
      }
      for column in end..<columns { target[column] = 0 }
    }
  }

  /// Calls `body` with where each row of the matrix begins in the strip: channel by channel, tap by tap.
  @inlinable @inline(__always)
  public static func forEachRow(
    _ rows: Range<Int>, _ strip: PatchStrip, _ grid: PatchGrid, _ body: (Int) -> Void
  ) {
    let (tapRows, tapColumns) = (grid.vertical.taps, grid.horizontal.taps)
    var (channel, tap) = rows.lowerBound.quotientAndRemainder(dividingBy: tapRows.count * tapColumns.count)
    var (tapRow, tapColumn) = tap.quotientAndRemainder(dividingBy: tapColumns.count)
    for _ in rows {
      body(strip.start(channel: channel, tapRow: tapRows[tapRow], tapColumn: tapColumns[tapColumn]))
      tapColumn += 1
      if tapColumn == tapColumns.count {
        (tapColumn, tapRow) = (0, tapRow + 1)
        if tapRow == tapRows.count { (tapRow, channel) = (0, channel + 1) }
      }
    }
  }

  /// The segments that some columns of the matrix are made of.
  @inlinable @inline(__always)
  public static func segments(of pixels: Range<Int>, _ strip: PatchStrip) -> [PatchSegment] {
    var segments: [PatchSegment] = []
    var pixel = pixels.lowerBound
    while pixel < pixels.upperBound {
      let segment = strip.segment(at: pixel, limit: pixels.upperBound - pixel)
      segments.append(segment)
      pixel += segment.count
    }
    return segments
  }

  /// Copies some rows of some columns of the matrix, each `pitch` after the one before.
  @inlinable @inline(__always)
  public static func gatherPanel(
    _ rows: Range<Int>, _ segments: [PatchSegment], _ strip: PatchStrip, _ grid: PatchGrid,
    from copy: UnsafePointer<Scalar>, into panel: UnsafeMutablePointer<Scalar>, pitch: Int
  ) {
    segments.withUnsafeBufferPointer { segments in
      var row = panel
      forEachRow(rows, strip, grid) { start in
        gatherRow(segments, from: copy + start, into: row)
        row += pitch
      }
    }
  }

  /// Copies one row of some columns of the matrix, by whole vectors: up to a vector more is written.
  @inlinable @inline(__always)
  public static func gatherRow(
    _ segments: UnsafeBufferPointer<PatchSegment>, from row: UnsafePointer<Scalar>,
    into target: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    var target = target
    for segment in segments {
      let source = row + segment.start
      var column = 0
      repeat {
        Vector(loading: source + column).store(to: target + column)
        column += lanes
      } while column < segment.count
      target += segment.count
    }
  }
}
