/// Functions of each element on its own.
///
/// Every kernel runs on the calling thread: callers cut long work into pieces. The result may be exactly the memory
/// of an operand that has its shape (in place), but may not overlap an operand in any other way.
public protocol ElementwiseKernels<Scalar>: VectorKernels {
  /// `out[i] = op(x[i])` for `count` elements.
  static func unary(
    _ op: UnaryOperation<Scalar>, _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, count: Int)

  /// `out = op(a, b)`; a is the layout's first operand, b its second.
  static func binary(
    _ op: BinaryOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout)

  /// `out = op(a, b)`; a is the layout's first operand, b its second.
  static func compare(
    _ op: ComparisonOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Bool>, layout: RowLayout)

  /// `out = mask ? a : b`; a is the layout's first operand, b its second, and the mask its third.
  static func select(
    _ mask: UnsafePointer<Bool>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ElementwiseKernels {
  @inlinable @inline(__always)
  public static func unary(
    _ op: UnaryOperation<Scalar>, _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    switch op {
    case .negate: map(x, out, count) { Vector(-0.0) - $0 }
    case .reciprocal: map(x, out, count) { Vector(1) / $0 }
    case .square: map(x, out, count) { $0 * $0 }
    case .squareRoot: squareRoots(x, out, count)
    case .reciprocalSquareRoot: reciprocalSquareRoots(x, out, count)
    case .exp: map(x, out, count) { .exp($0) }
    case .expm1: map(x, out, count) { .expm1($0) }
    case .log: map(x, out, count) { .log($0) }
    case .log1p: map(x, out, count) { .log1p($0) }
    case .sin: map(x, out, count) { .sin($0) }
    case .cos: map(x, out, count) { .cos($0) }
    case .tanh: map(x, out, count) { .tanh($0) }
    case .sigmoid: map(x, out, count) { .sigmoid($0) }
    case .relu: map(x, out, count) { $0.atLeast(0) }
    case .leakyReLU(let slope):
      map(x, out, count) { .select(Vector(0) < $0, $0, $0 * Vector(slope)) }
    case .gelu: map(x, out, count) { .gelu($0) }
    case .approximateGelu: map(x, out, count) { .approximateGelu($0) }
    case .erf: map(x, out, count) { .erf($0) }
    case .softplus: map(x, out, count) { .softplus($0) }
    case .abs: map(x, out, count) { $0.magnitude }
    case .sign: map(x, out, count) { $0.sign() }
    case .floor: map(x, out, count) { $0.floor() }
    case .ceil: map(x, out, count) { $0.ceil() }
    case .round: map(x, out, count) { $0.rounded() }
    case .clamp(let lower, let upper): map(x, out, count) { $0.atLeast(lower).atMost(upper) }
    }
  }

  @inlinable @inline(__always)
  public static func binary(
    _ op: BinaryOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout
  ) {
    forEachBlock(layout, a, b) { a, b, offset, count in
      let out = out + offset
      switch op {
      case .add: map(a, b, out, count) { $0 + $1 }
      case .subtract: map(a, b, out, count) { $0 - $1 }
      case .multiply: map(a, b, out, count) { $0 * $1 }
      case .divide: map(a, b, out, count) { $0 / $1 }
      case .minimum: map(a, b, out, count) { .minimum($0, $1) }
      case .maximum: map(a, b, out, count) { .maximum($0, $1) }
      case .power: map(a, b, out, count) { .power($0, $1) }
      case .whereSecondIsPositive: map(a, b, out, count) { .select(Vector(0) < $1, $0, Vector(0)) }
      case .slopedWhereSecondIsNotPositive(let slope):
        let slope = Vector(Scalar(slope))
        map(a, b, out, count) { .select(Vector(0) < $1, $0, $0 * slope) }
      case .sigmoidGradient: map(a, b, out, count) { $0 * $1 * (Vector(1) - $1) }
      case .tanhGradient: map(a, b, out, count) { $0 * .fma(Vector(-0.0) - $1, $1, Vector(1)) }
      }
    }
  }

  @inlinable @inline(__always)
  public static func compare(
    _ op: ComparisonOperation, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Bool>, layout: RowLayout
  ) {
    compareEach(op, a, b, out, layout: layout)
  }

  @inlinable @inline(__always)
  public static func select(
    _ mask: UnsafePointer<Bool>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ out: UnsafeMutablePointer<Scalar>, layout: RowLayout
  ) {
    selectEach(mask, a, b, out, layout: layout)
  }
}

// MARK: - Loops

extension ElementwiseKernels {
  /// √x, as a plain loop in a function of its own: in a large one, the compiler leaves a call for every lane.
  @inlinable @inline(never)
  static func squareRoots(_ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, _ count: Int) {
    for i in 0..<count { out[i] = x[i].squareRoot() }
  }

  /// 1/√x, the roots in pieces that stay in the nearest cache.
  @inlinable @inline(__always)
  static func reciprocalSquareRoots(
    _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, _ count: Int
  ) {
    for start in stride(from: 0, to: count, by: 1024) {
      let piece = min(1024, count - start)
      squareRoots(x + start, out + start, piece)
      map(out + start, out + start, piece) { Vector(1) / $0 }
    }
  }

  /// One vector after another; the last may be a part of one.
  @inlinable @inline(__always)
  static func map(
    _ x: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>, _ count: Int,
    _ function: (Vector) -> Vector
  ) {
    let whole = count - count % Vector.laneCount
    for i in stride(from: 0, to: whole, by: Vector.laneCount) {
      function(Vector(loading: x + i)).store(to: out + i)
    }
    if whole < count {
      let rest = count - whole
      function(Vector(loading: x + whole, count: rest)).store(to: out + whole, count: rest)
    }
  }

  /// One pair of vectors after another; the last may be a part of one.
  @inlinable @inline(__always)
  static func map(
    _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ out: UnsafeMutablePointer<Scalar>,
    _ count: Int, _ function: (Vector, Vector) -> Vector
  ) {
    let whole = count - count % Vector.laneCount
    for i in stride(from: 0, to: whole, by: Vector.laneCount) {
      function(Vector(loading: a + i), Vector(loading: b + i)).store(to: out + i)
    }
    if whole < count {
      let rest = count - whole
      function(Vector(loading: a + whole, count: rest), Vector(loading: b + whole, count: rest))
        .store(to: out + whole, count: rest)
    }
  }
}
