// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

// Running sums. A chain of additions is bound by their latency, so a vector first adds up its lanes in itself, in steps of
// 1, 2, 4 and 8 lanes, which many vectors do at the same time; only one addition a vector waits for the one before.

extension ReductionKernels {
  @inlinable @inline(__always) public static func cumulativeSum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) {
    if extents.inner == 1 {
      cumulativeSumOfRows(x, extents, result)
    } else {
      cumulativeSumOfColumns(x, extents, result)
    }
  }

  /// Rows: a long one is cut into chunks, whose sums are taken first, so that every chunk knows where it starts.
  @inlinable @inline(never) public static func cumulativeSumOfRows(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, _ result: UnsafeMutablePointer<Scalar>
  ) {
    let rows = extents.outer
    let length = extents.axis
    guard length > 0 else { return }
    let chunks = (length + elementsPerPiece - 1) / elementsPerPiece
    if chunks == 1 {
      let rowsPerPiece = max(1, elementsPerPiece / length)
      Parallel.forEach((rows + rowsPerPiece - 1) / rowsPerPiece) { piece in
        let first = piece * rowsPerPiece
        for row in first..<min(first + rowsPerPiece, rows) {
          cumulativeSumOfRow(x + row * length, length, from: 0, result + row * length)
        }
      }
      return
    }
    let starts = UnsafeMutablePointer<Scalar>.allocate(capacity: rows * chunks)
    defer { starts.deallocate() }
    Parallel.forEach(rows * chunks) { piece in
      let first = piece % chunks * elementsPerPiece
      starts[piece] = reduceRow(
        SumReduction.self, x + piece / chunks * length + first, min(elementsPerPiece, length - first), 0)
    }
    for row in 0..<rows {
      var sum: Scalar = 0
      for piece in row * chunks..<(row + 1) * chunks {
        let next = sum + starts[piece]
        starts[piece] = sum
        sum = next
      }
    }
    Parallel.forEach(rows * chunks) { piece in
      let first = piece / chunks * length + piece % chunks * elementsPerPiece
      let count = min(elementsPerPiece, length - piece % chunks * elementsPerPiece)
      cumulativeSumOfRow(x + first, count, from: starts[piece], result + first)
    }
  }

  /// One row, or a chunk of one, after elements whose sum is `start`.
  @inlinable @inline(never) public static func cumulativeSumOfRow(
    _ x: UnsafePointer<Scalar>, _ count: Int, from start: Scalar, _ result: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    var start = start
    var i = 0
    while i + lanes <= count {
      var sums = Vector(loading: x + i)
      sums = sums + shiftedUp(sums, by: 1)
      if lanes > 2 { sums = sums + shiftedUp(sums, by: 2) }
      if lanes > 4 { sums = sums + shiftedUp(sums, by: 4) }
      if lanes > 8 { sums = sums + shiftedUp(sums, by: 8) }
      (sums + Vector(start)).store(to: result + i)
      start = start + sums[lanes - 1]
      i += lanes
    }
    while i < count {
      start = start + x[i]
      result[i] = start
      i += 1
    }
  }

  /// Each lane moved up by `step` lanes, with zeros coming in.
  @inlinable @inline(__always) public static func shiftedUp(_ vector: Vector, by step: Int) -> Vector {
    var shifted = Vector(0)
    for lane in 0..<Vector.laneCount where lane >= step { shifted[lane] = vector[lane - step] }
    return shifted
  }

  /// Columns: each row is the one before plus the elements.
  @inlinable @inline(never) public static func cumulativeSumOfColumns(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, _ result: UnsafeMutablePointer<Scalar>
  ) {
    let inner = extents.inner
    let length = extents.axis
    guard inner > 0, length > 0 else { return }
    let strips = (inner + columnsPerStrip - 1) / columnsPerStrip
    let units = extents.outer * strips
    let unitsPerPiece = max(1, elementsPerPiece / (length * min(inner, columnsPerStrip)))
    Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece) { piece in
      let first = piece * unitsPerPiece
      for unit in first..<min(first + unitsPerPiece, units) {
        let column = unit % strips * columnsPerStrip
        let width = min(columnsPerStrip, inner - column)
        let place = unit / strips * length * inner + column
        (result + place).update(from: x + place, count: width)
        for row in 1..<length {
          addRows(
            x + place + row * inner, result + place + (row - 1) * inner, width, result + place + row * inner)
        }
      }
    }
  }

  /// `a + b`, element by element.
  @inlinable @inline(__always) public static func addRows(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ count: Int,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    var i = 0
    while i + lanes <= count {
      (Vector(loading: a + i) + Vector(loading: b + i)).store(to: result + i)
      i += lanes
    }
    while i < count {
      result[i] = a[i] + b[i]
      i += 1
    }
  }
}
