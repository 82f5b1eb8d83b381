// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension SoftmaxKernels {
  @inlinable @inline(__always) public static func crossEntropy(
    _ x: UnsafePointer<Scalar>, _ labels: UnsafePointer<Int32>, smoothing s: Scalar, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(rows, columns) { row in
      let x = x + row * columns
      let greatest = reduceRow(MaximumReduction.self, x, columns, 0)
      let logarithm = Vector.log(Vector(sumOfExponentials(x, columns, shift: greatest)))[0]
      // Relative to the greatest element, which keeps the digits that large logits would cost.
      var score = (1 - s) * (x[Int(labels[row])] - greatest)
      if s > 0 {
        let shift = Vector(greatest)
        score += s * (sumOverRow(columns) { $0(x) - shift } / Scalar(columns))
      }
      result[row] = logarithm - score
    }
  }

  @inlinable @inline(__always) public static func crossEntropyGradient(
    _ dy: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ labels: UnsafePointer<Int32>,
    smoothing s: Scalar, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(rows, columns) { row in
      let (x, result) = (x + row * columns, result + row * columns)
      let sum = exponentials(x, columns, shift: reduceRow(MaximumReduction.self, x, columns, 0), result)
      let scale = Vector(dy[row] / sum)
      let everywhere = Vector(dy[row] * s / Scalar(columns))
      mapRow(columns, result) { .fma($0(result), scale, Vector(-0.0) - everywhere) }
      result[Int(labels[row])] -= dy[row] * (1 - s)
    }
  }
}
