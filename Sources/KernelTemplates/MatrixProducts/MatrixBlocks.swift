// A large product is cut so that each operand stays in a cache while it is used again: a panel of B in the nearest, a
// block of A in the second, what is packed of B for all of A in the third (Goto and van de Geijn, "Anatomy of
// High-Performance Matrix Multiplication", 2008). How it is cut never depends on the number of threads.

extension MatrixKernels {
  /// The most of k that one pass over C takes: a panel of B of this depth fits in the nearest cache.
  @inlinable @inline(__always) public static var blockDepth: Int { 256 }
  /// The most tiles of A in one block.
  @inlinable @inline(__always) public static var blockTiles: Int { 384 / tileRows }
  /// The most elements of B that are packed at once.
  @inlinable @inline(__always) public static var packedCount: Int { (4 << 20) / MemoryLayout<Scalar>.stride }

  /// C (or, if `transposed`, its transpose) by blocks of rows, for few columns. B is packed for all of them, a few
  /// megabytes at a time; A is read where it stands, if it has contiguous rows.
  @inlinable @inline(never)
  public static func multiplyByRows(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, transposed: Bool, accumulate: Bool
  ) {
    // Rows that are used for one panel come from memory, and had better be long.
    let depth = evenPart(of: k, atMost: n <= panelColumns ? 8 * blockDepth : blockDepth, multipleOf: 32)
    let blockColumns = evenPart(of: n, atMost: max(1024, packedCount / k), multipleOf: panelColumns)
    let packedDepth = max(1, packedCount / blockColumns / depth) * depth
    let tiles = (m + tileRows - 1) / tileRows
    // Few enough that a block is worth its copy of A, and a number that most numbers of threads divide well.
    let blocks = tiles <= 8 ? tiles : tiles <= 96 ? 8 : ((tiles + blockTiles - 1) / blockTiles + 15) / 16 * 16
    for j0 in stride(from: 0, to: n, by: blockColumns) {
      let columns = min(blockColumns, n - j0)
      let pitch = (columns + panelColumns - 1) / panelColumns * panelColumns
      for p0 in stride(from: 0, to: k, by: packedDepth) {
        let inner = min(packedDepth, k - p0)
        Scratch.with(Scalar.self, count: pitch * inner) { packed in
          let packing = PackedBlocks(k: inner, depth: depth, extent: columns, unit: panelColumns)
          Parallel.forEach(packing.pieces) { piece in
            packPanelBlock(piece, of: packing, b: b.from(row: p0, column: j0), into: packed)
          }
          Parallel.forEach(blocks) { block in
            let i0 = block * tiles / blocks * tileRows
            let rows = min(m, (block + 1) * tiles / blocks * tileRows) - i0
            let a = a.from(row: i0, column: p0)
            let accumulate = accumulate || p0 > 0
            if transposed {
              Scratch.with(Scalar.self, count: rows * pitch) { block in
                multiplyRows(
                  rows: rows, columns: columns, k: inner, depth: depth, a: a, b: packed, bPitch: pitch,
                  c: block, cRowStride: pitch, accumulate: false)
                storeTransposed(
                  block, rows: rows, columns: columns, pitch: pitch,
                  c: c + (j0 * cRowStride + i0), cRowStride: cRowStride, accumulate: accumulate)
              }
            } else {
              multiplyRows(
                rows: rows, columns: columns, k: inner, depth: depth, a: a, b: packed, bPitch: pitch,
                c: c + (i0 * cRowStride + j0), cRowStride: cRowStride, accumulate: accumulate)
            }
          }
        }
      }
    }
  }

