// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

// Where the least or the greatest element is. A row is first reduced block by block at the speed of a plain minimum, and
// only the block that holds the result is searched. Columns carry the row's number in a vector of numbers beside the best.

/// A reduction that leaves one of the elements: the one that comes first in some order, or the first NaN.
public protocol ExtremeReduction: Reduction {
  /// Which lanes of `a` come before those of `b`; false where either is NaN.
  static func precedes<Vector: VectorLanes>(_ a: Vector, _ b: Vector) -> Vector.Mask
}

extension MinimumReduction: ExtremeReduction {
  @inlinable @inline(__always) public static func precedes<Vector: VectorLanes>(
    _ a: Vector, _ b: Vector
  ) -> Vector.Mask { a < b }
}

extension MaximumReduction: ExtremeReduction {
  @inlinable @inline(__always) public static func precedes<Vector: VectorLanes>(
    _ a: Vector, _ b: Vector
  ) -> Vector.Mask { b < a }
}

extension ReductionKernels {
  @inlinable @inline(__always) public static func indexOfMinimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) { indexOfExtreme(MinimumReduction.self, x, extents, result) }

  @inlinable @inline(__always) public static func indexOfMaximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) { indexOfExtreme(MaximumReduction.self, x, extents, result) }

  /// Cuts the array as reductions do; the first of equal results of the chunks of a column wins.
  @inlinable @inline(never) public static func indexOfExtreme<R: ExtremeReduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, _ result: UnsafeMutablePointer<Int32>
  ) {
    let inner = extents.inner
    let length = extents.axis
    guard inner > 0, length > 0 else { return }
    let strips = (inner + columnsPerStrip - 1) / columnsPerStrip
    let lengthPerChunk = elementsPerPiece / min(inner, columnsPerStrip)
    let chunks = (length + lengthPerChunk - 1) / lengthPerChunk
    let units = extents.outer * strips
    let unitsPerPiece = max(1, elementsPerPiece / (length * min(inner, columnsPerStrip)))
    let candidates = chunks == 1 ? result : .allocate(capacity: extents.outer * chunks * inner)

    Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece * chunks) { piece in
      let first = piece / chunks * unitsPerPiece
      let start = piece % chunks * lengthPerChunk
      let count = min(lengthPerChunk, length - start)
      for unit in first..<min(first + unitsPerPiece, units) {
        let outer = unit / strips
        let column = unit % strips * columnsPerStrip
        let elements = x + (outer * length + start) * inner + column
        let indices = candidates + (outer * chunks + piece % chunks) * inner + column
        if inner == 1 {
          indices[0] = Int32(truncatingIfNeeded: indexOfExtremeInRow(R.self, elements, count))
        } else {
          indexOfExtremeInColumns(
            R.self, elements, stride: inner, rows: count, width: min(columnsPerStrip, inner - column), indices
          )
        }
      }
    }
    guard chunks > 1 else { return }
    defer { candidates.deallocate() }
    Parallel.forEach(extents.outer) { outer in
      for column in 0..<inner {
        let elements = x + outer * length * inner + column
        let indices = candidates + outer * chunks * inner + column
        var best = Int(indices[0])
        for chunk in 1..<chunks {
          let index = chunk * lengthPerChunk + Int(indices[chunk * inner])
          let (old, new) = (elements[best * inner], elements[index * inner])
          if old == old, new != new || R.precedes(SingleLane(new), SingleLane(old)) { best = index }
        }
        result[outer * inner + column] = Int32(truncatingIfNeeded: best)
      }
    }
  }

  /// The index in one row.
  @inlinable @inline(__always) public static func indexOfExtremeInRow<R: ExtremeReduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ count: Int
  ) -> Int {
    let block = 1024
    var best = reduceBlock(R.self, x, min(block, count), 0)
    var first = 0
    var start = block
    while start < count, best == best {
      let extreme = reduceBlock(R.self, x + start, min(block, count - start), 0)
      if extreme != extreme || R.precedes(SingleLane(extreme), SingleLane(best)) {
        best = extreme
        first = start
      }
      start += block
    }
    return first + placeOfFirst(best, x + first, min(block, count - first))
  }

  /// Where the first element equal to `sought` is, or the first NaN if that is one: the least of all places that match.
  @inlinable @inline(__always) public static func placeOfFirst(
    _ sought: Scalar, _ x: UnsafePointer<Scalar>, _ count: Int
  ) -> Int {
    let lanes = Vector.laneCount
    let seeksNaN = sought != sought
    let nowhere = Vector(.infinity)
    var places = nowhere
    var here = Vector(0)
    for lane in 0..<lanes { here[lane] = Scalar(lane) }
    var i = 0
    while i + lanes <= count {
      let element = Vector(loading: x + i)
      let place =
        seeksNaN
        ? Vector.select(element == element, nowhere, here)
        : Vector.select(element == Vector(sought), here, nowhere)
      places = Vector.select(place < places, place, places)
      here = here + Vector(Scalar(lanes))
      i += lanes
    }
    let place = acrossLanes(MinimumReduction.self, places).value
    if place < .infinity { return place.wholeNumber }
    while x[i] != sought && x[i] == x[i] { i += 1 }
    return i
  }

  /// The indices in `width` columns of at most 2¹⁶ rows, whose numbers are exact in `Scalar`.
  @inlinable @inline(never) public static func indexOfExtremeInColumns<R: ExtremeReduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, stride: Int, rows: Int, width: Int,
    _ result: UnsafeMutablePointer<Int32>
  ) {
    let best = UnsafeMutablePointer<Scalar>.allocate(capacity: 2 * width)
    defer { best.deallocate() }
    let places = best + width
    best.update(from: x, count: width)
    places.update(repeating: 0, count: width)
    var row = 1
    while row < rows {
      let count = rows - row >= 8 ? 8 : 1
      let group = x + row * stride
      var column = 0
      while column + Vector.laneCount <= width {
        updateExtremes(
          R.self, Vector.self, group + column, stride, row, count, best + column, places + column)
        column += Vector.laneCount
      }
      while column < width {
        updateExtremes(
          R.self, SingleLane<Scalar>.self, group + column, stride, row, count, best + column, places + column)
        column += 1
      }
      row += count
    }
    for column in 0..<width { result[column] = Int32(truncatingIfNeeded: places[column].wholeNumber) }
  }

  /// Brings eight rows, or one, into the best elements of one vector of columns and their places.
  @inlinable @inline(__always) public static func updateExtremes<R: ExtremeReduction, V: VectorLanes>(
    _: R.Type, _: V.Type, _ x: UnsafePointer<Scalar>, _ stride: Int, _ row: Int, _ count: Int,
    _ best: UnsafeMutablePointer<Scalar>, _ places: UnsafeMutablePointer<Scalar>
  ) where V.Scalar == Scalar {
    var old = V(loading: best)
    var place = V(loading: places)
    updateExtremes(R.self, x, row, &old, &place)
    if count == 8 {
      for k in 1..<8 { updateExtremes(R.self, x + k * stride, row + k, &old, &place) }
    }
    old.store(to: best)
    place.store(to: places)
  }

  /// Brings in one row.
  @inlinable @inline(__always) public static func updateExtremes<R: ExtremeReduction, V: VectorLanes>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ row: Int, _ best: inout V, _ place: inout V
  ) where V.Scalar == Scalar {
    let new = V(loading: x)
    let here = V(Scalar(row))
    place = V.select(
      new == new, V.select(R.precedes(new, best), here, place), V.select(best == best, here, place))
    best = R.combine(best, new)
  }
}
