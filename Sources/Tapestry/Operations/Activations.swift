import KernelTemplates

/// How ``Tensor/gelu(_:)`` is computed.
public enum GELUForm: Sendable {
  /// x Φ(x), with the normal distribution function Φ.
  case exact
  /// x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))), the approximation in Hendrycks and Gimpel 2016.
  case tanh
}

extension Tensor where Scalar: FloatingPointScalar {
  /// max(x, 0) for each element: the rectified linear unit. The gradient at 0 is 0. What is kept for it is the result.
  public func relu() -> Tensor {
    unary(.relu).recorded(from: self, withResult: { dy, y in dy.reluGradient(y.detached()) })
  }

  /// x for each positive element, slope · x for others. What is kept for the gradient is the result.
  ///
  /// - Precondition: `slope` is not negative.
  public func leakyReLU(
    slope: Scalar = 0.01, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard slope >= 0 else {
      trap("leakyReLU", "expected a slope that is not negative, got \(slope)", file: file, line: line)
    }
    return unary(.leakyReLU(slope: slope)).recorded(
      from: self, withResult: { dy, y in dy.leakyReLUGradient(y.detached(), slope: Double(slope)) })
  }

  /// 1 / (1 + e⁻ˣ) for each element. What is kept for the gradient is the result.
  public func sigmoid() -> Tensor {
    unary(.sigmoid).recorded(from: self, withResult: { dy, y in dy.sigmoidGradient(y) })
  }

  /// log(1 + eˣ) for each element, which nowhere overflows: a smooth form of ``relu()``.
  public func softplus() -> Tensor {
    let x = self
    return unary(.softplus).recorded(from: self) { dy in dy * x.sigmoid() }
  }

  /// The Gaussian error linear unit of each element: x times the chance that a standard normal number is less than x.
  public func gelu(_ form: GELUForm = .exact) -> Tensor {
    let x = self
    return switch form {
    case .exact: unary(.gelu).recorded(from: self) { dy in dy * x.geluSlope() }
    case .tanh: unary(.approximateGelu).recorded(from: self) { dy in dy * x.approximateGELUSlope() }
    }
  }

  /// Φ(x) + x φ(x), the derivative of x Φ(x).
  private func geluSlope() -> Tensor {
    let distribution = (self * Scalar(0.5).squareRoot()).erf() * 0.5 + 0.5
    let density = (self * self * -0.5).exp() * (1 / (2 * Scalar.pi).squareRoot())
    return distribution + self * density
  }

  /// (1 + t) / 2 + x/2 · (1 - t²) u′, the derivative of x/2 · (1 + t) with t = tanh u.
  private func approximateGELUSlope() -> Tensor {
    let (scale, cubic) = ((2 / Scalar.pi).squareRoot(), 0.044715 as Scalar)
    let squares = self * self
    let t = (self * (squares * (scale * cubic) + scale)).tanh()
    let slope = squares * (3 * scale * cubic) + scale
    return t * 0.5 + 0.5 + self * 0.5 * (1 - t * t) * slope
  }

  /// This gradient where `y` is positive, else 0.
  func reluGradient(_ y: Tensor) -> Tensor {
    binary(.whereSecondIsPositive, y).recorded(from: self) { ddx in ddx.reluGradient(y) }
  }

  /// This gradient where `y` is positive, else `slope` times it.
  private func leakyReLUGradient(_ y: Tensor, slope: Double) -> Tensor {
    binary(.slopedWhereSecondIsNotPositive(slope: slope), y).recorded(from: self) { ddx in
      ddx.leakyReLUGradient(y, slope: slope)
    }
  }

  /// This gradient times y (1 - y): that with respect to the argument of a sigmoid whose value is `y`.
  private func sigmoidGradient(_ y: Tensor) -> Tensor {
    let dy = self
    return binary(.sigmoidGradient, y).recorded(
      from: self, { ddx in ddx.sigmoidGradient(y) }, from: y, { ddx in ddx * dy * (1 - y * 2) })
  }
}
