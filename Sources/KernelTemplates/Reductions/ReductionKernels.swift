// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// Reductions of a floating-point array along one axis, given as ``AxisExtents``; the results are an (outer, inner) array.
///
/// Work is cut into blocks by the extents alone, and the blocks' results are combined as a balanced tree, so the same
/// bits come out for any number of threads, and the error of a sum grows with the logarithm of its length. With an
/// empty axis a sum is 0 and a product 1; the other reductions ask for at least one element.
public protocol ReductionKernels<Scalar>: VectorKernels {
  /// Σ x
  static func sum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// Σ |x|
  static func sumOfAbsoluteValues(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// Σ x²
  static func sumOfSquares(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// Σ (x − c)², with a centre c for each result.
  static func sumOfSquaredDeviations(
    _ x: UnsafePointer<Scalar>, from centres: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into result: UnsafeMutablePointer<Scalar>)
  /// Π x
  static func product(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// The least, or NaN where there is one.
  static func minimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// The greatest, or NaN where there is one.
  static func maximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
  /// Where along the axis the least element is, or the first NaN; the first of equals.
  static func indexOfMinimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
  /// Where along the axis the greatest element is, or the first NaN; the first of equals.
  static func indexOfMaximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Int32>)
  /// The sums of the elements up to each one, itself included: as many results as elements.
  static func cumulativeSum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>)
}

extension ReductionKernels {
  @inlinable @inline(__always) public static func sum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { reduce(SumReduction.self, x, nil, extents, result) }

  @inlinable @inline(__always) public static func sumOfAbsoluteValues(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { reduce(AbsoluteSumReduction.self, x, nil, extents, result) }

  @inlinable @inline(__always) public static func sumOfSquares(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { reduce(SquareSumReduction.self, x, nil, extents, result) }

  @inlinable @inline(__always) public static func sumOfSquaredDeviations(
    _ x: UnsafePointer<Scalar>, from centres: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into result: UnsafeMutablePointer<Scalar>
  ) { reduce(SquaredDeviationReduction.self, x, centres, extents, result) }

  @inlinable @inline(__always) public static func product(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { reduce(ProductReduction.self, x, nil, extents, result) }

  @inlinable @inline(__always) public static func minimum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { reduce(MinimumReduction.self, x, nil, extents, result) }

  @inlinable @inline(__always) public static func maximum(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, into result: UnsafeMutablePointer<Scalar>
  ) { reduce(MaximumReduction.self, x, nil, extents, result) }

  /// Any reduction: to rows where the axis is the last, to columns otherwise.
  @inlinable @inline(__always) public static func reduce<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ centres: UnsafePointer<Scalar>?, _ extents: AxisExtents,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    if extents.axis == 0 {
      for i in 0..<extents.outer * extents.inner { result[i] = R.neutral(Scalar.self) }
    } else if extents.inner == 1 {
      reduceRows(R.self, x, centres, extents, result)
    } else {
      reduceColumns(R.self, x, centres, extents, result)
    }
  }

  /// The elements of a piece of work, enough that starting it costs little beside.
  @inlinable @inline(__always) public static var elementsPerPiece: Int { 1 << 16 }
}
