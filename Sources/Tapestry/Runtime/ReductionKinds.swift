import KernelTemplates

// Which compiled kernels reduce a type of tensor element; see Kernels.swift.

/// Reductions of integers to `Int32`.
enum IntegerFold {
  case sum, product, cumulativeSum
}

/// One of the two ends of an order.
enum Extreme {
  case least, greatest
}

extension IntegerReductionKernels {
  @inline(__always)
  fileprivate static func fold(
    _ fold: IntegerFold, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into out: UnsafeMutablePointer<Int32>
  ) {
    switch fold {
    case .sum: unsafe sum(x, extents, into: out)
    case .product: unsafe product(x, extents, into: out)
    case .cumulativeSum: unsafe cumulativeSum(x, extents, into: out)
    }
  }

  @inline(__always)
  fileprivate static func extreme(
    _ which: Extreme, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    switch which {
    case .least: unsafe minimum(x, extents, into: out)
    case .greatest: unsafe maximum(x, extents, into: out)
    }
  }

  @inline(__always)
  fileprivate static func indexOfExtreme(
    _ which: Extreme, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into out: UnsafeMutablePointer<Int32>
  ) {
    switch which {
    case .least: unsafe indexOfMinimum(x, extents, into: out)
    case .greatest: unsafe indexOfMaximum(x, extents, into: out)
    }
  }
}

extension ReductionKernels {
  @inline(__always)
  fileprivate static func extreme(
    _ which: Extreme, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into out: UnsafeMutablePointer<Scalar>
  ) {
    switch which {
    case .least: unsafe minimum(x, extents, into: out)
    case .greatest: unsafe maximum(x, extents, into: out)
    }
  }

  @inline(__always)
  fileprivate static func indexOfExtreme(
    _ which: Extreme, _ x: UnsafePointer<Scalar>, _ extents: AxisExtents,
    into out: UnsafeMutablePointer<Int32>
  ) {
    switch which {
    case .least: unsafe indexOfMinimum(x, extents, into: out)
    case .greatest: unsafe indexOfMaximum(x, extents, into: out)
    }
  }
}

extension NumericScalar where Self: FixedWidthInteger {
  /// A reduction to `Int32`.
  static func fold(
    _ fold: IntegerFold, _ x: UnsafePointer<Self>, _ extents: AxisExtents,
    into out: UnsafeMutablePointer<Int32>
  ) {
    if scalarType == .int32 {
      unsafe InstructionSet.int32Kernels.fold(fold, x.bound(), extents, into: out)
    } else {
      unsafe InstructionSet.uint8Kernels.fold(fold, x.bound(), extents, into: out)
    }
  }
}

extension NumericScalar {
  /// The least or the greatest element, or NaN where there is one.
  static func extreme(
    _ which: Extreme, _ x: UnsafePointer<Self>, _ extents: AxisExtents, into out: UnsafeMutablePointer<Self>
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.extreme(which, x.bound(), extents, into: out.bound())
    case .float64:
      unsafe InstructionSet.doubleKernels.extreme(which, x.bound(), extents, into: out.bound())
    case .int32: unsafe InstructionSet.int32Kernels.extreme(which, x.bound(), extents, into: out.bound())
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.extreme(which, x.bound(), extents, into: out.bound())
    }
  }

  /// Where the first of the least or of the greatest elements is, or the first NaN.
  static func indexOfExtreme(
    _ which: Extreme, _ x: UnsafePointer<Self>, _ extents: AxisExtents, into out: UnsafeMutablePointer<Int32>
  ) {
    switch scalarType {
    case .float32: unsafe InstructionSet.floatKernels.indexOfExtreme(which, x.bound(), extents, into: out)
    case .float64: unsafe InstructionSet.doubleKernels.indexOfExtreme(which, x.bound(), extents, into: out)
    case .int32: unsafe InstructionSet.int32Kernels.indexOfExtreme(which, x.bound(), extents, into: out)
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.indexOfExtreme(which, x.bound(), extents, into: out)
    }
  }
}
