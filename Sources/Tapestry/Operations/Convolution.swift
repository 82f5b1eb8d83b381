import KernelTemplates

// Three operations that are each other's gradients: every gradient of one is made of the other two.
//
//     convolution      y = x ∗ w     linear in x and in w
//     data gradient    dx            linear in dy and in w
//     weight gradient  dw            linear in x and in dy

extension Tensor where Scalar: FloatingPointScalar {
  /// The two-dimensional convolution with `weights` (which are not mirrored: a cross-correlation, as everywhere in this
  /// field), plus `bias`.
  ///
  /// This tensor holds images, `[batch, channels, height, width]`. The result is `[batch, outputs, height′, width′]`:
  /// height′ = ⌊(height + top + bottom - dilation · (kernel - 1) - 1) / stride⌋ + 1, and likewise the width.
  ///
  /// ```swift
  /// let x = Tensor<Float>(zeros: [8, 3, 224, 224])
  /// let w = Tensor<Float>(zeros: [96, 3, 11, 11])
  /// x.convolved(with: w, stride: 4, padding: Padding2D(bottom: 3, right: 3)).shape   // [8, 96, 55, 55]
  /// ```
  ///
  /// Costs batch · outputs · height′ · width′ · channels / groups · kernel area multiplications at most: large `Float`
  /// convolutions take fewer.
  ///
  /// - Parameters:
  ///   - weights: `[outputs, channels / groups, kernel height, kernel width]`.
  ///   - bias: What is added to each output channel, `[outputs]`.
  ///   - stride: From an output's place in the input to the next output's.
  ///   - padding: The zeros thought around each image.
  ///   - dilation: From a tap of the kernel to the next.
  ///   - groups: How many parts both channels are cut into; each part of the outputs sees its part of the input.
  ///   - applyingReLU: Whether negative elements of the result are replaced by zero, as ``relu()`` does, at no cost.
  public func convolved(
    with weights: Tensor, bias: Tensor? = nil, stride: Extent2D = 1, padding: Padding2D = 0,
    dilation: Extent2D = 1, groups: Int = 1, applyingReLU: Bool = false, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    func fail(_ message: String) -> Never {
      trap(
        "convolved", "images of the shape \(shape), weights of the shape \(weights.shape): \(message)",
        file: file, line: line)
    }
    guard rank == 4 else { fail("expected images with 4 axes: batch, channels, height, width") }
    guard weights.rank == 4 else {
      fail("expected weights with 4 axes: outputs, channels / groups, height, width")
    }
    guard groups >= 1, shape[1] == weights.shape[1] * groups else {
      fail("the images have \(shape[1]) channels, expected \(weights.shape[1]) for each of \(groups) groups")
    }
    let outputs = weights.shape[0]
    if let bias, bias.shape != [outputs] {
      fail("the bias has the shape \(bias.shape), expected \([outputs] as TensorShape)")
    }
    let geometry: ConvolutionGeometry
    do throws(ConvolutionMistake) {
      geometry = try ConvolutionGeometry(
        images: shape, channels: outputs, weights: weights.shape, stride: stride, padding: padding,
        dilation: dilation, groups: groups)
    } catch {
      fail(error.description)
    }
    return convolved(weights, bias, geometry, applyingReLU: applyingReLU)
  }

  /// The transposed convolution: what ``convolved(with:bias:stride:padding:dilation:groups:applyingReLU:file:line:)``
  /// with the same arguments does to gradients. It spreads each element over its patch, and so enlarges images.
  ///
  /// This tensor holds images, `[batch, channels, height, width]`. The result is `[batch, outputs, height′, width′]`:
  /// height′ = (height - 1) · stride - top - bottom + dilation · (kernel - 1) + 1 + additional rows.
  ///
  /// - Parameters:
  ///   - weights: `[channels, outputs / groups, kernel height, kernel width]`.
  ///   - bias: What is added to each output channel, `[outputs]`.
  ///   - stride: From an element's patch in the result to the next element's.
  ///   - padding: What is cut off the result on each side.
  ///   - dilation: From a tap of the kernel to the next.
  ///   - groups: How many parts both channels are cut into.
  ///   - additional: Rows at the bottom and columns on the right that no patch needs to reach, fewer than the stride: with a
  ///     stride, convolutions of images of several sizes have results of one size, and this says which to go back to.
  public func convolvedTransposed(
    with weights: Tensor, bias: Tensor? = nil, stride: Extent2D = 1, padding: Padding2D = 0,
    dilation: Extent2D = 1, groups: Int = 1, additional: Extent2D = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    func fail(_ message: String) -> Never {
      trap(
        "convolvedTransposed",
        "images of the shape \(shape), weights of the shape \(weights.shape): \(message)", file: file,
        line: line)
    }
    guard rank == 4 else { fail("expected images with 4 axes: batch, channels, height, width") }
    guard weights.rank == 4 else {
      fail("expected weights with 4 axes: channels, outputs / groups, height, width")
    }
    guard shape[1] == weights.shape[0] else {
      fail("the images have \(shape[1]) channels, the weights are for \(weights.shape[0])")
    }
    guard 0..<Swift.max(stride.height, 1) ~= additional.height,
      0..<Swift.max(stride.width, 1) ~= additional.width
    else {
      fail("\(additional) additional positions: expected fewer than the stride, which is \(stride)")
    }
    func extent(_ axis: Int, _ stride: Int, _ before: Int, _ after: Int, _ dilation: Int, _ more: Int) -> Int
    {
      (shape[axis] - 1) * stride - before - after + dilation * (weights.shape[axis] - 1) + 1 + more
    }
    let height = extent(2, stride.height, padding.top, padding.bottom, dilation.height, additional.height)
    let width = extent(3, stride.width, padding.left, padding.right, dilation.width, additional.width)
    guard height >= 0, width >= 0 else { fail("the padding \(padding) leaves nothing of the result") }
    let outputs = weights.shape[1] * Swift.max(groups, 1)
    if let bias, bias.shape != [outputs] {
      fail("the bias has the shape \(bias.shape), expected \([outputs] as TensorShape)")
    }
    let geometry: ConvolutionGeometry
    do throws(ConvolutionMistake) {
      geometry = try ConvolutionGeometry(
        images: [shape[0], outputs, height, width], channels: shape[1], weights: weights.shape,
        stride: stride, padding: padding, dilation: dilation, groups: groups)
    } catch {
      fail(error.description)
    }
    guard [geometry.vertical.output, geometry.horizontal.output] == [shape[2], shape[3]] else {
      fail("the kernel and the padding do not fit the images")
    }
    return convolvedTransposed(weights, bias, geometry)
  }
}

