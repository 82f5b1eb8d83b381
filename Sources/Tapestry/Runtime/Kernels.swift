import KernelTemplates

// Which compiled kernels work on a type of tensor element. All of it is decided by comparisons that are constant
// where the type is known, so that a specialised operation goes straight to its kernel.

extension FloatingPointScalar {
  /// The kernels on this type, of the current instruction set.
  @inline(__always)
  static var kernels: any FloatingPointKernels<Self>.Type {
    if Self.self == Float.self {
      return unsafe unsafeBitCast(
        InstructionSet.floatKernels, to: (any FloatingPointKernels<Self>.Type).self)
    }
    precondition(Self.self == Double.self, "Tensor: \(Self.self) has no kernels")
    return unsafe unsafeBitCast(InstructionSet.doubleKernels, to: (any FloatingPointKernels<Self>.Type).self)
  }
}

/// Functions of two numbers that every numeric type has a kernel for.
enum ArithmeticOperation {
  case add, subtract, multiply, divide, minimum, maximum

  var onFloatingPoint: BinaryOperation {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .minimum: .minimum
    case .maximum: .maximum
    }
  }

  var onIntegers: IntegerBinaryOperation {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .minimum: .minimum
    case .maximum: .maximum
    }
  }
}

/// Functions of one number that every numeric type has a kernel for.
enum SignOperation {
  case negate, abs, sign
}

extension NumericScalar {
  /// `out = op(a, b)`, on the calling thread.
  @inline(__always)
  static func binary(
    _ op: ArithmeticOperation, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    _ out: UnsafeMutablePointer<Self>, layout: RowLayout
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.binary(
        op.onFloatingPoint, a.bound(), b.bound(), out.bound(), layout: layout)
    case .float64:
      unsafe InstructionSet.doubleKernels.binary(
        op.onFloatingPoint, a.bound(), b.bound(), out.bound(), layout: layout)
    case .int32:
      unsafe InstructionSet.int32Kernels.binary(
        op.onIntegers, a.bound(), b.bound(), out.bound(), layout: layout)
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.binary(
        op.onIntegers, a.bound(), b.bound(), out.bound(), layout: layout)
    }
  }

  /// `out[i] = op(x[i])`, on the calling thread.
  @inline(__always)
  static func unary(
    _ op: SignOperation, _ x: UnsafePointer<Self>, _ out: UnsafeMutablePointer<Self>, count: Int
  ) {
    func onFloatingPoint<Number>() -> UnaryOperation<Number> {
      switch op {
      case .negate: .negate
      case .abs: .abs
      case .sign: .sign
      }
    }
    let onIntegers: IntegerUnaryOperation =
      switch op {
      case .negate: .negate
      case .abs: .abs
      case .sign: .sign
      }
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.unary(onFloatingPoint(), x.bound(), out.bound(), count: count)
    case .float64:
      unsafe InstructionSet.doubleKernels.unary(onFloatingPoint(), x.bound(), out.bound(), count: count)
    case .int32: unsafe InstructionSet.int32Kernels.unary(onIntegers, x.bound(), out.bound(), count: count)
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.unary(onIntegers, x.bound(), out.bound(), count: count)
    }
  }
}

extension TensorScalar {
  /// `out = op(a, b)`, on the calling thread. Truth values are ordered as the bytes 0 and 1.
  @inline(__always)
  static func compare(
    _ op: ComparisonOperation, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    _ out: UnsafeMutablePointer<Bool>, layout: RowLayout
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.compare(op, a.bound(), b.bound(), out, layout: layout)
    case .float64:
      unsafe InstructionSet.doubleKernels.compare(op, a.bound(), b.bound(), out, layout: layout)
    case .int32: unsafe InstructionSet.int32Kernels.compare(op, a.bound(), b.bound(), out, layout: layout)
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.compare(op, a.bound(), b.bound(), out, layout: layout)
    }
  }

  /// `out = mask ? a : b`, on the calling thread; the mask is the layout's third operand.
  @inline(__always)
  static func select(
    _ mask: UnsafePointer<Bool>, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    _ out: UnsafeMutablePointer<Self>, layout: RowLayout
  ) {
    switch scalarType {
    case .float32:
      unsafe InstructionSet.floatKernels.select(mask, a.bound(), b.bound(), out.bound(), layout: layout)
    case .float64:
      unsafe InstructionSet.doubleKernels.select(mask, a.bound(), b.bound(), out.bound(), layout: layout)
    case .int32:
      unsafe InstructionSet.int32Kernels.select(mask, a.bound(), b.bound(), out.bound(), layout: layout)
    case .uint8, .bool:
      unsafe InstructionSet.uint8Kernels.select(mask, a.bound(), b.bound(), out.bound(), layout: layout)
    }
  }
}

extension ScalarType {
  /// The type's name among the kernels.
  var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}

// The memory of a tensor, seen as the type that its kernels know: the same type, or bytes for truth values.

extension UnsafePointer {
  @inline(__always)
  func bound<Number>() -> UnsafePointer<Number> {
    unsafe UnsafeRawPointer(self).assumingMemoryBound(to: Number.self)
  }
}

extension UnsafeMutablePointer {
  @inline(__always)
  func bound<Number>() -> UnsafeMutablePointer<Number> {
    unsafe UnsafeMutableRawPointer(self).assumingMemoryBound(to: Number.self)
  }
}
