// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// Normalised exponentials of rows that lie one after another, and what is made of them.
///
/// With m the greatest element of a row, everything is made of e^(x - m), at most 1, so that nothing overflows; what would
/// be below the least normal number is 0. A row is read from memory once: its passes after the first find it in the cache.
/// Rows are shared by several threads, each row on one of them. NaN spreads over its row.
public protocol SoftmaxKernels<Scalar>: ReductionKernels {
  /// e^x / Σ e^x
  static func softmax(
    _ x: UnsafePointer<Scalar>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>)
  /// y (dy - Σ dy y): the gradient of ``softmax(_:rows:columns:into:)``, whose result is y.
  static func softmaxGradient(
    _ dy: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Scalar>)
  /// x - log Σ e^x
  static func logSoftmax(
    _ x: UnsafePointer<Scalar>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>)
  /// dy - e^y Σ dy: the gradient of ``logSoftmax(_:rows:columns:into:)``, whose result is y.
  static func logSoftmaxGradient(
    _ dy: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Scalar>)
  /// log Σ e^x, one number a row; -∞ for no columns.
  static func logSumExp(
    _ x: UnsafePointer<Scalar>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>)
  /// -Σ t (x - log Σ e^x), one number a row, for the target t = 1 - s at the row's label plus s / columns everywhere. The
  /// labels must be within the columns.
  static func crossEntropy(
    _ x: UnsafePointer<Scalar>, _ labels: UnsafePointer<Int32>, smoothing s: Scalar, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Scalar>)
  /// dy (softmax(x) - t), with one dy a row: the gradient of ``crossEntropy(_:_:smoothing:rows:columns:into:)``.
  static func crossEntropyGradient(
    _ dy: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ labels: UnsafePointer<Int32>,
    smoothing s: Scalar, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>)
}

extension SoftmaxKernels {
  @inlinable @inline(__always) public static func softmax(
    _ x: UnsafePointer<Scalar>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(rows, columns) { row in
      let (x, result) = (x + row * columns, result + row * columns)
      let sum = exponentials(x, columns, shift: reduceRow(MaximumReduction.self, x, columns, 0), result)
      let scale = Vector(1 / sum)
      mapRow(columns, result) { $0(result) * scale }
    }
  }

  @inlinable @inline(__always) public static func softmaxGradient(
    _ dy: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(rows, columns) { row in
      let (dy, y) = (dy + row * columns, y + row * columns)
      let mean = Vector(sumOverRow(columns) { $0(dy) * $0(y) })
      mapRow(columns, result + row * columns) { $0(y) * ($0(dy) - mean) }
    }
  }

  @inlinable @inline(__always) public static func logSoftmax(
    _ x: UnsafePointer<Scalar>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(rows, columns) { row in
      let x = x + row * columns
      let greatest = reduceRow(MaximumReduction.self, x, columns, 0)
      let shift = Vector(greatest)
      let logarithm = Vector.log(Vector(sumOfExponentials(x, columns, shift: greatest)))
      mapRow(columns, result + row * columns) { ($0(x) - shift) - logarithm }
    }
  }

  @inlinable @inline(__always) public static func logSoftmaxGradient(
    _ dy: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow(rows, columns) { row in
      let (dy, y) = (dy + row * columns, y + row * columns)
      let sum = Vector(reduceRow(SumReduction.self, dy, columns, 0))
      mapRow(columns, result + row * columns) { $0(dy) - negativeExp($0(y)) * sum }
    }
  }

  /// A long row is cut into chunks, whose results are reduced in the same way.
  @inlinable @inline(__always) public static func logSumExp(
    _ x: UnsafePointer<Scalar>, rows: Int, columns: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    let chunks = (columns + elementsPerPiece - 1) / elementsPerPiece
    guard chunks > 1 else {
      return forEachRow(rows, columns) { row in
        result[row] = logSumExpOfRow(x + row * columns, columns)
      }
    }
    Scratch.with(Scalar.self, count: rows * chunks) { partials in
      Parallel.forEach(rows * chunks) { piece in
        let first = piece % chunks * elementsPerPiece
        partials[piece] = logSumExpOfRow(
          x + piece / chunks * columns + first, min(elementsPerPiece, columns - first))
      }
      for row in 0..<rows { result[row] = logSumExpOfRow(partials + row * chunks, chunks) }
    }
  }
}
