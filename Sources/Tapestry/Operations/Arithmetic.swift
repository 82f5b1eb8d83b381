import KernelTemplates

// Every operator stands here for two tensors, a tensor and a number, and a number and a tensor. Those of two tensors
// are disfavoured, so that the literal in `x + 1` is a number rather than a tensor of one element.
//
// They are compiled for `Float` and `Double` once more: a call from another module would otherwise look up at run time
// what the element type is.

extension Tensor where Scalar: NumericScalar {
  /// The sum, element by element; the operands are broadcast.
  @_disfavoredOverload
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let sum = arithmetic(.add, "+", a, b)
    if a.trace == nil && b.trace == nil { return sum }
    let (aShape, bShape) = (a.shape, b.shape)
    return sum.recorded(
      from: a, { dy in dy.summedGradient(to: aShape) }, from: b, { dy in dy.summedGradient(to: bShape) })
  }

  /// The sum with a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (a: Tensor, b: Scalar) -> Tensor {
    arithmetic(.add, a, b).recorded(from: a) { dy in dy }
  }

  /// The sum with a number.
  public static func + (a: Scalar, b: Tensor) -> Tensor { b + a }

  /// The difference, element by element; the operands are broadcast.
  @_disfavoredOverload
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let difference = arithmetic(.subtract, "-", a, b)
    if a.trace == nil && b.trace == nil { return difference }
    let (aShape, bShape) = (a.shape, b.shape)
    return difference.recorded(
      from: a, { dy in dy.summedGradient(to: aShape) }, from: b, { dy in -dy.summedGradient(to: bShape) })
  }

  /// The difference from a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (a: Tensor, b: Scalar) -> Tensor {
    arithmetic(.subtract, a, b).recorded(from: a) { dy in dy }
  }

  /// A number minus each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (a: Scalar, b: Tensor) -> Tensor {
    arithmetic(.subtract, a, b).recorded(from: b) { dy in -dy }
  }

  /// The product, element by element; the operands are broadcast. The product of matrices is ``matmul(_:transposing:file:line:)``.
  @_disfavoredOverload
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let product = arithmetic(.multiply, "*", a, b)
    if a.trace == nil && b.trace == nil { return product }
    let (aShape, bShape) = (a.shape, b.shape)
    return product.recorded(
      from: a, { dy in (dy * b).summedGradient(to: aShape) },
      from: b, { dy in (dy * a).summedGradient(to: bShape) })
  }

  /// The product with a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (a: Tensor, b: Scalar) -> Tensor {
    arithmetic(.multiply, a, b).recorded(from: a) { dy in dy * b }
  }

  /// The product with a number.
  public static func * (a: Scalar, b: Tensor) -> Tensor { b * a }

  /// The quotient, element by element; the operands are broadcast.
  ///
  /// That of integers is rounded towards zero, and 0 where the divisor is 0.
  @_disfavoredOverload
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let quotient = arithmetic(.divide, "/", a, b)
    if a.trace == nil && b.trace == nil { return quotient }
    let (aShape, bShape) = (a.shape, b.shape)
    return quotient.recorded(
      from: a, { dy, _ in (dy / b).summedGradient(to: aShape) },
      from: b, { dy, y in -(dy * y / b).summedGradient(to: bShape) })
  }

  /// The quotient by a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (a: Tensor, b: Scalar) -> Tensor {
    arithmetic(.divide, a, b).recorded(from: a) { dy in dy / b }
  }

  /// A number divided by each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (a: Scalar, b: Tensor) -> Tensor {
    arithmetic(.divide, a, b).recorded(from: b, withResult: { dy, y in -(dy * y / b) })
  }

  /// Each element with the opposite sign; unsigned integers wrap around.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static prefix func - (a: Tensor) -> Tensor {
    unsafe a.mapped { x, out, count in unsafe Scalar.unary(.negate, x, out, count: count) }
      .recorded(from: a) { dy in -dy }
  }
}

// MARK: - In place

extension Tensor where Scalar: NumericScalar {
  /// Adds `b`, which is broadcast, element by element. Writes into the memory of `a` unless other tensors or a tape
  /// need it.
  ///
  /// - Precondition: The shape of `b` can be broadcast to that of `a`.
  @_disfavoredOverload
  public static func += (a: inout Tensor, b: Tensor) {
    if !a.applied(.add, b, "+=") { a = a + b }
  }

