/// How a convolution is made.
public enum ConvolutionAlgorithm: Sendable {
  /// As a product with gathered patches.
  case patches
  /// By Winograd's tiles, for a square kernel of this side.
  case winograd(kernel: Int)
}

extension ConvolutionAxis {
  /// The axis of the convolution of the output's gradient that is the gradient with respect to the input, for stride 1.
  @inlinable var mirrored: ConvolutionAxis? {
    let reach = kernel - 1
    guard stride == 1, dilation == 1, paddingBefore <= reach, paddingAfter <= reach else { return nil }
    return try? ConvolutionAxis(
      "mirrored", input: output, kernel: kernel, stride: 1, dilation: 1,
      padding: (reach - paddingBefore, reach - paddingAfter))
  }
}

extension ConvolutionGeometry {
  /// What makes the output and the weights' gradient fastest, by the extents alone.
  @inlinable var algorithm: ConvolutionAlgorithm {
    let (kernel, step) = (vertical.kernel, vertical.stride)
    guard kernel == horizontal.kernel, step == horizontal.stride, vertical.dilation == 1,
      horizontal.dilation == 1
    else { return .patches }
    // A kernel with a stride is one of fewer taps on as many more channels.
    let side = (kernel + step - 1) / step
    guard side == 3 || side == 5 else { return .patches }
    let tile = 9 - side
    guard tile * tile * kernel * kernel >= 2 * 64 * step * step, groupInputs * step * step >= 16,
      groupOutputs >= 16, batch * outputPlane >= 512
    else { return .patches }
    return .winograd(kernel: side)
  }

  /// What makes the input's gradient fastest.
  @inlinable var mirroredAlgorithm: ConvolutionAlgorithm {
    vertical.mirrored == nil || horizontal.mirrored == nil ? .patches : algorithm
  }

  /// The places of a phase's `kernel` × `kernel` taps among those of the whole kernel, for each phase; -1 where there
  /// is none.
  @inlinable func phaseTaps(kernel: Int) -> [Int] {
    let step = vertical.stride
    return (0..<step * step).flatMap { phase in
      (0..<kernel * kernel).map { tap in
        let (y, x) = (tap / kernel * step + phase / step, tap % kernel * step + phase % step)
        return y < vertical.kernel && x < horizontal.kernel ? y * horizontal.kernel + x : -1
      }
    }
  }
}
