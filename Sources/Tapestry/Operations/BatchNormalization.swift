import KernelTemplates

/// A batch whose channels have been normalised, and the statistics that they had before.
public struct BatchNormalized<Scalar: FloatingPointScalar>: Sendable {
  /// The normalised elements.
  public let result: Tensor<Scalar>
  /// The mean of each channel, a constant to gradients.
  public let mean: Tensor<Scalar>
  /// The mean square deviation from it (not the unbiased estimate), a constant to gradients.
  public let variance: Tensor<Scalar>
}

extension Tensor where Scalar: FloatingPointScalar {
  /// Each channel shifted and scaled to mean 0 and variance 1 over the batch, and then by `scale` and `offset`:
  ///
  /// y = γ (x - mean) / √(variance + ε) + β
  ///
  /// (S. Ioffe and C. Szegedy, Batch normalization: accelerating deep network training by reducing internal covariate shift,
  /// ICML 2015.) Axis 1 is the channels, as in `[n, c]` and `[n, c, h, w]`. The mean and the variance depend on this tensor, and
  /// so does the gradient through them; it keeps this tensor alone, and can be differentiated again.
  ///
  /// Reads this tensor three times, and its gradient reads both operands twice.
  ///
  /// - Parameters:
  ///   - scale: γ, a number a channel.
  ///   - offset: β, a number a channel.
  ///   - epsilon: What is added to the variance.
  /// - Precondition: There is an axis 1, and `scale` and `offset` have the shape `[channels]`.
  public func batchNormalized(
    scale: Tensor, offset: Tensor, epsilon: Scalar = 1e-5, file: StaticString = #fileID, line: UInt = #line
  ) -> BatchNormalized<Scalar> {
    requireChannels(of: [scale, offset], for: "batchNormalized", file: file, line: line)
    let (x, axes) = (self, axesButChannels)
    let batch = detached()
    let (mean, variance) = (batch.mean(axes: axes), batch.variance(axes: axes, correction: 0))
    let root = (variance + epsilon).pow(-0.5)
    let factor = scale.detached() * root
    let value = batch.channelwise(times: factor, plus: offset.detached() - mean * factor)
    let result = value.recorded(jointlyFrom: [self, scale, offset].map(ErasedTensor.init)) { dy in
      if Recording.common([x, scale, dy].compactMap(\.trace)) != nil {
        return x.batchNormalizationGradients(dy, scale, epsilon).map(ErasedTensor.init)
      }
      let (sums, products) = dy.channelSums(with: batch, center: mean)
      let count = Scalar(Swift.max(batch.elementCount / Swift.max(mean.elementCount, 1), 1))
      let (a, b) = (factor, factor * root * root * products / -count)
      let dx = dy.channelwise(times: a, plus: batch, times: b, plus: a * sums / -count - b * mean)
      return [dx, products * root, sums].map(ErasedTensor.init)
    }
    return BatchNormalized(result: result, mean: mean, variance: variance)
  }

  /// Each channel shifted and scaled by statistics that are given, such as running ones in inference:
  ///
  /// y = γ (x - mean) / √(variance + ε) + β
  ///
  /// Costs a multiplication and an addition an element. All tensors have gradients, which can be differentiated again.
  ///
  /// - Parameters:
  ///   - mean: A number a channel.
  ///   - variance: A number a channel, not negative.
  ///   - scale: γ, a number a channel.
  ///   - offset: β, a number a channel.
  ///   - epsilon: What is added to the variance.
  /// - Precondition: There is an axis 1, and all others have the shape `[channels]`.
  public func batchNormalized(
    mean: Tensor, variance: Tensor, scale: Tensor, offset: Tensor, epsilon: Scalar = 1e-5,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    requireChannels(of: [mean, variance, scale, offset], for: "batchNormalized", file: file, line: line)
    let factor = scale * (variance + epsilon).pow(-0.5)
    return scaledByChannel(factor, plus: offset - mean * factor)
  }

  /// a x + b, with one a and b a channel.
  private func scaledByChannel(_ a: Tensor, plus b: Tensor) -> Tensor {
    let (x, axes) = (self, axesButChannels)
    return detached().channelwise(times: a, plus: b).recorded(
      from: self, { dy in dy.scaledByChannel(a, plus: Tensor(zeros: a.shape)) },
      from: a, { dy in (dy * x).sum(axes: axes) },
      from: b, { dy in dy.sum(axes: axes) })
  }

  /// The gradients with respect to this tensor, the scale and the offset, by ordinary operations, so that they can be
  /// differentiated.
  private func batchNormalizationGradients(_ dy: Tensor, _ scale: Tensor, _ epsilon: Scalar) -> [Tensor] {
    let axes = axesButChannels
    let centred = self - mean(axes: axes, keepingAxes: true)
    let root = (centred.pow(2).mean(axes: axes, keepingAxes: true) + epsilon).pow(-0.5)
    let normalized = centred * root
    let slope =
      dy - dy.mean(axes: axes, keepingAxes: true)
      - normalized * (dy * normalized).mean(axes: axes, keepingAxes: true)
    let aligned = TensorShape([scale.shape[0]] + [Int](repeating: 1, count: rank - 2))
    let dx = slope * root * scale.reshaped(to: aligned)
    return [dx, (dy * normalized).sum(axes: axes), dy.sum(axes: axes)]
  }

  private var axesButChannels: [Int] { [0] + (2..<rank) }

  private var channelExtents: ChannelExtents {
    ChannelExtents(images: shape[0], channels: shape[1], pixels: shape.elementCount(of: 2..<rank))
  }

  private func requireChannels(
    of others: [Tensor], for operation: StaticString, file: StaticString, line: UInt
  ) {
    guard rank >= 2, others.allSatisfy({ $0.shape == [shape[1]] }) else {
      trap(
        operation,
        "the shape \(shape) with \(others.map(\.shape)): expected channels second, and one number for each",
        file: file, line: line)
    }
  }

  private func channelwise(times a: Tensor, plus b: Tensor) -> Tensor {
    unsafe Tensor(shape: shape) { out in
      unsafe withPointer { x in
        unsafe a.withPointer { a in
          unsafe b.withPointer { b in
            unsafe Scalar.kernels.channelwise(x, times: a, plus: b, channelExtents, into: out)
          }
        }
      }
    }
  }

  private func channelwise(times a: Tensor, plus z: Tensor, times b: Tensor, plus c: Tensor) -> Tensor {
    unsafe Tensor(shape: shape) { out in
      unsafe withPointer { x in
        unsafe z.withPointer { z in
          unsafe a.withPointer { a in
            unsafe b.withPointer { b in
              unsafe c.withPointer { c in
                unsafe Scalar.kernels.channelwise(
                  x, times: a, plus: z, times: b, plus: c, channelExtents, into: out)
              }
            }
          }
        }
      }
    }
  }

  /// For each channel, the sum of this tensor, and of its product with `x` less the channel's `center`.
  private func channelSums(with x: Tensor, center: Tensor) -> (sums: Tensor, products: Tensor) {
    var products = Tensor(zeros: center.shape)
    let sums = unsafe Tensor(shape: center.shape) { sums in
      unsafe products.withMutablePointer { products in
        unsafe withPointer { y in
          unsafe x.withPointer { x in
            unsafe center.withPointer { center in
              unsafe Scalar.kernels.channelSums(
                y, x, center: center, channelExtents, sums: sums, products: products)
            }
          }
        }
      }
    }
    return (sums, products)
  }
}
