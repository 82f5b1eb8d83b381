import KernelTemplates

// Comparisons have the names that Swift's SIMD types give them. They have no gradient. A comparison with NaN is false,
// except `.!=`.

extension Tensor where Scalar: NumericScalar {
  /// Where elements of the left are less; the operands are broadcast.
  @_disfavoredOverload
  public static func .< (a: Tensor, b: Tensor) -> Tensor<Bool> { compared(.less, ".<", a, b) }
  /// Where elements are less than a number.
  public static func .< (a: Tensor, b: Scalar) -> Tensor<Bool> { compared(.less, a, b) }
  /// Where elements are greater than the number on the left.
  public static func .< (a: Scalar, b: Tensor) -> Tensor<Bool> { compared(.greater, b, a) }

  /// Where elements of the left are less or equal; the operands are broadcast.
  @_disfavoredOverload
  public static func .<= (a: Tensor, b: Tensor) -> Tensor<Bool> { compared(.lessOrEqual, ".<=", a, b) }
  /// Where elements are at most a number.
  public static func .<= (a: Tensor, b: Scalar) -> Tensor<Bool> { compared(.lessOrEqual, a, b) }
  /// Where elements are at least the number on the left.
  public static func .<= (a: Scalar, b: Tensor) -> Tensor<Bool> { compared(.greaterOrEqual, b, a) }

  /// Where elements of the left are greater; the operands are broadcast.
  @_disfavoredOverload
  public static func .> (a: Tensor, b: Tensor) -> Tensor<Bool> { compared(.greater, ".>", a, b) }
  /// Where elements are greater than a number.
  public static func .> (a: Tensor, b: Scalar) -> Tensor<Bool> { compared(.greater, a, b) }
  /// Where elements are less than the number on the left.
  public static func .> (a: Scalar, b: Tensor) -> Tensor<Bool> { compared(.less, b, a) }

  /// Where elements of the left are greater or equal; the operands are broadcast.
  @_disfavoredOverload
  public static func .>= (a: Tensor, b: Tensor) -> Tensor<Bool> { compared(.greaterOrEqual, ".>=", a, b) }
  /// Where elements are at least a number.
  public static func .>= (a: Tensor, b: Scalar) -> Tensor<Bool> { compared(.greaterOrEqual, a, b) }
  /// Where elements are at most the number on the left.
  public static func .>= (a: Scalar, b: Tensor) -> Tensor<Bool> { compared(.lessOrEqual, b, a) }
}

extension Tensor {
  /// Where elements are equal; the operands are broadcast. Whether two whole tensors are equal is `==`.
  @_disfavoredOverload
  public static func .== (a: Tensor, b: Tensor) -> Tensor<Bool> { compared(.equal, ".==", a, b) }
  /// Where elements are equal to a value.
  public static func .== (a: Tensor, b: Scalar) -> Tensor<Bool> { compared(.equal, a, b) }
  /// Where elements are equal to a value.
  public static func .== (a: Scalar, b: Tensor) -> Tensor<Bool> { compared(.equal, b, a) }

  /// Where elements differ; the operands are broadcast.
  @_disfavoredOverload
  public static func .!= (a: Tensor, b: Tensor) -> Tensor<Bool> { compared(.notEqual, ".!=", a, b) }
  /// Where elements differ from a value.
  public static func .!= (a: Tensor, b: Scalar) -> Tensor<Bool> { compared(.notEqual, a, b) }
  /// Where elements differ from a value.
  public static func .!= (a: Scalar, b: Tensor) -> Tensor<Bool> { compared(.notEqual, b, a) }

  private static func compared(
    _ op: ComparisonOperation, _ operation: StaticString, _ a: Tensor, _ b: Tensor
  ) -> Tensor<Bool> {
    unsafe elementwise(operation, a, b) { x, y, out, layout in
      unsafe Scalar.compare(op, x, y, out, layout: layout)
    }
  }

  private static func compared(_ op: ComparisonOperation, _ a: Tensor, _ b: Scalar) -> Tensor<Bool> {
    unsafe elementwise(a, b) { x, y, out, layout in unsafe Scalar.compare(op, x, y, out, layout: layout) }
  }
}

// MARK: - Truth values

extension Tensor where Scalar == Bool {
  /// Where both are true; the operands are broadcast.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { combined(.and, ".&", a, b) }

  /// Where one of both, or both are true; the operands are broadcast.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { combined(.or, ".|", a, b) }

  /// Where one alone is true; the operands are broadcast.
  public static func .^ (a: Tensor, b: Tensor) -> Tensor { combined(.exclusiveOr, ".^", a, b) }

  /// Where elements are false.
  public static prefix func .! (a: Tensor) -> Tensor {
    unsafe a.mapped { x, out, count in
      unsafe InstructionSet.uint8Kernels.unary(.isZero, x.bound(), out.bound(), count: count)
    }
  }

  private static func combined(
    _ op: IntegerBinaryOperation, _ operation: StaticString, _ a: Tensor, _ b: Tensor
  ) -> Tensor {
    unsafe elementwise(operation, a, b) { x, y, out, layout in
      unsafe InstructionSet.uint8Kernels.binary(op, x.bound(), y.bound(), out.bound(), layout: layout)
    }
  }
}
