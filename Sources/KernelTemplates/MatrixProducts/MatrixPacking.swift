extension MatrixKernels {
  /// Copies B, `k` rows and `columns` columns, into panels of ``panelColumns`` columns, one after the other, each
  /// with contiguous rows. The columns missing in the last are zero; it is one vector wide where that is enough.
  @inlinable @inline(__always)
  public static func packPanels(
    k: Int, columns: Int, b: MatrixOperand<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    var j = 0
    while j < columns {
      let width = min(panelColumns, columns - j)
      packPanel(
        k: k, width: width, pitch: panelPitch(width), b: b.from(row: 0, column: j), into: packed + j * k)
      j += panelColumns
    }
  }

  /// From a row of a packed panel of `width` columns to the next.
  @inlinable @inline(__always)
  public static func panelPitch(_ width: Int) -> Int {
    width <= Vector.laneCount ? Vector.laneCount : panelColumns
  }

  /// Copies `width` columns of B into rows of `pitch` elements, the missing ones zero.
  @inlinable @inline(never)
  public static func packPanel(
    k: Int, width: Int, pitch: Int, b: MatrixOperand<Scalar>, into panel: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    if b.columnStride == 1, width == panelColumns {
      var source = b.start
      var target = panel
      for _ in 0..<k {
        Hint.prefetch(source + 8 * b.rowStride)
        Hint.prefetch(source + (8 * b.rowStride + lanes))
        Vector(loading: source).store(to: target)
        Vector(loading: source + lanes).store(to: target + lanes)
        source += b.rowStride
        target += panelColumns
      }
    } else if b.rowStride == 1, width % lanes == 0 {
      var j = 0
      while j < width {
        packTransposed(
          k: k, rows: b.start + j * b.columnStride, rowStride: b.columnStride, into: panel + j, pitch: pitch)
        j += lanes
      }
    } else {
      for p in 0..<k {
        let source = b.from(row: p, column: 0)
        let target = panel + p * pitch
        for j in 0..<width { target[j] = source.start[j * b.columnStride] }
        for j in width..<pitch { target[j] = 0 }
      }
    }
  }

  /// Turns as many rows of `k` elements as a vector has lanes into `k` rows of one vector.
  @inlinable @inline(__always)
  public static func packTransposed(
    k: Int, rows: UnsafePointer<Scalar>, rowStride: Int, into target: UnsafeMutablePointer<Scalar>, pitch: Int
  ) {
    let lanes = Vector.laneCount
    var p = 0
    while p + lanes <= k {
      transposeBlock(rows + p, rowStride: rowStride, into: target + p * pitch, pitch: pitch)
      p += lanes
    }
    while p < k {
      for i in 0..<lanes { target[p * pitch + i] = rows[i * rowStride + p] }
      p += 1
    }
  }

  /// Transposes a square block of as many rows and columns as a vector has lanes: interleaving row i with row
  /// i + half, over and over, is a transposition after log₂(lanes) rounds.
  @inlinable @inline(__always)
  public static func transposeBlock(
    _ source: UnsafePointer<Scalar>, rowStride: Int, into target: UnsafeMutablePointer<Scalar>, pitch: Int
  ) {
    let lanes = Vector.laneCount
    var block = InlineArray<16, Vector>(repeating: Vector(0))
    for i in 0..<lanes { block[i] = Vector(loading: source + i * rowStride) }
    block = turned(block)
    for i in 0..<lanes { block[i].store(to: target + i * pitch) }
  }

  /// The columns of a square block.
  @inlinable @inline(__always)
  public static func turned(_ block: InlineArray<16, Vector>) -> InlineArray<16, Vector> {
    let lanes = Vector.laneCount
    var block = block
    var round = 1
    while round < lanes {
      var next = block
      for i in 0..<lanes / 2 {
        (next[2 * i], next[2 * i + 1]) = Vector.interleave(block[i], block[i + lanes / 2])
      }
      block = next
      round *= 2
    }
    return block
  }

  /// Copies A, `rows` rows and `k` columns, into tiles of ``tileRows`` rows, one after the other.
  @inlinable @inline(never)
  public static func packRows(
    _ rows: Int, k: Int, a: MatrixOperand<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    if a.columnStride == 1 {
      for i in 0..<rows { (packed + i * k).update(from: a.start + i * a.rowStride, count: k) }
      return
    }
    for i0 in stride(from: 0, to: rows, by: tileRows) {
      let height = min(tileRows, rows - i0)
      let tile = packed + i0 * k
      for p in 0..<k {
        let source = a.from(row: i0, column: p)
        let target = tile + p * tileRows
        if height == tileRows, a.rowStride == 1 {
          for i in 0..<tileRows { target[i] = source.start[i] }
        } else {
          for i in 0..<height { target[i] = source.start[i * a.rowStride] }
        }
      }
    }
  }

  /// Writes the transpose of a block of rows to C, or adds it.
  @inlinable @inline(never)
  public static func storeTransposed(
    _ block: UnsafePointer<Scalar>, rows: Int, columns: Int, pitch: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let lanes = Vector.laneCount
    for j0 in stride(from: 0, to: columns, by: lanes) {
      var i0 = 0
      if !accumulate, j0 + lanes <= columns {
        while i0 + lanes <= rows {
          transposeBlock(
            block + (i0 * pitch + j0), rowStride: pitch, into: c + (j0 * cRowStride + i0), pitch: cRowStride)
          i0 += lanes
        }
      }
      for j in j0..<min(columns, j0 + lanes) {
        for i in i0..<rows {
          let place = j * cRowStride + i
          c[place] = accumulate ? c[place] + block[i * pitch + j] : block[i * pitch + j]
        }
      }
    }
  }
}
