extension MatrixKernels {
  /// `rows` rows of one panel of C, of two vectors (or one, if `narrow`), a tile after the other.
  ///
  /// The tiles of A stand `aTileStride` apart. `next` is what will be used after this panel.
  @inlinable @inline(never)
  public static func multiplyPanel(
    rows: Int, narrow: Bool, k: Int, a: MatrixOperand<Scalar>, aTileStride: Int,
    b: UnsafePointer<Scalar>, bRowStride: Int, next: UpcomingRows<Scalar>? = nil,
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
    next: UpcomingRows<Scalar>?,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    var a = a
    var c = c
    var left = rows
    // What is asked for early: of the next panel if it is known, or else what is there anyway.
    var ahead = next ?? UpcomingRows(start: b, stride: bRowStride)
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
      if next != nil { ahead = ahead.advanced(by: 2 * height) }
      c += height * cRowStride
      left -= height
    }
  }
}
