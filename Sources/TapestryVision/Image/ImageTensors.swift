import Tapestry

extension Tensor where Scalar == UInt8 {
  /// The samples of `image` as a tensor of shape channels × height × width.
  public init(_ image: Image) {
    let pixels = image.width * image.height
    self = unsafe Tensor(shape: [image.channelCount, image.height, image.width]) { out in
      unsafe image.samples.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.separate(
          from, pixels: pixels, channels: image.channelCount, to: to)
      }
    }
  }
}

extension Tensor where Scalar == Float {
  /// The samples of `image`, multiplied by `scale`, as a tensor of shape channels × height × width. Without a scale, they
  /// are from 0 to 1.
  public init(_ image: Image, scale: Float = 1 / 255) {
    let pixels = image.width * image.height
    self = unsafe Tensor(shape: [image.channelCount, image.height, image.width]) { out in
      unsafe image.samples.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.separate(
          from, pixels: pixels, channels: image.channelCount, scale: scale, to: to)
      }
    }
  }
}

extension Image {
  /// An image with the samples of a tensor of shape channels × height × width.
  ///
  /// - Precondition: There are 1, 3 or 4 channels, which makes the image gray, colored or colored with opacity.
  public init(_ tensor: Tensor<UInt8>, file: StaticString = #fileID, line: UInt = #line) {
    guard tensor.rank == 3, !tensor.isEmpty,
      let color = ColorModel.allCases.first(where: { $0.channelCount == tensor.shape[0] })
    else {
      trap(
        "Image.init",
        "expected a tensor of 1, 3 or 4 channels × height × width, got the shape \(tensor.shape)",
        file: file, line: line)
    }
    let count = tensor.elementCount
    let samples = unsafe [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      unsafe tensor.withUnsafeElements { elements in
        guard let from = elements.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.join(
          from, pixels: count / color.channelCount, channels: color.channelCount, to: to)
      }
      filled = count
    }
    self.init(width: tensor.shape[2], height: tensor.shape[1], color: color, samples: samples)
  }

  /// An image with the samples of a tensor of shape channels × height × width in which white is 1; they are rounded, and cut
  /// at 0 and 1.
  ///
  /// - Precondition: There are 1, 3 or 4 channels, which makes the image gray, colored or colored with opacity.
  public init(_ tensor: Tensor<Float>, file: StaticString = #fileID, line: UInt = #line) {
    let bytes = tensor.scalars.map { UInt8(($0.isNaN ? 0 : min(max($0, 0), 1)) * 255 + 0.5) }
    self.init(Tensor<UInt8>(shape: tensor.shape, scalars: bytes), file: file, line: line)
  }
}