  /// Adds a number to each element, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  public static func += (a: inout Tensor, b: Scalar) {
    if !a.applied(.add, b) { a = a + b }
  }

  /// Subtracts `b`, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  @_disfavoredOverload
  public static func -= (a: inout Tensor, b: Tensor) {
    if !a.applied(.subtract, b, "-=") { a = a - b }
  }

  /// Subtracts a number from each element, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  public static func -= (a: inout Tensor, b: Scalar) {
    if !a.applied(.subtract, b) { a = a - b }
  }

  /// Multiplies by `b`, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  @_disfavoredOverload
  public static func *= (a: inout Tensor, b: Tensor) {
    if !a.applied(.multiply, b, "*=") { a = a * b }
  }

  /// Multiplies each element by a number, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  public static func *= (a: inout Tensor, b: Scalar) {
    if !a.applied(.multiply, b) { a = a * b }
  }

  /// Divides by `b`, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  @_disfavoredOverload
  public static func /= (a: inout Tensor, b: Tensor) {
    if !a.applied(.divide, b, "/=") { a = a / b }
  }

  /// Divides each element by a number, as ``+=(_:_:)-(_,Tensor<Scalar>)``.
  public static func /= (a: inout Tensor, b: Scalar) {
    if !a.applied(.divide, b) { a = a / b }
  }

  /// Whether this tensor's memory may be written to by an operation with a tensor of the history `other`: nobody else
  /// holds it, and the operation is not recorded.
  private mutating func canBeOverwritten(with other: Trace?) -> Bool {
    guard isKnownUniquelyReferenced(&storage), storage.isWritable else { return false }
    return trace == nil && other == nil || Recording.common(trace, other) == nil
  }

  /// Puts the result of an operation in the place of this tensor, where that is possible.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func applied(
    _ op: ArithmeticOperation, _ b: Tensor, _ operation: StaticString
  ) -> Bool {
    let shape = shape
    guard shape == b.shape || shape.broadcast(with: b.shape) == shape else {
      trap(operation, "the shape \(b.shape) cannot be broadcast to \(shape)")
    }
    guard canBeOverwritten(with: b.trace) else { return false }
    unsafe withMutablePointer(operation: operation) { x in
      unsafe b.withPointer { y in
        if shape == b.shape {
          BroadcastLayout.forEachPiece(of: shape.elementCount) { start, count in
            unsafe Scalar.binary(op, x + start, y + start, x + start, layout: .contiguous(count))
          }
        } else {
          BroadcastLayout(shape, shape, b.shape).forEachPiece { piece in
            let out = unsafe x + piece.result
            unsafe Scalar.binary(op, out, y + piece.operands[1], out, layout: piece.layout)
          }
        }
      }
    }
    return true
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func applied(_ op: ArithmeticOperation, _ b: Scalar) -> Bool {
    guard canBeOverwritten(with: nil) else { return false }
    let count = elementCount
    unsafe withMutablePointer { x in
      unsafe withUnsafePointer(to: b) { y in
        BroadcastLayout.forEachPiece(of: count) { start, count in
          unsafe Scalar.binary(op, x + start, y, x + start, layout: .scalarSecond(count))
        }
      }
    }
    return true
  }
}

// MARK: - Values

extension Tensor where Scalar: NumericScalar {
  @inline(__always)
  static func arithmetic(
    _ op: ArithmeticOperation, _ operation: StaticString, _ a: Tensor, _ b: Tensor
  ) -> Tensor {
    unsafe elementwise(operation, a, b) { x, y, out, layout in
      unsafe Scalar.binary(op, x, y, out, layout: layout)
    }
  }

  @inline(__always)
  static func arithmetic(_ op: ArithmeticOperation, _ a: Tensor, _ b: Scalar) -> Tensor {
    unsafe elementwise(a, b) { x, y, out, layout in unsafe Scalar.binary(op, x, y, out, layout: layout) }
  }

  @inline(__always)
  static func arithmetic(_ op: ArithmeticOperation, _ a: Scalar, _ b: Tensor) -> Tensor {
    unsafe elementwise(a, b) { x, y, out, layout in unsafe Scalar.binary(op, x, y, out, layout: layout) }
  }
}
