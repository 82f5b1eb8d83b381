/// The shape of a tile of C that stays in registers: `groups` groups of `rows` rows, each of `vectors` vectors.
public enum RegisterTile<let groups: Int, let rows: Int, let vectors: Int> {}

extension MatrixKernels {
  /// One tile of C = A·B, or C += A·B, kept in registers over all of `k`. B and C have contiguous rows.
  @inlinable @inline(never)
  public static func multiplyTile<let groups: Int, let rows: Int, let vectors: Int>(
    _ shape: RegisterTile<groups, rows, vectors>.Type, k: Int, a: MatrixOperand<Scalar>,
    b: UnsafePointer<Scalar>, bRowStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let aRowStride = a.rowStride
    var sums = InlineArray<groups, InlineArray<rows, InlineArray<vectors, Vector>>>(
      repeating: .init(repeating: .init(repeating: Vector(0))))
    // One pointer for the rows of a group, as an address can hold one or two strides, but not three.
    var starts = InlineArray<groups, UnsafePointer<Scalar>> { a.start + $0 * rows * aRowStride }
    var b = b
    for _ in 0..<k {
      var row = InlineArray<vectors, Vector>(repeating: Vector(0))
      for v in 0..<vectors { row[v] = Vector(loading: b + v * Vector.laneCount) }
      for g in 0..<groups {
        for i in 0..<rows {
          let x = Vector(starts[g][i * aRowStride])
          for v in 0..<vectors { sums[g][i][v] = Vector.fma(x, row[v], sums[g][i][v]) }
        }
        starts[g] += a.columnStride
      }
      b += bRowStride
    }
    var c = c
    if accumulate {
      for g in 0..<groups {
        for i in 0..<rows {
          for v in 0..<vectors {
            let place = c + v * Vector.laneCount
            (Vector(loading: place) + sums[g][i][v]).store(to: place)
          }
          c += cRowStride
        }
      }
    } else {
      for g in 0..<groups {
        for i in 0..<rows {
          for v in 0..<vectors { sums[g][i][v].store(to: c + v * Vector.laneCount) }
          c += cRowStride
        }
      }
    }
  }

  /// The most rows of a tile: what the vector registers hold, with two vectors a row.
  @inlinable @inline(__always)
  public static var tileRows: Int {
    #if arch(arm64)
      12
    #else
      Vector.laneCount * MemoryLayout<Scalar>.stride == 64 ? 12 : 6
    #endif
  }

  /// The columns of a full panel of B, and of a tile.
  @inlinable @inline(__always)
  public static var panelColumns: Int { 2 * Vector.laneCount }

  /// `rows` rows of one panel of C, of two vectors (or one, if `narrow`), a tile after the other.
  ///
  /// The tiles of A stand `aTileStride` apart.
  @inlinable @inline(never)
  public static func multiplyPanel(
    rows: Int, narrow: Bool, k: Int, a: MatrixOperand<Scalar>, aTileStride: Int,
    b: UnsafePointer<Scalar>, bRowStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    if narrow {
      multiplyTiles(
        RegisterTile<4, 3, 1>.self, RegisterTile<2, 3, 1>.self, RegisterTile<1, 3, 1>.self,
        RegisterTile<1, 1, 1>.self,
        rows: rows, k: k, a: a, aTileStride: aTileStride, b: b, bRowStride: bRowStride,
        c: c, cRowStride: cRowStride, accumulate: accumulate)
    } else {
      multiplyTiles(
        RegisterTile<4, 3, 2>.self, RegisterTile<2, 3, 2>.self, RegisterTile<1, 3, 2>.self,
        RegisterTile<1, 1, 2>.self,
        rows: rows, k: k, a: a, aTileStride: aTileStride, b: b, bRowStride: bRowStride,
        c: c, cRowStride: cRowStride, accumulate: accumulate)
    }
  }

  /// Full tiles, then what is left by tiles of 6, 3 and single rows.
  @inlinable @inline(__always)
  public static func multiplyTiles<let vectors: Int>(
    _ twelve: RegisterTile<4, 3, vectors>.Type, _ six: RegisterTile<2, 3, vectors>.Type,
    _ three: RegisterTile<1, 3, vectors>.Type, _ one: RegisterTile<1, 1, vectors>.Type,
    rows: Int, k: Int, a: MatrixOperand<Scalar>, aTileStride: Int, b: UnsafePointer<Scalar>, bRowStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    var a = a
    var c = c
    var left = rows
    while left >= tileRows {
      if tileRows == 12 {
        multiplyTile(
          twelve, k: k, a: a, b: b, bRowStride: bRowStride, c: c, cRowStride: cRowStride,
          accumulate: accumulate)
      } else {
        multiplyTile(
          six, k: k, a: a, b: b, bRowStride: bRowStride, c: c, cRowStride: cRowStride, accumulate: accumulate)
      }
      a.start += aTileStride
      c += tileRows * cRowStride
      left -= tileRows
    }
    while left >= 6 {
      multiplyTile(
        six, k: k, a: a, b: b, bRowStride: bRowStride, c: c, cRowStride: cRowStride, accumulate: accumulate)
      a = a.from(row: 6, column: 0)
      c += 6 * cRowStride
      left -= 6
    }
    while left >= 3 {
      multiplyTile(
        three, k: k, a: a, b: b, bRowStride: bRowStride, c: c, cRowStride: cRowStride, accumulate: accumulate)
      a = a.from(row: 3, column: 0)
      c += 3 * cRowStride
      left -= 3
    }
    while left > 0 {
      multiplyTile(
        one, k: k, a: a, b: b, bRowStride: bRowStride, c: c, cRowStride: cRowStride, accumulate: accumulate)
      a = a.from(row: 1, column: 0)
      c += cRowStride
      left -= 1
    }
  }
}
