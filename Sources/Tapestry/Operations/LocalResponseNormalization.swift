import KernelTemplates

/// What α scales in a local response normalisation.
public enum LocalResponseScaling: Sendable {
  /// The sum of the squares, as in the paper.
  case sum
  /// Their mean: the sum divided by the size of the window, also where the ends of the channels clip it; as in PyTorch,
  /// Caffe and ONNX.
  case mean
}

extension Tensor where Scalar: FloatingPointScalar {
  /// Each element divided by a power of the squares of its neighbours along the channels, which is axis 1:
  ///
  /// b = a / (k + α Σ a²)^β
  ///
  /// (Krizhevsky, Sutskever and Hinton, NIPS 2012, section 3.3; the defaults are theirs.) The sum is over `size` channels
  /// around the element's own, those of them that exist. Where `size` is even, the channel without a partner comes before, as in
  /// PyTorch: channels c - size / 2 ... c + (size - 1) / 2.
  ///
  /// Costs `size` multiplications an element, and some twenty more where β is ¾, a logarithm and an exponential
  /// elsewhere. The gradient keeps only this tensor. It can be differentiated again, by ordinary operations.
  ///
  /// - Parameters:
  ///   - size: The channels that are summed over, at least 1.
  ///   - alpha: The factor α of the sum of squares.
  ///   - beta: The exponent β.
  ///   - k: What is added to the sum.
  ///   - scaling: Whether α scales the sum of the squares, or their mean.
  /// - Precondition: There is an axis 1; `size` is at least 1.
  public func localResponseNormalized(
    size: Int = 5, alpha: Scalar = 1e-4, beta: Scalar = 0.75, k: Scalar = 2,
    scaling: LocalResponseScaling = .sum, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard rank >= 2 else {
      trap(
        "localResponseNormalized", "the shape \(shape): expected at least two axes, the channels second",
        file: file, line: line)
    }
    guard size >= 1 else {
      trap("localResponseNormalized", "the size \(size): expected at least 1", file: file, line: line)
    }
    let farthest = Swift.max(shape[1] - 1, 0)
    let geometry = ResponseNormalization(
      images: shape[0], channels: shape[1], pixels: shape.elementCount(of: 2..<rank),
      before: Swift.min(size / 2, farthest), after: Swift.min((size - 1) / 2, farthest),
      alpha: scaling == .sum ? alpha : alpha / Scalar(size), beta: beta, k: k)
    let x = self
    return unsafe Tensor(shape: shape) { out in
      unsafe withPointer { unsafe Scalar.kernels.normalizeResponses($0, geometry, into: out) }
    }.recorded(from: self) { dy in x.localResponseGradient(dy, geometry) }
  }

  /// The gradient with respect to this tensor x, from that with respect to the normalised one:
  /// dx = dy s^-β - 2αβ x W′(dy x s^(-β-1)) with s = k + α W(x²), where W sums over windows and W′ is its adjoint.
  private func localResponseGradient(_ dy: Tensor, _ geometry: ResponseNormalization<Scalar>) -> Tensor {
    let x = self
    let (alpha, beta) = (geometry.alpha, geometry.beta)
    let value = unsafe Tensor(shape: shape) { out in
      unsafe withPointer { x in
        unsafe dy.withPointer { dy in unsafe Scalar.kernels.responseGradient(x, dy, geometry, into: out) }
      }
    }
    return value.recorded(
      from: x,
      { ddx in
        let s = x.responseDenominators(geometry)
        let lower = s.pow(-beta - 1)
        let neighbours = (ddx * x).summedOverWindow(geometry)
        let direct =
          ddx * (dy * x * lower).summedOverWindow(geometry, isAdjoint: true) + neighbours * dy * lower
        let throughDenominators =
          neighbours * dy * x * s.pow(-beta - 2) * (2 * alpha * (beta + 1)) - ddx * dy * lower
        return x * throughDenominators.summedOverWindow(geometry, isAdjoint: true) * (2 * alpha * beta)
          - direct * (2 * alpha * beta)
      },
      from: dy,
      { ddx in
        let s = x.responseDenominators(geometry)
        return ddx * s.pow(-beta)
          - x * s.pow(-beta - 1) * (ddx * x).summedOverWindow(geometry) * (2 * alpha * beta)
      })
  }

  /// k + α W(x²)
  private func responseDenominators(_ geometry: ResponseNormalization<Scalar>) -> Tensor {
    pow(2).summedOverWindow(geometry) * geometry.alpha + geometry.k
  }

  /// The sums over the windows of channels, or over the channels whose windows hold each one.
  private func summedOverWindow(_ geometry: ResponseNormalization<Scalar>, isAdjoint: Bool = false) -> Tensor
  {
    let (before, after) =
      isAdjoint ? (geometry.after, geometry.before) : (geometry.before, geometry.after)
    let channels = shape[1]
    let padded = reshaped(to: [shape[0], channels, geometry.pixels] as TensorShape)
      .padded([(before, after), (0, 0)])
    return (0...before + after).dropFirst().reduce(padded[.all, 0..<channels]) { sum, first in
      sum + padded[.all, first..<first + channels]
    }.reshaped(to: shape)
  }
}
