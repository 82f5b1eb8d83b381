/// The shape of a tile of C that stays in registers: `groups` groups of `rows` rows, each of `vectors` vectors.
public enum RegisterTile<let groups: Int, let rows: Int, let vectors: Int> {}

extension MatrixKernels {
  /// One tile of C = A·B, or C += A·B, kept in registers over all of `k`. B and C have contiguous rows. `next` is what
  /// will be needed later, of which a little is asked for.
  @inlinable @inline(never)
  public static func multiplyTile<let groups: Int, let rows: Int, let vectors: Int>(
    _ shape: RegisterTile<groups, rows, vectors>.Type, k: Int, a: MatrixOperand<Scalar>,
    b: UnsafePointer<Scalar>, bRowStride: Int, next: UnsafePointer<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let lanes = Vector.laneCount
    var sums = InlineArray<groups, InlineArray<rows, InlineArray<vectors, Vector>>>(
      repeating: .init(repeating: .init(repeating: Vector(0))))
    if a.rowStride == 1, a.columnStride == tileRows, bRowStride == vectors * lanes {
      // Packed: all addresses are constants from two pointers, and the units that would compute them multiply instead.
      var (x, b) = (a.start, b)
      // C is asked for a row a step, long before it is needed, and some of the next panel.
      let touched = min(k, groups * rows)
      for p in 0..<touched {
        touch(c + p * cRowStride, vectors: vectors)
        for v in 0..<vectors { Hint.prefetchFar(next + (p * vectors + v) * lanes) }
        addOuterProduct(of: &x, and: &b, to: &sums)
      }
      for _ in touched..<k { addOuterProduct(of: &x, and: &b, to: &sums) }
    } else {
      let aRowStride = a.rowStride
      // One pointer for the rows of a group, as an address can hold one or two strides, but not three.
      var starts = InlineArray<groups, UnsafePointer<Scalar>> { a.start + $0 * rows * aRowStride }
      var b = b
      for i in 0..<groups * rows { touch(c + i * cRowStride, vectors: vectors) }
      for _ in 0..<k {
        var row = InlineArray<vectors, Vector>(repeating: Vector(0))
        for v in 0..<vectors { row[v] = Vector(loading: b + v * lanes) }
        for g in 0..<groups {
          for i in 0..<rows {
            let x = Vector(starts[g][i * aRowStride])
            for v in 0..<vectors { sums[g][i][v] = Vector.fma(x, row[v], sums[g][i][v]) }
          }
          starts[g] += a.columnStride
        }
        b += bRowStride
      }
    }
    var c = c
    if accumulate {
      for g in 0..<groups {
        for i in 0..<rows {
          for v in 0..<vectors {
            let place = c + v * lanes
            (Vector(loading: place) + sums[g][i][v]).store(to: place)
          }
          c += cRowStride
        }
      }
    } else {
      for g in 0..<groups {
        for i in 0..<rows {
          for v in 0..<vectors { sums[g][i][v].store(to: c + v * lanes) }
          c += cRowStride
        }
      }
    }
  }

  /// One step of a tile of packed operands.
  @inlinable @inline(__always)
  public static func addOuterProduct<let groups: Int, let rows: Int, let vectors: Int>(
    of a: inout UnsafePointer<Scalar>, and b: inout UnsafePointer<Scalar>,
    to sums: inout InlineArray<groups, InlineArray<rows, InlineArray<vectors, Vector>>>
  ) {
    let lanes = Vector.laneCount
    var row = InlineArray<vectors, Vector>(repeating: Vector(0))
    for v in 0..<vectors { row[v] = Vector(loading: b + v * lanes) }
    for g in 0..<groups {
      for i in 0..<rows {
        let factor = Vector(a[g * rows + i])
        for v in 0..<vectors { sums[g][i][v] = Vector.fma(factor, row[v], sums[g][i][v]) }
      }
    }
    a += tileRows
    b += vectors * lanes
  }

