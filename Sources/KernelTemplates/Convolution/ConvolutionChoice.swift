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
  /// What runs fastest, by the extents alone.
  @inlinable var algorithm: ConvolutionAlgorithm {
    let kernel = vertical.kernel
    guard kernel == horizontal.kernel, kernel == 3 || kernel == 5, vertical.mirrored != nil,
      horizontal.mirrored != nil, min(groupInputs, groupOutputs) >= 16, batch * outputPlane >= 256
    else { return .patches }
    return .winograd(kernel: kernel)
  }
}
