// The transpose of planes: one axis is contiguous in the source, another in the destination. A plane is cut into strips of
// a few destination columns, which are walked down in bands of 16 or 8 rows, and these in square tiles that are transposed
// in registers. So whole cache lines are read, each once, and the lines of a destination row that are written one after
// another lie side by side.

extension MovementKernels {
  /// The columns of the destination that a strip has: as many as four of its cache lines hold.
  @inlinable @inline(__always) public static var columnsPerStrip: Int {
    min(64, 256 / MemoryLayout<Element>.size)
  }

  /// Transposes the planes of the layout's last axis, contiguous in the destination, and `axis`, contiguous in the source.
  @inlinable @inline(__always) public static func transposePlanes(
    _ layout: CopyLayout, _ axis: Int, _ source: UnsafePointer<Element>,
    _ destination: UnsafeMutablePointer<Element>, _ stores: ResultStores
  ) {
    let columns = layout.axes[layout.rank - 1]
    let rows = layout.axes[axis]
    let planes = layout.removing(axis: layout.rank - 1).removing(axis: axis)
    let strips = (columns.extent + columnsPerStrip - 1) / columnsPerStrip
    let rowsAtOnce = elementsPerPiece / columnsPerStrip
    let chunks = (rows.extent + rowsAtOnce - 1) / rowsAtOnce
    let units = planes.count * strips * chunks
    let unitsPerPiece = max(
      1, elementsPerPiece / (min(rows.extent, rowsAtOnce) * min(columns.extent, columnsPerStrip)))
    Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece) { piece in
      let first = piece * unitsPerPiece
      var walk = CopyWalk(planes, from: first / (strips * chunks))
      for unit in first..<min(first + unitsPerPiece, units) {
        let column = unit / chunks % strips * columnsPerStrip
        let row = unit % chunks * rowsAtOnce
        transposeStrip(
          source + walk.source + row + column * columns.source, columns.source,
          destination + walk.destination + row * rows.destination + column, rows.destination,
          rows: min(rowsAtOnce, rows.extent - row), columns: min(columnsPerStrip, columns.extent - column),
          stores)
        if unit % (strips * chunks) == strips * chunks - 1 { walk.advance() }
      }
      if stores == .direct { ResultStores.finish() }
    }
  }

  /// `destination[r * destinationStep + c] = source[c * sourceStep + r]`
  @inlinable @inline(never) public static func transposeStrip(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int, rows: Int, columns: Int, _ stores: ResultStores
  ) {
    // Only whole lines can be stored directly: a row of the larger tile of four bytes, of the smaller one of eight.
    let size = MemoryLayout<Element>.size
    let isAligned = (Int(bitPattern: destination) | destinationStep * size) % ResultStores.lineByteCount == 0
    let stores = stores == .direct && !(isAligned && size >= 4) ? .fetchedAhead : stores
    var row = 0
    if size <= 4 {
      while row + 16 <= rows {
        var column = 0
        while column + 16 <= columns {
          transposeLargeTile(
            source + (column * sourceStep + row), sourceStep,
            destination + (row * destinationStep + column), destinationStep, stores)
          column += 16
        }
        for half in [row, row + 8] {
          transposeBand(
            source + half, sourceStep, destination + half * destinationStep, destinationStep,
            column..<columns, stores)
        }
        row += 16
      }
    }
    while row + 8 <= rows {
      transposeBand(
        source + row, sourceStep, destination + row * destinationStep, destinationStep, 0..<columns, stores)
      row += 8
    }
    while row < rows {
      for column in 0..<columns {
        destination[row * destinationStep + column] = source[column * sourceStep + row]
      }
      row += 1
    }
  }

  /// Eight rows of some columns.
  @inlinable @inline(__always) public static func transposeBand(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int, _ columns: Range<Int>, _ stores: ResultStores
  ) {
    var column = columns.lowerBound
    while column + 8 <= columns.upperBound {
      transposeTile(
        source + column * sourceStep, sourceStep, destination + column, destinationStep, stores)
      column += 8
    }
    while column < columns.upperBound {
      for k in 0..<8 { destination[k * destinationStep + column] = source[column * sourceStep + k] }
      column += 1
    }
  }

  /// Sixteen times sixteen elements.
  @inlinable @inline(__always) public static func transposeLargeTile(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int, _ stores: ResultStores
  ) {
    if stores == .fetchedAhead { fetch(destination + 16 * destinationStep, destinationStep, count: 16) }
    var rows = InlineArray<16, SIMD16<Element>>(repeating: SIMD16())
    for k in 0..<16 {
      rows[k] = UnsafeRawPointer(source + k * sourceStep).loadUnaligned(as: SIMD16<Element>.self)
    }
    rows = transposed(rows)
    if MemoryLayout<Element>.size == 4, stores == .direct {
      storeDirectly(rows, count: 16, destination, destinationStep)
    } else {
      for k in 0..<16 {
        UnsafeMutableRawPointer(destination + k * destinationStep).storeBytes(
          of: rows[k], as: SIMD16<Element>.self)
      }
    }
  }

  /// Eight times eight elements.
  @inlinable @inline(__always) public static func transposeTile(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int, _ stores: ResultStores
  ) {
    if stores == .fetchedAhead { fetch(destination + 8 * destinationStep, destinationStep, count: 8) }
    var rows = InlineArray<8, SIMD8<Element>>(repeating: SIMD8())
    for k in 0..<8 {
      rows[k] = UnsafeRawPointer(source + k * sourceStep).loadUnaligned(as: SIMD8<Element>.self)
    }
    rows = transposed(rows)
    if MemoryLayout<Element>.size == 8, stores == .direct {
      storeDirectly(rows, count: 8, destination, destinationStep)
    } else {
      for k in 0..<8 {
        UnsafeMutableRawPointer(destination + k * destinationStep).storeBytes(
          of: rows[k], as: SIMD8<Element>.self)
      }
    }
  }

  /// Asks for the lines of `count` places, `step` elements apart.
  @inlinable @inline(__always) static func fetch(
    _ destination: UnsafeMutablePointer<Element>, _ step: Int, count: Int
  ) {
    for k in 0..<count { Hint.prefetchFar(destination + k * step) }
  }

  /// Writes rows that are a cache line each.
  @inlinable @inline(__always) static func storeDirectly<Rows>(
    _ rows: Rows, count: Int, _ destination: UnsafeMutablePointer<Element>, _ step: Int
  ) {
    withUnsafePointer(to: rows) {
      ResultStores.scatterLines($0, count: count, to: destination, step: step * MemoryLayout<Element>.size)
    }
  }
}
