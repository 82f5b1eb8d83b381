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

/// A sum over the places of a row, in order. Blocks of 1024 elements are added up in double precision.
@frozen public struct RowSum<Kernels: SoftmaxKernels> {
  @usableFromInline var total = 0.0
  @usableFromInline var block = Kernels.Vector(0)

  @inlinable @inline(__always) init() {}

  /// Adds those lanes that lie in the row.
  @inlinable @inline(__always)
  mutating func add(_ term: Kernels.Vector, at place: RowPlace<Kernels.Vector>) {
    if place.count == Kernels.Vector.laneCount {
      block = block + term
    } else {
      for lane in 0..<place.count { total += Double(term[lane]) }
    }
    if (place.column + place.count) % 1024 == 0 { endBlock() }
  }

  @inlinable @inline(__always)
  mutating func endBlock() {
    total += Double(Kernels.acrossLanes(SumReduction.self, block).value)
    block = Kernels.Vector(0)
  }

  /// What was added.
  @inlinable @inline(__always) var value: Kernels.Scalar {
    var ended = self
    ended.endBlock()
    return Kernels.Scalar(ended.total)
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

  /// The sum of `term` over the places of a row.
  @inlinable @inline(__always)
  static func sumOverRow(_ count: Int, _ term: (RowPlace<Vector>) -> Vector) -> Scalar {
    var (sum, column) = (RowSum<Self>(), 0)
    while column < count {
      let place = RowPlace<Vector>(column: column, count: min(Vector.laneCount, count - column))
      sum.add(term(place), at: place)
      column += Vector.laneCount
    }
    return sum.value
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
    // A loop that is written out: the compiler would call what it was handed, once for each vector.
    var (sum, column) = (RowSum<Self>(), 0)
    while column < count {
      let place = RowPlace<Vector>(column: column, count: min(Vector.laneCount, count - column))
      sum.add(negativeExp(place(x) - shift), at: place)
      column += Vector.laneCount
    }
    return sum.value
  }

  /// Writes e^(x - shift), and returns the sum.
  @inlinable @inline(never)
  static func exponentials(
    _ x: UnsafePointer<Scalar>, _ count: Int, shift: Scalar, _ result: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    let shift = Vector(shift)
    var (sum, column) = (RowSum<Self>(), 0)
    while column < count {
      let place = RowPlace<Vector>(column: column, count: min(Vector.laneCount, count - column))
      let exponential = negativeExp(place(x) - shift)
      if place.count == Vector.laneCount {
        exponential.store(to: result + column)
      } else {
        exponential.store(to: result + column, count: place.count)
      }
      sum.add(exponential, at: place)
      column += Vector.laneCount
    }
    return sum.value
  }

  /// log Σ eˣ; an infinite greatest element as it is.
  @inlinable @inline(__always)
  static func logSumExpOfRow(_ x: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
    let greatest = reduceRow(MaximumReduction.self, x, count, 0)
    if greatest.magnitude == .infinity { return greatest }
    return greatest + Vector.log(Vector(sumOfExponentials(x, count, shift: greatest)))[0]
  }
}
