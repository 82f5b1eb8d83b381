import KernelTemplates

extension NumericScalar {
  /// C = A·B for matrices in any layout, C with contiguous rows.
  @inline(__always)
  static func multiply(
    m: Int, n: Int, k: Int, a: MatrixOperand<Self>, b: MatrixOperand<Self>, c: UnsafeMutablePointer<Self>
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.multiply(
        m: m, n: n, k: k, a: a.start.bound(), aRowStride: a.rowStride, aColumnStride: a.columnStride,
        b: b.start.bound(), bRowStride: b.rowStride, bColumnStride: b.columnStride, c: c.bound(),
        cRowStride: n, accumulate: false)
    case .float64:
      unsafe InstructionSet.doubleKernels.multiply(
        m: m, n: n, k: k, a: a.start.bound(), aRowStride: a.rowStride, aColumnStride: a.columnStride,
        b: b.start.bound(), bRowStride: b.rowStride, bColumnStride: b.columnStride, c: c.bound(),
        cRowStride: n, accumulate: false)
    case .int32: unsafe multiplyIntegers(Int32.self, m: m, n: n, k: k, a: a, b: b, c: c.bound())
    case .uint8, .bool: unsafe multiplyIntegers(UInt8.self, m: m, n: n, k: k, a: a, b: b, c: c.bound())
    }
  }

  /// Plain loops, which wrap around on overflow.
  private static func multiplyIntegers<Integer: FixedWidthInteger>(
    _: Integer.Type, m: Int, n: Int, k: Int, a: MatrixOperand<Self>, b: MatrixOperand<Self>,
    c: UnsafeMutablePointer<Integer>
  ) {
    let (aStart, bStart): (UnsafePointer<Integer>, UnsafePointer<Integer>) = unsafe (
      a.start.bound(), b.start.bound()
    )
    unsafe c.update(repeating: 0, count: m * n)
    for i in 0..<m {
      for p in 0..<k {
        let factor = unsafe aStart[i * a.rowStride + p * a.columnStride]
        for j in 0..<n {
          unsafe c[i * n + j] &+= factor &* bStart[p * b.rowStride + j * b.columnStride]
        }
      }
    }
  }
}
