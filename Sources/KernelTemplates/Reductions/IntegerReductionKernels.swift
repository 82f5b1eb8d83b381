/// Reductions of integers along one axis, as ``ReductionKernels``; sums and products wrap around.
///
/// Truth values are bytes 0 and 1: any is their maximum, all their minimum, and a count their sum. With an empty axis a sum
/// is 0, a product 1, a maximum the least number of the type and a minimum the greatest, so that any of nothing is false
/// and all of nothing is not zero; the places of extremes ask for at least one element.
public protocol IntegerReductionKernels<Scalar>: Sendable {
  /// The type of the numbers.
  associatedtype Scalar: FixedWidthInteger & Sendable

  /// Σ x
  static func sum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
  /// Π x
  static func product(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
  /// The least.
  static func minimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// The greatest.
  static func maximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// Where along the axis the least element is; the first of equals.
  static func indexOfMinimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
  /// Where along the axis the greatest element is; the first of equals.
  static func indexOfMaximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
  /// The sums of the elements up to each one, itself included: as many results as elements.
  static func cumulativeSum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension IntegerReductionKernels {
  @inlinable @inline(__always) public static func sum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) { fold(IntegerSum.self, x, extents, result) }

  @inlinable @inline(__always) public static func product(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) { fold(IntegerProduct.self, x, extents, result) }

  @inlinable @inline(__always) public static func minimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { fold(IntegerMinimum.self, x, extents, result) }

  @inlinable @inline(__always) public static func maximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { fold(IntegerMaximum.self, x, extents, result) }

  @inlinable @inline(__always) public static func indexOfMinimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) { indexOfFirst(x, extents, result) { $0 < $1 } }

  @inlinable @inline(__always) public static func indexOfMaximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) { indexOfFirst(x, extents, result) { $0 > $1 } }

  @inlinable @inline(__always) public static func cumulativeSum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>
  ) {
    let inner = extents.inner
    forEachMatrix(extents) { outer in
      let first = outer * extents.axis * inner
      for column in first..<first + inner { result[column] = Int32(truncatingIfNeeded: x[column]) }
      for place in first + inner..<first + extents.axis * inner {
        result[place] = result[place - inner] &+ Int32(truncatingIfNeeded: x[place])
      }
    }
  }
}

extension IntegerReductionKernels {
  /// The elements of a piece of work.
  @inlinable @inline(__always) static var elementsPerPiece: Int { 1 << 16 }

  /// Calls `body` with the index of every matrix that has elements, several threads sharing them.
  @inlinable @inline(__always)
  static func forEachMatrix(_ extents: AxisExtents, _ body: (_ outer: Int) -> Void) {
    let count = extents.axis * extents.inner
    guard count > 0 else { return }
    let perPiece = max(1, elementsPerPiece / count)
    Parallel.forEach((extents.outer + perPiece - 1) / perPiece) { piece in
      for outer in piece * perPiece..<min((piece + 1) * perPiece, extents.outer) { body(outer) }
    }
  }

  /// Folds rows into a row of results. The rows are cut into chunks for several threads, whose results are merged.
  @inlinable @inline(__always)
  static func fold<R: IntegerReduction, Result: FixedWidthInteger>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, _ result: UnsafeMutablePointer<Result>
  ) {
    let inner = extents.inner
    guard inner > 0, extents.axis > 0 else {
      for i in 0..<extents.outer * inner { result[i] = R.neutral(Result.self) }
      return
    }
    let rowsPerChunk = max(1, elementsPerPiece / inner)
    let chunks = (extents.axis + rowsPerChunk - 1) / rowsPerChunk
    let perPiece = chunks > 1 ? 1 : max(1, elementsPerPiece / (extents.axis * inner))
    let units = extents.outer * chunks
    let partials = chunks == 1 ? result : .allocate(capacity: units * inner)
    Parallel.forEach((units + perPiece - 1) / perPiece) { piece in
      for unit in piece * perPiece..<min((piece + 1) * perPiece, units) {
        let row = unit % chunks * rowsPerChunk
        foldRows(
          R.self, x + (unit / chunks * extents.axis + row) * inner, min(rowsPerChunk, extents.axis - row),
          inner,
          partials + unit * inner)
      }
    }
    guard chunks > 1 else { return }
    for outer in 0..<extents.outer {
      let target = result + outer * inner
      target.update(from: partials + outer * chunks * inner, count: inner)
      for chunk in 1..<chunks {
        let partial = partials + (outer * chunks + chunk) * inner
        for column in 0..<inner { target[column] = R.combine(target[column], partial[column]) }
      }
    }
    partials.deallocate()
  }

  /// Folds one row into one result, or several into a row of them.
  @inlinable @inline(__always)
  static func foldRows<R: IntegerReduction, Result: FixedWidthInteger>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ rows: Int, _ inner: Int, _ result: UnsafeMutablePointer<Result>
  ) {
    if inner == 1 {
      var total = R.neutral(Result.self)
      for i in 0..<rows { total = R.combine(total, Result(truncatingIfNeeded: x[i])) }
      result[0] = total
    } else {
      for column in 0..<inner { result[column] = R.neutral(Result.self) }
      for row in 0..<rows {
        let elements = x + row * inner
        for column in 0..<inner {
          result[column] = R.combine(result[column], Result(truncatingIfNeeded: elements[column]))
        }
      }
    }
  }

  /// The place of the first element that none comes before.
  @inlinable @inline(__always)
  static func indexOfFirst(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, _ result: UnsafeMutablePointer<Int32>,
    _ comesBefore: (Scalar, Scalar) -> Bool
  ) {
    let inner = extents.inner
    forEachMatrix(extents) { outer in
      let elements = x + outer * extents.axis * inner
      for column in 0..<inner {
        var best = 0
        for row in 1..<max(extents.axis, 1)
        where comesBefore(elements[row * inner + column], elements[best * inner + column]) {
          best = row
        }
        result[outer * inner + column] = Int32(truncatingIfNeeded: best)
      }
    }
  }
}
