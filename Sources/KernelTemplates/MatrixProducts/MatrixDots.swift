/// How many dot products are summed at once: those of `rows` rows with `columns` columns.
public enum DotTile<let rows: Int, let columns: Int> {}

extension MatrixKernels {
  /// C for up to four columns of B, by dot products along the contiguous rows of A, which is read once, in order.
  @inlinable @inline(never)
  public static func multiplyByDots(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, cColumnStride: Int, accumulate: Bool
  ) {
    if b.rowStride == 1 {
      multiplyByDots(
        m: m, n: n, k: k, a: a, columns: b.start, columnStride: b.columnStride,
        c: c, cRowStride: cRowStride, cColumnStride: cColumnStride, accumulate: accumulate)
    } else {
      Scratch.with(Scalar.self, count: n * k) { columns in
        for p in 0..<k {
          for j in 0..<n { columns[j * k + p] = b.start[p * b.rowStride + j * b.columnStride] }
        }
        multiplyByDots(
          m: m, n: n, k: k, a: a, columns: columns, columnStride: k,
          c: c, cRowStride: cRowStride, cColumnStride: cColumnStride, accumulate: accumulate)
      }
    }
  }

  /// The same with contiguous columns of B.
  @inlinable @inline(__always)
  public static func multiplyByDots(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, columns b: UnsafePointer<Scalar>, columnStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, cColumnStride: Int, accumulate: Bool
  ) {
    let rowsAtOnce = max(4, (1 << 16) / k / 4 * 4)
    Parallel.forEach((m + rowsAtOnce - 1) / rowsAtOnce) { piece in
      let end = min(m, (piece + 1) * rowsAtOnce)
      var i = piece * rowsAtOnce
      while i < end {
        let height = end - i >= 4 ? 4 : 1
        let row = a.start + i * a.rowStride
        let place = c + i * cRowStride
        var j = 0
        while j < n {
          let width = n - j >= 2 ? 2 : 1
          let column = b + j * columnStride
          let target = place + j * cColumnStride
          switch (height, width) {
          case (4, 2):
            dots(
              DotTile<4, 2>.self, k: k, a: row, aStride: a.rowStride, b: column, bStride: columnStride,
              c: target, cRowStride: cRowStride, cColumnStride: cColumnStride, accumulate: accumulate)
          case (4, _):
            dots(
              DotTile<4, 1>.self, k: k, a: row, aStride: a.rowStride, b: column, bStride: columnStride,
              c: target, cRowStride: cRowStride, cColumnStride: cColumnStride, accumulate: accumulate)
          case (_, 2):
            dots(
              DotTile<1, 2>.self, k: k, a: row, aStride: a.rowStride, b: column, bStride: columnStride,
              c: target, cRowStride: cRowStride, cColumnStride: cColumnStride, accumulate: accumulate)
          default:
            dots(
              DotTile<1, 1>.self, k: k, a: row, aStride: a.rowStride, b: column, bStride: columnStride,
              c: target, cRowStride: cRowStride, cColumnStride: cColumnStride, accumulate: accumulate)
          }
          j += width
        }
        i += height
      }
    }
  }

  /// The dot products of some rows with some columns, two vectors of each at a time.
  @inlinable @inline(never)
  public static func dots<let rows: Int, let columns: Int>(
    _ tile: DotTile<rows, columns>.Type, k: Int, a: UnsafePointer<Scalar>, aStride: Int,
    b: UnsafePointer<Scalar>, bStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, cColumnStride: Int, accumulate: Bool
  ) {
    let lanes = Vector.laneCount
    var even = InlineArray<rows, InlineArray<columns, Vector>>(repeating: .init(repeating: Vector(0)))
    var odd = even
    var p = 0
    while p + 2 * lanes <= k {
      for i in 0..<rows {
        let x = a + (i * aStride + p)
        let (x0, x1) = (Vector(loading: x), Vector(loading: x + lanes))
        for j in 0..<columns {
          let y = b + (j * bStride + p)
          even[i][j] = Vector.fma(x0, Vector(loading: y), even[i][j])
          odd[i][j] = Vector.fma(x1, Vector(loading: y + lanes), odd[i][j])
        }
      }
      p += 2 * lanes
    }
    for i in 0..<rows {
      for j in 0..<columns {
        let sums = even[i][j] + odd[i][j]
        var sum = sums[0]
        for lane in 1..<lanes { sum += sums[lane] }
        for q in p..<k { sum += a[i * aStride + q] * b[j * bStride + q] }
        let place = c + (i * cRowStride + j * cColumnStride)
        place.pointee = accumulate ? place.pointee + sum : sum
      }
    }
  }
}
