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
  /// The one implementation: chooses how the product is cut, by its extents and layouts.
  @inlinable @inline(__always)
  public static func multiply(
    m: Int, n: Int, k: Int,
    a: UnsafePointer<Scalar>, aRowStride: Int, aColumnStride: Int,
    b: UnsafePointer<Scalar>, bRowStride: Int, bColumnStride: Int,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      if !accumulate {
        for i in 0..<m { (c + i * cRowStride).update(repeating: 0, count: n) }
      }
      return
    }
    let a = MatrixOperand(start: a, rowStride: aRowStride, columnStride: aColumnStride)
    let b = MatrixOperand(start: b, rowStride: bRowStride, columnStride: bColumnStride)
    // A transposed B that is much the larger is read where it stands, as the left operand of Cᵀ = Bᵀ·Aᵀ.
    if bColumnStride != 1, m < n {
      multiplyByRows(
        m: n, n: m, k: k, a: b.transposed, b: a.transposed, c: c, cRowStride: cRowStride, transposed: true,
        accumulate: accumulate)
    } else if m <= 256, n > m {
      multiplyByColumns(m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, accumulate: accumulate)
    } else {
      multiplyByRows(
        m: m, n: n, k: k, a: a, b: b, c: c, cRowStride: cRowStride, transposed: false, accumulate: accumulate)
    }
  }
}
