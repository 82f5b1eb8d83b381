extension MatrixKernels {
  /// The elements that the ``packTiles`` of `rows` rows take for each step of k.
  @inlinable @inline(__always)
  public static func tilePitch(_ rows: Int) -> Int { (rows + tileRows - 1) / tileRows * tileRows }

  /// Copies A, `rows` rows and `k` columns, into tiles of ``tileRows`` contiguous columns, one after the other. What
  /// stands in the rows that the last tile lacks means nothing.
  @inlinable @inline(__always)
  public static func packTiles(
    _ rows: Int, k: Int, a: MatrixOperand<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    for i0 in stride(from: 0, to: rows, by: tileRows) {
      packTile(min(tileRows, rows - i0), k: k, a: a.from(row: i0, column: 0), into: packed + i0 * k)
    }
  }

  /// The layout of one of those tiles.
  @inlinable @inline(__always)
  public static func packedTile(_ packed: UnsafePointer<Scalar>) -> MatrixOperand<Scalar> {
    MatrixOperand(start: packed, rowStride: 1, columnStride: tileRows)
  }

  /// Copies one tile.
  @inlinable @inline(never)
  public static func packTile(
    _ height: Int, k: Int, a: MatrixOperand<Scalar>, into tile: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    if a.columnStride == 1, k >= lanes {
      // Groups of rows are turned in registers. Each row of the tile is written beyond its end, over what a group before
      // it or the next step writes later; the last step is written by itself.
      let whole = (k - 1) / lanes * lanes
      for first in stride(from: (height - 1) / lanes * lanes, through: 0, by: -lanes) {
        packTurned(
          k: whole, height: min(lanes, height - first), rows: a.start + first * a.rowStride,
          rowStride: a.rowStride, into: tile + first)
      }
      for p in whole..<k {
        for i in 0..<height { tile[p * tileRows + i] = a.start[i * a.rowStride + p] }
      }
    } else if a.rowStride == 1, height == tileRows {
      for p in 0..<k {
        let source = a.start + p * a.columnStride
        Hint.prefetch(source + 8 * a.columnStride)
        let target = tile + p * tileRows
        for i in 0..<tileRows { target[i] = source[i] }
      }
    } else {
      for p in 0..<k {
        let source = a.start + p * a.columnStride
        for i in 0..<height { tile[p * tileRows + i] = source[i * a.rowStride] }
      }
    }
  }

  /// Turns at most as many rows as a vector has lanes into columns, ``tileRows`` apart.
  @inlinable @inline(__always)
  public static func packTurned(
    k: Int, height: Int, rows: UnsafePointer<Scalar>, rowStride: Int, into tile: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    var p = 0
    while p < k {
      var block = InlineArray<16, Vector>(repeating: Vector(0))
      for i in 0..<lanes {
        // What stands beyond the last row means nothing, but must be readable.
        block[i] = Vector(loading: rows + (Swift.min(i, height - 1) * rowStride + p))
      }
      block = turned(block)
      for i in 0..<lanes { block[i].store(to: tile + (p + i) * tileRows) }
      p += lanes
    }
  }
}
