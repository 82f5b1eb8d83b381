import KernelTemplates

// Extremes of each two elements; those of one tensor's elements are reductions.

extension Tensor where Scalar: NumericScalar {
  /// The lesser of each two elements, or NaN where one of them is; the operands are broadcast.
  ///
  /// Where two elements are equal, each gets half of the gradient, as in PyTorch.
  public static func minimum(
    _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    extremum(.minimum, "minimum", a, b, file: file, line: line) { loser, other in loser .> other }
  }

  /// The lesser of each element and a number; see ``minimum(_:_:file:line:)-(Tensor<Scalar>,_,_,_)``.
  public static func minimum(_ a: Tensor, _ b: Scalar) -> Tensor {
    arithmetic(.minimum, a, b).recorded(from: a) { dy in dy.shared(a, Tensor(b)) { $0 .> $1 } }
  }

  /// The greater of each two elements, or NaN where one of them is; the operands are broadcast.
  ///
  /// Where two elements are equal, each gets half of the gradient, as in PyTorch.
  public static func maximum(
    _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    extremum(.maximum, "maximum", a, b, file: file, line: line) { loser, other in loser .< other }
  }

  /// The greater of each element and a number; see ``maximum(_:_:file:line:)-(Tensor<Scalar>,_,_,_)``.
  public static func maximum(_ a: Tensor, _ b: Scalar) -> Tensor {
    arithmetic(.maximum, a, b).recorded(from: a) { dy in dy.shared(a, Tensor(b)) { $0 .< $1 } }
  }

  /// The nearest number within a range to each element; NaN stays.
  ///
  /// The gradient passes where the element is in the range, its ends included.
  public func clamped(to range: ClosedRange<Scalar>) -> Tensor {
    let (lower, upper) = (range.lowerBound, range.upperBound)
    let x = self
    let value = unsafe mapped { x, out, count in
      unsafe withUnsafePointer(to: lower) {
        unsafe Scalar.binary(.maximum, x, $0, out, layout: .scalarSecond(count))
      }
      unsafe withUnsafePointer(to: upper) {
        unsafe Scalar.binary(.minimum, out, $0, out, layout: .scalarSecond(count))
      }
    }
    return
      value
      .recorded(from: self) { dy in dy.replacing(with: 0, where: .!((x .>= lower) .& (x .<= upper))) }
  }

  private static func extremum(
    _ op: ArithmeticOperation, _ operation: StaticString, _ a: Tensor, _ b: Tensor, file: StaticString,
    line: UInt, loses: @escaping @Sendable (Tensor, Tensor) -> Tensor<Bool>
  ) -> Tensor {
    let value: Tensor = unsafe elementwise(operation, a, b, file: file, line: line) { x, y, out, layout in
      unsafe Scalar.binary(op, x, y, out, layout: layout)
    }
    if a.trace == nil && b.trace == nil { return value }
    return value.recorded(
      from: a, { dy in dy.shared(a, b, loses: loses) }, from: b, { dy in dy.shared(b, a, loses: loses) })
  }

  /// What `own` gets of this gradient of an extremum of `own` and `other`.
  private func shared(
    _ own: Tensor, _ other: Tensor, loses: (_ own: Tensor, _ other: Tensor) -> Tensor<Bool>
  ) -> Tensor {
    replacing(with: self / 2, where: own .== other).replacing(with: 0, where: loses(own, other))
      .summedGradient(to: own.shape)
  }
}
