extension MatrixKernels {
  /// C (or, if `transposed`, its transpose) from operands where they stand; B has contiguous rows.
  ///
  /// For operands that fit in the second cache, and for so few rows that B is used too little to be worth a copy.
  /// In the latter case some rows of B at a time are swept from end to end, as memory likes best.
  @inlinable @inline(never)
  public static func multiplyUnpacked(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, transposed: Bool, accumulate: Bool
  ) {
    let depth = evenPart(of: k, atMost: m <= 8 ? sweepDepth : 2 * blockDepth)
    // Threads pay from some hundred thousand multiplications.
    let worthwhile = max(panelColumns, (1 << 18) / (m * k) / panelColumns * panelColumns)
    let columnsAtOnce = m <= 8 ? max(worthwhile, 32 * panelColumns) : worthwhile
    Parallel.forEach((n + columnsAtOnce - 1) / columnsAtOnce) { piece in
      let j0 = piece * columnsAtOnce
      let columns = min(columnsAtOnce, n - j0)
      let b = b.from(row: 0, column: j0)
      if transposed {
        Scratch.with(Scalar.self, count: m * columns) { block in
          multiplySweeps(
            m: m, n: columns, k: k, depth: depth, a: a, b: b, c: block, cRowStride: columns, accumulate: false
          )
          storeTransposed(
            block, rows: m, columns: columns, pitch: columns, c: c + j0 * cRowStride, cRowStride: cRowStride,
            accumulate: accumulate)
        }
      } else {
        multiplySweeps(
          m: m, n: columns, k: k, depth: depth, a: a, b: b, c: c + j0, cRowStride: cRowStride,
          accumulate: accumulate)
      }
    }
  }

  /// The rows of B that are read side by side when C has few rows.
  @inlinable @inline(__always) public static var sweepDepth: Int { 16 }

  /// C, `depth` rows of B after the other. The last columns, fewer than a vector has lanes, are packed.
  @inlinable @inline(__always)
  public static func multiplySweeps(
    m: Int, n: Int, k: Int, depth: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let lanes = Vector.laneCount
    let whole = n / lanes * lanes
    for p0 in stride(from: 0, to: k, by: depth) {
      let inner = min(depth, k - p0)
      let a = a.from(row: 0, column: p0)
      let accumulate = accumulate || p0 > 0
      for j in stride(from: 0, to: whole, by: panelColumns) {
        multiplyPanel(
          rows: m, narrow: whole - j < panelColumns, k: inner, a: a, aTileStride: tileRows * a.rowStride,
          b: b.from(row: p0, column: j).start, bRowStride: b.rowStride,
          c: c + j, cRowStride: cRowStride, accumulate: accumulate)
      }
    }
    guard whole < n else { return }
    for p0 in stride(from: 0, to: k, by: blockDepth) {
      let inner = min(blockDepth, k - p0)
      Scratch.with(Scalar.self, count: lanes * inner) { panel in
        packPanels(k: inner, columns: n - whole, b: b.from(row: p0, column: whole), into: panel)
        multiplyBlock(
          rows: m, columns: n - whole, k: inner, a: a.from(row: 0, column: p0),
          aTileStride: tileRows * a.rowStride,
          b: panel, c: c + whole, cRowStride: cRowStride, accumulate: accumulate || p0 > 0)
      }
    }
  }
}
