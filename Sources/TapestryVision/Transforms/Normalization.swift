import Tapestry

/// Subtracts a mean from each channel and divides by a standard deviation.
///
/// ```swift
/// // What networks of torchvision expect.
/// Normalize(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])
/// ```
public struct Normalize: PixelTransform {
  /// The mean of each channel, where white is 1.
  public let mean: [Float]
  /// The standard deviation of each channel, where white is 1.
  public let standardDeviation: [Float]

  /// A mean and a standard deviation for each channel.
  ///
  /// - Precondition: There are as many of both, and no deviation is zero.
  public init(
    mean: [Float], standardDeviation: [Float], file: StaticString = #fileID, line: UInt = #line
  ) {
    guard mean.count == standardDeviation.count, !standardDeviation.contains(0) else {
      trap(
        "Normalize.init", "the means \(mean) with the standard deviations \(standardDeviation)", file: file,
        line: line)
    }
    (self.mean, self.standardDeviation) = (mean, standardDeviation)
  }

  /// Replaces each sample by its difference to the mean, in standard deviations.
  public func callAsFunction(
    _ samples: inout MutableSpan<Float>, shape: PixelShape, using generator: inout PhiloxGenerator
  ) {
    guard mean.count == shape.channels else {
      trap("Normalize", "\(mean.count) means for an image of \(shape.channels) channels")
    }
    for channel in 0..<shape.channels {
      let factor = 1 / standardDeviation[channel]
      samples.scale(
        plane: channel, of: shape, by: factor, adding: -mean[channel] * factor)
    }
  }
}

extension MutableSpan<Float> {
  /// Replaces each sample `x` of a plane by `x * factor + offset`.
  mutating func scale(plane: Int, of shape: PixelShape, by factor: Float, adding offset: Float) {
    precondition(plane < shape.channels && count == shape.sampleCount, "scale: no such plane")
    unsafe withUnsafeMutableBufferPointer { samples in
      guard let start = samples.baseAddress else { return }
      unsafe InstructionSet.imageKernels.scale(
        start + plane * shape.planeCount, count: shape.planeCount, by: factor, adding: offset)
    }
  }
}

/// Subtracts from every sample its mean over a training set.
///
/// From images that are smaller than the mean image, its middle is subtracted wherever they were cut, as in the paper's
/// published code.
public struct SubtractMeanImage: PixelTransform {
  /// The mean of each sample, white being 1: channels × height × width.
  public let mean: Tensor<Float>
  /// What differences are multiplied by.
  public let scale: Float

  /// Subtraction of `mean`, and multiplication by `scale`: with 255, as if samples had been bytes.
  ///
  /// - Precondition: The tensor has three axes.
  public init(
    _ mean: Tensor<Float>, scale: Float = 1, file: StaticString = #fileID, line: UInt = #line
  ) {
    guard mean.rank == 3 else {
      trap(
        "SubtractMeanImage.init", "expected channels × height × width, got the shape \(mean.shape)",
        file: file, line: line)
    }
    (self.mean, self.scale) = (mean, scale)
  }

  /// Replaces each sample by its difference to the mean, times ``scale``.
  public func callAsFunction(
    _ samples: inout MutableSpan<Float>, shape: PixelShape, using generator: inout PhiloxGenerator
  ) {
    let (height, width) = (mean.shape[1], mean.shape[2])
    guard mean.shape[0] == shape.channels, height >= shape.height, width >= shape.width,
      samples.count == shape.sampleCount
    else {
      trap(
        "SubtractMeanImage",
        "a mean image of the shape \(mean.shape) for one of \(shape.channels) × \(shape.height) × \(shape.width)"
      )
    }
    let corner = (height - shape.height) / 2 * width + (width - shape.width) / 2
    unsafe mean.withUnsafeElements { mean in
      unsafe samples.withUnsafeMutableBufferPointer { samples in
        guard let from = mean.baseAddress, let to = samples.baseAddress else { return }
        for row in 0..<shape.channels * shape.height {
          let (channel, y) = (row / shape.height, row % shape.height)
          unsafe InstructionSet.imageKernels.subtract(
            from + (channel * height + y) * width + corner, from: to + row * shape.width, count: shape.width,
            thenScaleBy: scale)
        }
      }
    }
  }
}
