/// Matrix products.
public protocol MatrixKernels<Scalar>: VectorKernels {
  /// C = A·B, or C += A·B where `accumulate` is true. A is m × k and B is k × n, each in any layout; C is m × n with
  /// contiguous rows, and shares no memory with them.
  static func multiply(
    m: Int, n: Int, k: Int,
    a: UnsafePointer<Scalar>, aRowStride: Int, aColumnStride: Int,
    b: UnsafePointer<Scalar>, bRowStride: Int, bColumnStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool)
}

extension MatrixKernels {
  /// The one implementation.
  @inlinable @inline(__always)
  public static func multiply(
    m: Int, n: Int, k: Int,
    a: UnsafePointer<Scalar>, aRowStride: Int, aColumnStride: Int,
    b: UnsafePointer<Scalar>, bRowStride: Int, bColumnStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    guard m > 0, n > 0 else { return }
    let a = MatrixOperand(start: a, rowStride: aRowStride, columnStride: aColumnStride)
    let b = MatrixOperand(start: b, rowStride: bRowStride, columnStride: bColumnStride)
    if m * n * k <= 512 {
      multiplyTiny(m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, accumulate: accumulate)
    } else if m * n <= 1 << 14, k >= 1 << 13, min(m, n) > 4 || max(m, n) < 64 {
      multiplySplit(m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, accumulate: accumulate)
    } else {
      multiplyWhole(m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, accumulate: accumulate)
    }
  }

  /// Chooses how a product is made, by its extents and layouts alone.
  @inlinable @inline(never)
  public static func multiplyWhole(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    // Far apart, rows of B share few sets of the nearest cache: a copy soon pays.
    let small = (64 << 10) / MemoryLayout<Scalar>.stride
    if n <= 4, a.columnStride == 1 {
      // Few columns: dot products with the rows of A, where they stand.
      multiplyByDots(
        m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, cColumnStride: 1, accumulate: accumulate)
    } else if m <= 4, b.rowStride == 1, b.columnStride != 1 {
      multiplyByDots(
        m: n, n: m, k: k, a: b.transposed, b: a.transposed, c: c, cRowStride: 1, cColumnStride: cRowStride,
        accumulate: accumulate)
    } else if b.columnStride == 1, m <= 8 || (m * k <= small && k * n <= small) {
      multiplyUnpacked(
        m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, transposed: false, accumulate: accumulate)
    } else if n <= 8, a.rowStride == 1 {
      multiplyUnpacked(
        m: n, n: m, k: k, a: b.transposed, b: a.transposed, c: c, cRowStride: cRowStride, transposed: true,
        accumulate: accumulate)
    } else if m <= 256, n > m, b.columnStride != 1 {
      // Packing a large transposed B would cost much: it is read where it stands, as the left operand of Cᵀ = Bᵀ·Aᵀ.
      multiplyByRows(
        m: n, n: m, k: k, a: b.transposed, b: a.transposed, c: c, cRowStride: cRowStride, transposed: true,
        accumulate: accumulate)
    } else if m <= 256, n > m {
      multiplyByColumns(m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, accumulate: accumulate)
    } else if n <= 4 * panelColumns, a.columnStride == 1 {
      multiplyByRows(
        m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, transposed: false, accumulate: accumulate)
    } else {
      multiplyPacked(m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, accumulate: accumulate)
    }
  }

  /// A few elements, by plain loops: anything else would take longer to begin. Also zeros, where k is 0.
  @inlinable @inline(never)
  public static func multiplyTiny(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    for i in 0..<m {
      let row = a.from(row: i, column: 0)
      for j in 0..<n {
        let column = b.from(row: 0, column: j)
        var sum: Scalar = 0
        for p in 0..<k { sum += row.start[p * a.columnStride] * column.start[p * b.rowStride] }
        let place = c + (i * cRowStride + j)
        place.pointee = accumulate ? place.pointee + sum : sum
      }
    }
  }

  /// A small C of a very long k: the parts of k give a matrix each, which are added in order.
  @inlinable @inline(never)
  public static func multiplySplit(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let depth = evenPart(of: k, atMost: max(1 << 11, (k + 31) / 32), multipleOf: 64)
    let parts = (k + depth - 1) / depth
    Scratch.with(Scalar.self, count: parts * m * n) { sums in
      Parallel.forEach(parts) { part in
        let p0 = part * depth
        Parallel.withWidth(1) {
          multiplyWhole(
            m: m, n: n, k: min(depth, k - p0), a: a.from(row: 0, column: p0), b: b.from(row: p0, column: 0),
            c: sums + part * m * n, cRowStride: n, accumulate: false)
        }
      }
      for i in 0..<m {
        for j in 0..<n {
          var sum = sums[i * n + j]
          for part in 1..<parts { sum += sums[(part * m + i) * n + j] }
          let place = c + (i * cRowStride + j)
          place.pointee = accumulate ? place.pointee + sum : sum
        }
      }
    }
  }
}
