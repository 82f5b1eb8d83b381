// The transpose of planes: one axis is contiguous in the source, another in the destination. A plane is cut into strips of
// destination rows, a strip into square tiles of 16 or 8 elements a side that are transposed in registers, so that whole
// cache lines are read and written.

extension MovementKernels {
  /// The rows of the destination that a strip has: as many as four cache lines of the source hold.
  @inlinable @inline(__always) public static var rowsPerStrip: Int {
    min(64, 256 / MemoryLayout<Element>.size)
  }

  /// Transposes the planes of the layout's last axis, contiguous in the destination, and `axis`, contiguous in the source.
  @inlinable @inline(__always) public static func transposePlanes(
    _ layout: CopyLayout, _ axis: Int, _ source: UnsafePointer<Element>,
    _ destination: UnsafeMutablePointer<Element>
  ) {
    let columns = layout.axes[layout.rank - 1]
    let rows = layout.axes[axis]
    let planes = layout.removing(axis: layout.rank - 1).removing(axis: axis)
    let strips = (rows.extent + rowsPerStrip - 1) / rowsPerStrip
    let columnsAtOnce = elementsPerPiece / rowsPerStrip
    let chunks = (columns.extent + columnsAtOnce - 1) / columnsAtOnce
    let units = planes.count * strips * chunks
    let unitsPerPiece = max(
      1, elementsPerPiece / (min(rows.extent, rowsPerStrip) * min(columns.extent, columnsAtOnce)))
    Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece) { piece in
      let first = piece * unitsPerPiece
      var walk = CopyWalk(planes, from: first / (strips * chunks))
      for unit in first..<min(first + unitsPerPiece, units) {
        let row = unit / chunks % strips * rowsPerStrip
        let column = unit % chunks * columnsAtOnce
        transposeStrip(
          source + walk.source + row + column * columns.source, columns.source,
          destination + walk.destination + row * rows.destination + column, rows.destination,
          rows: min(rowsPerStrip, rows.extent - row), columns: min(columnsAtOnce, columns.extent - column))
        if unit % (strips * chunks) == strips * chunks - 1 { walk.advance() }
      }
    }
  }

  /// `destination[r * destinationStep + c] = source[c * sourceStep + r]`
  @inlinable @inline(never) public static func transposeStrip(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int, rows: Int, columns: Int
  ) {
    var column = 0
    if MemoryLayout<Element>.size <= 4 {
      while column + 16 <= columns {
        let from = source + column * sourceStep
        var row = 0
        while row + 16 <= rows {
          // What is needed two tiles later, since no processor foresees steps as long as these.
          for k in 0..<16 { Hint.prefetchFar(from + row + (32 + k) * sourceStep) }
          transposeLargeTile(
            from + row, sourceStep, destination + (row * destinationStep + column), destinationStep)
          row += 16
        }
        transposeRows(
          row..<rows, from, sourceStep, destination + column, destinationStep, columns: 16)
        column += 16
      }
    }
    while column + 8 <= columns {
      let from = source + column * sourceStep
      transposeRows(0..<rows, from, sourceStep, destination + column, destinationStep, columns: 8)
      column += 8
    }
    while column < columns {
      for row in 0..<rows { destination[row * destinationStep + column] = source[column * sourceStep + row] }
      column += 1
    }
  }

  /// Some rows of a multiple of 8 columns.
  @inlinable @inline(__always) public static func transposeRows(
    _ rows: Range<Int>, _ source: UnsafePointer<Element>, _ sourceStep: Int,
    _ destination: UnsafeMutablePointer<Element>, _ destinationStep: Int, columns: Int
  ) {
    for column in stride(from: 0, to: columns, by: 8) {
      let from = source + column * sourceStep
      var row = rows.lowerBound
      while row + 8 <= rows.upperBound {
        for k in 0..<8 { Hint.prefetch(from + row + (32 + k) * sourceStep) }
        transposeTile(
          from + row, sourceStep, destination + (row * destinationStep + column), destinationStep)
        row += 8
      }
      while row < rows.upperBound {
        for k in 0..<8 { destination[row * destinationStep + column + k] = from[row + k * sourceStep] }
        row += 1
      }
    }
  }

  /// Sixteen times sixteen elements, by four rounds of interleaving each row with the eighth after it.
  @inlinable @inline(__always) public static func transposeLargeTile(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int
  ) {
    var rows = InlineArray<16, SIMD16<Element>>(repeating: SIMD16())
    for k in 0..<16 {
      rows[k] = UnsafeRawPointer(source + k * sourceStep).loadUnaligned(as: SIMD16<Element>.self)
    }
    for _ in 0..<4 {
      let before = rows
      for k in 0..<8 {
        let (a, b) = (before[k], before[k + 8])
        rows[2 * k] = SIMD16(
          a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
        rows[2 * k + 1] = SIMD16(
          a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11], a[12], b[12], a[13], b[13], a[14], b[14], a[15],
          b[15])
      }
    }
    for k in 0..<16 {
      UnsafeMutableRawPointer(destination + k * destinationStep).storeBytes(
        of: rows[k], as: SIMD16<Element>.self)
    }
  }

  /// Eight times eight elements, by three rounds of interleaving each row with the fourth after it.
  @inlinable @inline(__always) public static func transposeTile(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int
  ) {
    var rows = InlineArray<8, SIMD8<Element>>(repeating: SIMD8())
    for k in 0..<8 {
      rows[k] = UnsafeRawPointer(source + k * sourceStep).loadUnaligned(as: SIMD8<Element>.self)
    }
    for _ in 0..<3 {
      let before = rows
      for k in 0..<4 {
        let (a, b) = (before[k], before[k + 4])
        rows[2 * k] = SIMD8(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3])
        rows[2 * k + 1] = SIMD8(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
      }
    }
    for k in 0..<8 {
      UnsafeMutableRawPointer(destination + k * destinationStep).storeBytes(
        of: rows[k], as: SIMD8<Element>.self)
    }
  }
}
