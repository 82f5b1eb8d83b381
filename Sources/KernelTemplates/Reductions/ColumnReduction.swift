// Reductions along an axis that is not the last: whole rows are combined, lane by lane. The columns are cut into strips
// that stay in the nearest cache, the rows into chunks for several threads, and a chunk into blocks of a tree.

extension ReductionKernels {
  /// The widest strip of columns.
  @inlinable @inline(__always) public static var columnsPerStrip: Int { 1024 }
  /// The rows that a block adds up, eight at a time, before the tree begins.
  @inlinable @inline(__always) public static var rowsPerBlock: Int { 64 }
  /// Strips narrower than this are reduced several rows at a time, as if they were one.
  @inlinable @inline(__always) public static var narrowStrip: Int { 64 }

  /// Reduces the columns of each of `extents.outer` matrices.
  @inlinable @inline(never) public static func reduceColumns<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ centres: UnsafePointer<Scalar>?, _ extents: AxisExtents,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let inner = extents.inner
    let rows = extents.axis
    guard inner > 0 else { return }
    let strips = (inner + columnsPerStrip - 1) / columnsPerStrip
    let stripWidth = min(inner, columnsPerStrip)
    let rowsPerChunk = (elementsPerPiece / stripWidth + rowsPerBlock - 1) / rowsPerBlock * rowsPerBlock
    let chunks = (rows + rowsPerChunk - 1) / rowsPerChunk
    let units = extents.outer * strips

    if chunks == 1 {
      let unitsPerPiece = max(1, elementsPerPiece / (rows * stripWidth))
      Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece) { piece in
        let first = piece * unitsPerPiece
        for unit in first..<min(first + unitsPerPiece, units) {
          let outer = unit / strips
          let column = unit % strips * columnsPerStrip
          let place = outer * inner + column
          reduceStrip(
            R.self, x + outer * rows * inner + column, stride: inner, rows: rows,
            width: min(columnsPerStrip, inner - column), R.isCentred ? centres.unsafelyUnwrapped + place : x,
            result + place)
        }
      }
      return
    }
    Scratch.with(Scalar.self, count: extents.outer * chunks * inner) { partials in
      Parallel.forEach(units * chunks) { piece in
        let strip = piece % strips
        let chunk = piece / strips % chunks
        let outer = piece / strips / chunks
        let column = strip * columnsPerStrip
        let row = chunk * rowsPerChunk
        reduceStrip(
          R.self, x + (outer * rows + row) * inner + column, stride: inner,
          rows: min(rowsPerChunk, rows - row), width: min(columnsPerStrip, inner - column),
          R.isCentred ? centres.unsafelyUnwrapped + outer * inner + column : x,
          partials + (outer * chunks + chunk) * inner + column)
      }
      Parallel.forEach(extents.outer) { outer in
        combineAsTree(R.self, partials + outer * chunks * inner, chunks, width: inner)
        (result + outer * inner).update(from: partials + outer * chunks * inner, count: inner)
      }
    }
  }

  /// Reduces `width` columns of rows that are `stride` elements apart. `centres` is read only by centred reductions.
  @inlinable @inline(never) public static func reduceStrip<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, stride: Int, rows: Int, width: Int,
    _ centres: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    if rows * width <= narrowStrip {
      for column in 0..<width {
        let centre = SingleLane(R.isCentred ? centres[column] : 0)
        var total = SingleLane(R.neutral(Scalar.self))
        for row in 0..<rows {
          total = R.combine(total, R.map(SingleLane(x[row * stride + column]), about: centre))
        }
        result[column] = total.value
      }
    } else if width < narrowStrip, width == stride, rows * width > 4 * narrowStrip {
      reduceNarrowStrip(R.self, x, rows: rows, width: width, centres, result)
    } else {
      reduceWideStrip(R.self, x, stride: stride, rows: rows, width: width, centres, result)
    }
  }

  /// Takes several neighbouring rows as one, reduces those, and combines its parts.
  @inlinable @inline(__always) public static func reduceNarrowStrip<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, rows: Int, width: Int, _ centres: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let merged = 2 * narrowStrip / width
    let wide = merged * width
    let wideRows = rows / merged
    let total = UnsafeMutablePointer<Scalar>.allocate(capacity: 4 * narrowStrip)
    defer { total.deallocate() }
    let wideCentres = total + 2 * narrowStrip
    if R.isCentred {
      for i in 0..<wide { wideCentres[i] = centres[i % width] }
    }
    reduceWideStrip(R.self, x, stride: wide, rows: wideRows, width: wide, wideCentres, total)
    combineAsTree(R.self, total, merged, width: width)
    for row in wideRows * merged..<rows {
      for column in 0..<width {
        let centre = SingleLane(R.isCentred ? centres[column] : 0)
        let contribution = R.map(SingleLane(x[row * width + column]), about: centre)
        total[column] = R.combine(SingleLane(total[column]), contribution).value
      }
    }
    result.update(from: total, count: width)
  }

  /// Reduces blocks of rows, and those as a tree.
  @inlinable @inline(__always) public static func reduceWideStrip<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, stride: Int, rows: Int, width: Int,
    _ centres: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let blocks = (rows + rowsPerBlock - 1) / rowsPerBlock
    if blocks == 1 {
      reduceColumnBlock(R.self, x, stride: stride, rows: rows, width: width, centres, result)
      return
    }
    Scratch.with(Scalar.self, count: blocks * width) { partials in
      for block in 0..<blocks {
        let row = block * rowsPerBlock
        reduceColumnBlock(
          R.self, x + row * stride, stride: stride, rows: min(rowsPerBlock, rows - row), width: width,
          centres, partials + block * width)
      }
      combineAsTree(R.self, partials, blocks, width: width)
      result.update(from: partials, count: width)
    }
  }

  /// A block of rows, eight at a time across the strip.
  @inlinable @inline(never) public static func reduceColumnBlock<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, stride: Int, rows: Int, width: Int,
    _ centres: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    var row = 0
    while row < rows {
      let group = x + row * stride
      let isFirst = row == 0
      let count = rows - row >= 8 ? 8 : 1
      var column = 0
      while column + lanes <= width {
        reduceGroup(
          R.self, Vector.self, group + column, stride, count, centres + column, result + column, isFirst)
        column += lanes
      }
      while column < width {
        reduceGroup(
          R.self, SingleLane<Scalar>.self, group + column, stride, count, centres + column, result + column,
          isFirst)
        column += 1
      }
      row += count
    }
  }

  /// Combines eight rows, or one, at one vector of columns into `result`, which the first group sets.
  @inlinable @inline(__always) public static func reduceGroup<R: Reduction, V: VectorLanes>(
    _: R.Type, _: V.Type, _ x: UnsafePointer<Scalar>, _ stride: Int, _ count: Int,
    _ centres: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>, _ isFirst: Bool
  ) where V.Scalar == Scalar {
    let about = R.isCentred ? V(loading: centres) : V(0)
    var sum = R.map(V(loading: x), about: about)
    if count == 8 {
      var rows = InlineArray<8, V>(repeating: sum)
      for k in 1..<8 { rows[k] = R.map(V(loading: x + k * stride), about: about) }
      // The next eight rows, since a strip is too narrow for a processor to foresee them.
      for k in 8..<16 { Hint.prefetch(x + k * stride) }
      sum = R.combine(
        R.combine(R.combine(rows[0], rows[1]), R.combine(rows[2], rows[3])),
        R.combine(R.combine(rows[4], rows[5]), R.combine(rows[6], rows[7])))
    }
    (isFirst ? sum : R.combine(V(loading: result), sum)).store(to: result)
  }
}