  /// C by blocks of columns, for few rows. A is packed for all of them, B for each.
  @inlinable @inline(never)
  public static func multiplyByColumns(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let depth = evenPart(of: k, atMost: blockDepth, multipleOf: 32)
    let blocks = (k + depth - 1) / depth
    let aPitch = tilePitch(m)
    let blockColumns = evenPart(of: n, atMost: 4 * panelColumns, multipleOf: panelColumns)
    Scratch.with(Scalar.self, count: aPitch * k) { packed in
      Parallel.forEach(blocks) { block in
        let p0 = block * depth
        packTiles(m, k: min(depth, k - p0), a: a.from(row: 0, column: p0), into: packed + p0 * aPitch)
      }
      Parallel.forEach((n + blockColumns - 1) / blockColumns) { piece in
        let j0 = piece * blockColumns
        let columns = min(blockColumns, n - j0)
        Scratch.with(Scalar.self, count: blockColumns * depth) { panels in
          for p0 in stride(from: 0, to: k, by: depth) {
            let inner = min(depth, k - p0)
            packPanels(k: inner, columns: columns, b: b.from(row: p0, column: j0), into: panels)
            let following = b.from(row: p0 + inner, column: j0)
            multiplyBlock(
              rows: m, columns: columns, k: inner, a: packedTile(packed + p0 * aPitch),
              aTileStride: tileRows * inner, b: panels,
              following: b.columnStride == 1 && p0 + inner < k
                ? UpcomingRows(start: following.start, stride: b.rowStride) : nil,
              c: c + j0, cRowStride: cRowStride, accumulate: accumulate || p0 > 0)
          }
        }
      }
    }
  }

  /// Some rows of C, with B as ``PackedBlocks`` leaves it. A is packed block after block, unless it can be read where it
  /// stands: small, or used for few columns.
  @inlinable @inline(never)
  public static func multiplyRows(
    rows: Int, columns: Int, k: Int, depth: Int, a: MatrixOperand<Scalar>,
    b: UnsafePointer<Scalar>, bPitch: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    if a.columnStride == 1, columns <= 4 * panelColumns {
      for p0 in stride(from: 0, to: k, by: depth) {
        multiplyBlock(
          rows: rows, columns: columns, k: min(depth, k - p0), a: a.from(row: 0, column: p0),
          aTileStride: tileRows * a.rowStride, b: b + p0 * bPitch,
          c: c, cRowStride: cRowStride, accumulate: accumulate || p0 > 0)
      }
      return
    }
    Scratch.with(Scalar.self, count: tilePitch(rows) * depth) { packed in
      for p0 in stride(from: 0, to: k, by: depth) {
        let inner = min(depth, k - p0)
        packTiles(rows, k: inner, a: a.from(row: 0, column: p0), into: packed)
        multiplyBlock(
          rows: rows, columns: columns, k: inner, a: packedTile(packed),
          aTileStride: tileRows * inner, b: b + p0 * bPitch,
          c: c, cRowStride: cRowStride, accumulate: accumulate || p0 > 0)
      }
    }
  }

  /// A block of C, panel after panel of B. `following` are the rows that will be packed to be the next block, if they are
  /// not in a cache.
  @inlinable @inline(never)
  public static func multiplyBlock(
    rows: Int, columns: Int, k: Int, a: MatrixOperand<Scalar>, aTileStride: Int, b: UnsafePointer<Scalar>,
    following: UpcomingRows<Scalar>? = nil, c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    for j in stride(from: 0, to: columns, by: panelColumns) {
      let width = min(panelColumns, columns - j)
      let pitch = panelPitch(width)
      let next =
        following.map { UpcomingRows(start: $0.start + j, stride: $0.stride) }
        ?? (j + panelColumns < columns
          ? UpcomingRows(start: b + (j + panelColumns) * k, stride: panelColumns) : nil)
      if width == pitch {
        multiplyPanel(
          rows: rows, narrow: pitch < panelColumns, k: k, a: a, aTileStride: aTileStride,
          b: b + j * k, bRowStride: pitch, next: next,
          c: c + j, cRowStride: cRowStride, accumulate: accumulate)
      } else {
        // The columns that B lacks must not reach C.
        Scratch.with(Scalar.self, count: rows * pitch) { edge in
          multiplyPanel(
            rows: rows, narrow: pitch < panelColumns, k: k, a: a, aTileStride: aTileStride,
            b: b + j * k, bRowStride: pitch, c: edge, cRowStride: pitch, accumulate: false)
          for i in 0..<rows {
            let source = edge + i * pitch
            let target = c + (i * cRowStride + j)
            for l in 0..<width { target[l] = accumulate ? target[l] + source[l] : source[l] }
          }
        }
      }
    }
  }

  /// The length of the parts when `count` is cut into the fewest parts of at most `limit`, as even as they can be.
  @inlinable @inline(__always)
  public static func evenPart(of count: Int, atMost limit: Int, multipleOf unit: Int = 1) -> Int {
    let parts = (count + limit - 1) / limit
    let part = (count + parts - 1) / parts
    return part.roundedUp(to: unit)
  }
}