  /// Asks for the cache lines of one row of a tile.
  @inlinable @inline(__always)
  public static func touch(_ row: UnsafeMutablePointer<Scalar>, vectors: Int) {
    for v in 0..<vectors where v % 2 == 0 || Vector.laneCount * MemoryLayout<Scalar>.stride == 64 {
      Hint.prefetch(row + v * Vector.laneCount)
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
  /// The tiles of A stand `aTileStride` apart. `next` is the panel of B that will be used after this one.
  @inlinable @inline(never)
  public static func multiplyPanel(
    rows: Int, narrow: Bool, k: Int, a: MatrixOperand<Scalar>, aTileStride: Int,
    b: UnsafePointer<Scalar>, bRowStride: Int, next: UnsafePointer<Scalar>? = nil,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    if narrow {
      multiplyTiles(
        RegisterTile<4, 3, 1>.self, RegisterTile<4, 2, 1>.self, RegisterTile<2, 3, 1>.self,
        RegisterTile<2, 2, 1>.self, RegisterTile<1, 2, 1>.self, RegisterTile<1, 1, 1>.self,
        rows: rows, k: k, a: a, aTileStride: aTileStride, b: b, bRowStride: bRowStride, next: next,
        c: c, cRowStride: cRowStride, accumulate: accumulate)
    } else {
      multiplyTiles(
        RegisterTile<4, 3, 2>.self, RegisterTile<4, 2, 2>.self, RegisterTile<2, 3, 2>.self,
        RegisterTile<2, 2, 2>.self, RegisterTile<1, 2, 2>.self, RegisterTile<1, 1, 2>.self,
        rows: rows, k: k, a: a, aTileStride: aTileStride, b: b, bRowStride: bRowStride, next: next,
        c: c, cRowStride: cRowStride, accumulate: accumulate)
    }
  }

  /// Full tiles, then what is left by tiles of 8, 6, 4, 2 and single rows.
  @inlinable @inline(__always)
  public static func multiplyTiles<let vectors: Int>(
    _ twelve: RegisterTile<4, 3, vectors>.Type, _ eight: RegisterTile<4, 2, vectors>.Type,
    _ six: RegisterTile<2, 3, vectors>.Type, _ four: RegisterTile<2, 2, vectors>.Type,
    _ two: RegisterTile<1, 2, vectors>.Type, _ one: RegisterTile<1, 1, vectors>.Type,
    rows: Int, k: Int, a: MatrixOperand<Scalar>, aTileStride: Int, b: UnsafePointer<Scalar>, bRowStride: Int,
    next: UnsafePointer<Scalar>?,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    var a = a
    var c = c
    var left = rows
    // What is asked for early: of the next panel if it is known, or else what is there anyway.
    var ahead = next ?? b
    while left > 0 {
      let height: Int
      if left >= 12, tileRows == 12 {
        height = 12
        multiplyTile(
          twelve, k: k, a: a, b: b, bRowStride: bRowStride, next: ahead, c: c, cRowStride: cRowStride,
          accumulate: accumulate)
      } else if left >= 8, tileRows == 12 {
        height = 8
        multiplyTile(
          eight, k: k, a: a, b: b, bRowStride: bRowStride, next: ahead, c: c, cRowStride: cRowStride,
          accumulate: accumulate)
      } else if left >= 6 {
        height = 6
        multiplyTile(
          six, k: k, a: a, b: b, bRowStride: bRowStride, next: ahead, c: c, cRowStride: cRowStride,
          accumulate: accumulate)
      } else if left >= 4 {
        height = 4
        multiplyTile(
          four, k: k, a: a, b: b, bRowStride: bRowStride, next: ahead, c: c, cRowStride: cRowStride,
          accumulate: accumulate
        )
      } else if left >= 2 {
        height = 2
        multiplyTile(
          two, k: k, a: a, b: b, bRowStride: bRowStride, next: ahead, c: c, cRowStride: cRowStride,
          accumulate: accumulate)
      } else {
        height = 1
        multiplyTile(
          one, k: k, a: a, b: b, bRowStride: bRowStride, next: ahead, c: c, cRowStride: cRowStride,
          accumulate: accumulate)
      }
      if height == tileRows {
        a.start += aTileStride
      } else {
        a = a.from(row: height, column: 0)
      }
      if next != nil { ahead += height * vectors * Vector.laneCount }
      c += height * cRowStride
      left -= height
    }
  }
}
