// The transpose of planes: one axis is contiguous in the source, another in the destination. A plane is cut into strips of
// destination rows, a strip into tiles of 8 × 8 elements that are transposed in registers.

extension MovementKernels {
  /// The rows of the destination that a strip has: a cache line of the source.
  @inlinable @inline(__always) public static var rowsPerStrip: Int { 64 / MemoryLayout<Element>.size }

  /// Transposes the planes of the layout's last axis, contiguous in the destination, and `axis`, contiguous in the source.
  @inlinable @inline(__always) public static func transposePlanes(
    _ layout: CopyLayout, _ axis: Int, _ source: UnsafePointer<Element>,
    _ destination: UnsafeMutablePointer<Element>
  ) {
    let columns = layout.axes[layout.rank - 1]
    let rows = layout.axes[axis]
    let planes = layout.removing(axis: layout.rank - 1).removing(axis: axis)
    let strips = (rows.extent + rowsPerStrip - 1) / rowsPerStrip
    let units = planes.count * strips
    let unitsPerPiece = max(1, elementsPerPiece / (min(rows.extent, rowsPerStrip) * columns.extent))
    Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece) { piece in
      let first = piece * unitsPerPiece
      var walk = CopyWalk(planes, from: first / strips)
      for unit in first..<min(first + unitsPerPiece, units) {
        let row = unit % strips * rowsPerStrip
        transposeStrip(
          source + walk.source + row, columns.source,
          destination + walk.destination + row * rows.destination, rows.destination,
          rows: min(rowsPerStrip, rows.extent - row), columns: columns.extent)
        if unit % strips == strips - 1 { walk.advance() }
      }
    }
  }

  /// `destination[r * destinationStep + c] = source[c * sourceStep + r]`
  @inlinable @inline(never) public static func transposeStrip(
    _ source: UnsafePointer<Element>, _ sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    _ destinationStep: Int, rows: Int, columns: Int
  ) {
    var column = 0
    while column + 8 <= columns {
      let from = source + column * sourceStep
      var row = 0
      while row + 8 <= rows {
        transposeTile(from + row, sourceStep, destination + (row * destinationStep + column), destinationStep)
        row += 8
      }
      while row < rows {
        for k in 0..<8 { destination[row * destinationStep + column + k] = from[row + k * sourceStep] }
        row += 1
      }
      column += 8
    }
    while column < columns {
      for row in 0..<rows { destination[row * destinationStep + column] = source[column * sourceStep + row] }
      column += 1
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
