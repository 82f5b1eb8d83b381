import KernelTemplates

extension Tensor where Scalar: FloatingPointScalar {
  /// The mean of each window that moves over the images.
  ///
  /// This tensor holds images, `[batch, channels, height, width]`. The result is `[batch, channels, height′, width′]`:
  /// height′ = ⌊(height + top + bottom - kernel) / stride⌋ + 1, and likewise the width.
  ///
  /// Costs an addition for each element of each window. The gradient keeps nothing, and can be differentiated again.
  ///
  /// - Parameters:
  ///   - kernel: The extents of a window.
  ///   - stride: From a window to the next; the window's own extents unless given.
  ///   - padding: The zeros thought around each image.
  ///   - countsPadding: Whether those zeros count as elements, so that every window's sum is divided by the same number.
  /// - Precondition: There are 4 axes. Padding is less than the window, on each side, and the window fits the padded image.
  public func averagePooled(
    kernel: Extent2D, stride: Extent2D? = nil, padding: Padding2D = 0, countsPadding: Bool = true,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    averagePooled(
      poolingGeometry(
        kernel: kernel, stride: stride ?? kernel, padding: padding, roundingUp: false, for: "averagePooled",
        file: file, line: line), countsPadding: countsPadding)
  }

  /// The mean of each channel of each image: `[batch, channels, height, width]` becomes `[batch, channels, 1, 1]`.
  ///
  /// - Precondition: There are 4 axes.
  public func globalAveragePooled(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard rank == 4 else {
      trap(
        "globalAveragePooled",
        "images of the shape \(shape): expected 4 axes: batch, channels, height, width", file: file,
        line: line)
    }
    return mean(axes: [2, 3], keepingAxes: true)
  }

  /// The means of windows that are chosen so that the result has the given extents: window i of o reaches from
  /// ⌊i · height / o⌋ to ⌈(i + 1) · height / o⌉, as in PyTorch.
  ///
  /// Costs nothing where the images have those extents, as much as ``averagePooled(kernel:stride:padding:countsPadding:file:line:)`` where these
  /// divide the images' own, and two matrix products elsewhere.
  ///
  /// - Precondition: There are 4 axes, and images have at least one element; the extents are at least 1.
  public func adaptiveAveragePooled(
    to extent: Extent2D, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard rank == 4, shape[2] > 0, shape[3] > 0, extent.height > 0, extent.width > 0 else {
      trap(
        "adaptiveAveragePooled",
        "images of the shape \(shape) to \(extent): expected 4 axes (batch, channels, height, width) and no empty images",
        file: file, line: line)
    }
    let (height, width) = (shape[2], shape[3])
    if height == extent.height && width == extent.width { return self }
    if height % extent.height == 0 && width % extent.width == 0 {
      return averagePooled(
        kernel: Extent2D(height: height / extent.height, width: width / extent.width), file: file, line: line)
    }
    let rows = Tensor.adaptiveMeans(of: height, to: extent.height)
    let columns = Tensor.adaptiveMeans(of: width, to: extent.width)
    let planes = shape[0] * shape[1]
    let narrow = reshaped(to: [planes * height, width] as TensorShape).matmul(columns, transposing: .second)
    return rows.matmul(narrow.reshaped(to: [planes, height, extent.width] as TensorShape))
      .reshaped(to: [shape[0], shape[1], extent.height, extent.width] as TensorShape)
  }

  private func averagePooled(_ geometry: PoolingGeometry, countsPadding: Bool) -> Tensor {
    let value = unsafe Tensor(shape: .pooled(shape, geometry)) { out in
      unsafe withPointer {
        unsafe Scalar.kernels.poolAverages($0, geometry, countsPadding: countsPadding, into: out)
      }
    }
    let whole = shape
    return value.recorded(from: self) { dy in
      dy.spreadAverages(to: whole, geometry, countsPadding: countsPadding)
    }
  }

  /// The gradient of an average pooling of images of the shape `images`.
  private func spreadAverages(to images: TensorShape, _ geometry: PoolingGeometry, countsPadding: Bool)
    -> Tensor
  {
    let value = unsafe Tensor(shape: images) { out in
      unsafe withPointer {
        unsafe Scalar.kernels.spreadAverages($0, geometry, countsPadding: countsPadding, into: out)
      }
    }
    return value.recorded(from: self) { ddx in ddx.averagePooled(geometry, countsPadding: countsPadding) }
  }

  /// The matrix that takes the means of windows of one axis, a row each.
  private static func adaptiveMeans(of input: Int, to output: Int) -> Tensor {
    var means = [Scalar](repeating: 0, count: input * output)
    for window in 0..<output {
      let range = window * input / output..<((window + 1) * input + output - 1) / output
      for place in range { means[window * input + place] = 1 / Scalar(range.count) }
    }
    return Tensor(shape: [output, input], scalars: means)
  }
}
