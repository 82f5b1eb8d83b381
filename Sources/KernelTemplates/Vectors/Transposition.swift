/// Eight rows of eight numbers as columns, by three rounds of interleaving each row with the fourth after it.
@inlinable @inline(__always)
func transposed<Lane: SIMDScalar>(_ x: InlineArray<8, SIMD8<Lane>>) -> InlineArray<8, SIMD8<Lane>> {
  var rows = x
  for _ in 0..<3 {
    let before = rows
    for k in 0..<4 {
      let (a, b) = (before[k], before[k + 4])
      rows[2 * k] = SIMD8(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3])
      rows[2 * k + 1] = SIMD8(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
    }
  }
  return rows
}

/// Sixteen rows of sixteen numbers as columns, by four rounds of interleaving each row with the eighth after it.
@inlinable @inline(__always)
func transposed<Lane: SIMDScalar>(_ x: InlineArray<16, SIMD16<Lane>>) -> InlineArray<16, SIMD16<Lane>> {
  var rows = x
  for _ in 0..<4 {
    let before = rows
    for k in 0..<8 {
      let (a, b) = (before[k], before[k + 8])
      rows[2 * k] = SIMD16(
        a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
      rows[2 * k + 1] = SIMD16(
        a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11], a[12], b[12], a[13], b[13], a[14], b[14], a[15],
        b[15])
    }
  }
  return rows
}