extension ConvolutionGeometry {
  /// The convolution of `images`, a shape, to `channels` channels.
  fileprivate init(
    images: TensorShape, channels: Int, weights: TensorShape, stride: Extent2D, padding: Padding2D,
    dilation: Extent2D, groups: Int
  ) throws(ConvolutionMistake) {
    try self.init(
      batch: images[0], inputChannels: images[1], outputChannels: channels, groups: groups,
      vertical: ConvolutionAxis(
        "vertical", input: images[2], kernel: weights[2], stride: stride.height, dilation: dilation.height,
        padding: (padding.top, padding.bottom)),
      horizontal: ConvolutionAxis(
        "horizontal", input: images[3], kernel: weights[3], stride: stride.width, dilation: dilation.width,
        padding: (padding.left, padding.right)))
  }

  fileprivate var inputShape: TensorShape { [batch, inputChannels, vertical.input, horizontal.input] }
  fileprivate var outputShape: TensorShape { [batch, outputChannels, vertical.output, horizontal.output] }
  fileprivate var weightShape: TensorShape {
    [outputChannels, groupInputs, vertical.kernel, horizontal.kernel]
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// The convolution of a geometry. The gradient of a ReLU needs the result alone, so that what was before is not kept.
  private func convolved(
    _ weights: Tensor, _ bias: Tensor?, _ geometry: ConvolutionGeometry, applyingReLU: Bool = false
  ) -> Tensor {
    let x = self
    let value = unsafe Tensor(shape: geometry.outputShape) { out in
      unsafe withPointer { input in
        unsafe weights.withPointer { weights in
          unsafe Self.withPointer(bias) { bias in
            unsafe Scalar.kernels.convolve(
              geometry, input: input, weights: weights, bias: bias, relu: applyingReLU, output: out)
          }
        }
      }
    }
    let y = value.recorded(
      from: self, { dy in dy.convolvedTransposed(weights, nil, geometry) },
      from: weights, { dy in x.convolutionWeightGradient(dy, geometry) },
      from: bias, { dy in dy.biasGradient() })
    return applyingReLU ? y.recorded(from: y, withResult: { dy, y in dy.reluGradient(y.detached()) }) : y
  }

  /// The gradient with respect to the input of the convolution whose output has this gradient: a transposed convolution.
  private func convolvedTransposed(
    _ weights: Tensor, _ bias: Tensor?, _ geometry: ConvolutionGeometry
  ) -> Tensor {
    let dy = self
    let value = unsafe Tensor(shape: geometry.inputShape) { out in
      unsafe withPointer { gradient in
        unsafe weights.withPointer { weights in
          unsafe Self.withPointer(bias) { bias in
            unsafe Scalar.kernels.convolveDataGradient(
              geometry, outputGradient: gradient, weights: weights, bias: bias, inputGradient: out)
          }
        }
      }
    }
    return value.recorded(
      from: self, { ddx in ddx.convolved(weights, nil, geometry) },
      from: weights, { ddx in ddx.convolutionWeightGradient(dy, geometry) },
      from: bias, { ddx in ddx.biasGradient() })
  }

  /// The gradient with respect to the weights of the convolution of this tensor whose output has the gradient `dy`.
  private func convolutionWeightGradient(_ dy: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    let x = self
    let value = unsafe Tensor(shape: geometry.weightShape) { out in
      unsafe withPointer { input in
        unsafe dy.withPointer { gradient in
          unsafe Scalar.kernels.convolveWeightGradient(
            geometry, input: input, outputGradient: gradient, weightGradient: out)
        }
      }
    }
    return value.recorded(
      from: self, { ddw in dy.convolvedTransposed(ddw, nil, geometry) },
      from: dy, { ddw in x.convolved(ddw, nil, geometry) })
  }

  /// The sum over all images and positions for each channel.
  private func biasGradient() -> Tensor {
    let channels = shape[1]
    return summedGradient(to: [channels, 1, 1]).reshaped(to: [channels])
  }

  private static func withPointer<Result>(
    _ tensor: Tensor?, _ body: (UnsafePointer<Scalar>?) -> Result
  ) -> Result {
    guard let tensor else { return body(nil) }
    return unsafe tensor.withPointer { unsafe body($0) }
  }
}
