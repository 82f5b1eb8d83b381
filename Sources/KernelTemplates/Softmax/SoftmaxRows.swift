// Passes over one row. They are handed a way to load a vector from any operand at the place that they have reached, so that
// the last vector of a row, which may be a part of one, goes through the same code.

/// The place of a vector in a row: called with an operand's row, it loads the lanes there.
@frozen public struct RowPlace<Vector: KernelVector> {
  @usableFromInline let column: Int
  /// The lanes that lie in the row.
  @usableFromInline let count: Int

  @inlinable @inline(__always) init(column: Int, count: Int) {
    self.column = column
    self.count = count
  }

  /// The lanes of a row's operand, and ones beyond its end.
  @inlinable @inline(__always) public func callAsFunction(_ row: UnsafePointer<Vector.Scalar>) -> Vector {
    count == Vector.laneCount
      ? Vector(loading: row + column) : Vector(loading: row + column, count: count)
  }
}

extension SoftmaxKernels {
  /// The elements that a thread works on at a time.
  @inlinable @inline(__always) static var softmaxElementsPerPiece: Int { 1 << 14 }

  /// Calls `body` with every row, several threads sharing them.
  @inlinable @inline(__always)
  static func forEachRow(_ rows: Int, _ columns: Int, _ body: (Int) -> Void) {
    let perPiece = max(1, softmaxElementsPerPiece / max(columns, 1))
    Parallel.forEach((rows + perPiece - 1) / perPiece) { piece in
      for row in piece * perPiece..<min((piece + 1) * perPiece, rows) { body(row) }
    }
  }

  /// Writes `value` at every place of a row.
  @inlinable @inline(__always)
  static func mapRow(
    _ count: Int, _ result: UnsafeMutablePointer<Scalar>, _ value: (RowPlace<Vector>) -> Vector
  ) {
    let lanes = Vector.laneCount
    var i = 0
    while i + lanes <= count {
      value(RowPlace(column: i, count: lanes)).store(to: result + i)
      i += lanes
    }
    if i < count { value(RowPlace(column: i, count: count - i)).store(to: result + i, count: count - i) }
  }

  /// The sum of `term` over the places of a row. Blocks of 1024 elements are added up in double precision.
  @inlinable @inline(__always)
  static func sumOverRow(_ count: Int, _ term: (RowPlace<Vector>) -> Vector) -> Scalar {
    let lanes = Vector.laneCount
    var total = 0.0
    var i = 0
    while i + lanes <= count {
      let end = min(i + 1024, count)
      var sum = term(RowPlace(column: i, count: lanes))
      i += lanes
      while i + lanes <= end {
        sum = sum + term(RowPlace(column: i, count: lanes))
        i += lanes
      }
      total += Double(acrossLanes(SumReduction.self, sum).value)
    }
    if i < count {
      let rest = term(RowPlace(column: i, count: count - i))
      for lane in 0..<count - i { total += Double(rest[lane]) }
    }
    return Scalar(total)
  }

  /// eˣ for x that is not positive; 0 where that would be below the least normal number.
  @inlinable @inline(__always)
  static func negativeExp(_ x: Vector) -> Vector {
    let least = Scalar(Vector.isSinglePrecision ? -87.0 : -708.0)
    return .select(x < Vector(least), Vector(0), .moderateExp(x.atLeast(least)))
  }

  /// Σ e^(x - shift)
  @inlinable @inline(never)
  static func sumOfExponentials(_ x: UnsafePointer<Scalar>, _ count: Int, shift: Scalar) -> Scalar {
    let shift = Vector(shift)
    return sumOverRow(count) { negativeExp($0(x) - shift) }
  }

  /// Writes e^(x - shift), and returns the sum.
  @inlinable @inline(never)
  static func exponentials(
    _ x: UnsafePointer<Scalar>, _ count: Int, shift: Scalar, _ result: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    let shift = Vector(shift)
    return sumOverRow(count) { place in
      let exponential = negativeExp(place(x) - shift)
      if place.count == Vector.laneCount {
        exponential.store(to: result + place.column)
      } else {
        exponential.store(to: result + place.column, count: place.count)
      }
      return exponential
    }
  }

  /// log Σ eˣ; an infinite greatest element as it is.
  @inlinable @inline(__always)
  static func logSumExpOfRow(_ x: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
    let greatest = reduceRow(MaximumReduction.self, x, count, 0)
    if greatest.magnitude == .infinity { return greatest }
    return greatest + Vector.log(Vector(sumOfExponentials(x, count, shift: greatest)))[0]
  }
}
