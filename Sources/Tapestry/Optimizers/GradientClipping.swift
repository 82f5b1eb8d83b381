import KernelTemplates

extension Model {
  /// The norm of all parameters taken as one vector: of a gradient, how large it is. NaN or infinite where a parameter is.
  public var globalNorm: Double {
    let squares = SquareSum()
    var model = self
    model.visit(with: squares)
    return squares.total.squareRoot()
  }

  /// Shortens a gradient to the norm `limit` where it is longer, and returns the norm that it had.
  ///
  /// ```swift
  /// let norm = gradient.clip(norm: 1)
  /// optimizer.update(&model, along: gradient)
  /// ```
  ///
  /// A gradient whose norm is not finite becomes NaN, and does not pass for a good one.
  @discardableResult
  public mutating func clip(norm limit: Double) -> Double {
    let norm = globalNorm
    if !(norm <= limit) { visit(with: Scaling(factor: limit / norm)) }
    return norm
  }

  /// Moves every element of a gradient that is beyond ±`limit` to that limit.
  public mutating func clip(value limit: Double) { visit(with: Clamping(limit: limit)) }
}

/// Adds up the squares of all elements, exactly enough for any number of them.
private final class SquareSum: ParameterAction {
  private(set) var total = 0.0

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    var sum: Scalar = 0
    unsafe parameter.withPointer { x in
      unsafe Scalar.kernels.sumOfSquares(
        x, AxisExtents(outer: 1, axis: parameter.elementCount, inner: 1), into: &sum)
    }
    total += Double(sum)
  }
}

private final class Scaling: ParameterAction {
  private let factor: Double

  init(factor: Double) { self.factor = factor }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    parameter *= Scalar(factor)
  }
}

private final class Clamping: ParameterAction {
  private let limit: Double

  init(limit: Double) { self.limit = limit }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    parameter = parameter.clamped(to: -Scalar(limit)...Scalar(limit))
  }
}
