import Tapestry

/// What is done with an image on its way from a data set into a batch: steps on the image, its conversion to numbers, and
/// steps on these.
///
/// ```swift
/// let training = ImagePipeline(
///   [ShorterSide(256), RandomCrop(224), RandomFlip()],
///   pixels: [Normalize(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])])
///
/// var generator = PhiloxGenerator(seed: 1).stream(epoch, index)
/// let pixels = training(image, using: &generator)      // Tensor<Float> 3 × 224 × 224
/// ```
///
/// With a generator for each presentation of each image, as here, batches are the same whoever makes them in whatever
/// order. To write into a batch without a copy, make the image and then its pixels:
///
/// ```swift
/// let cropped = training.image(from: image, using: &generator)
/// training.write(cropped, to: &slot, using: &generator)       // slot: MutableSpan<Float>
/// ```
public struct ImagePipeline: Sendable {
  /// The steps on the image, in their order.
  public var steps: [any ImageTransform]
  /// The steps on the numbers, in their order.
  public var pixels: [any PixelTransform]

  /// The given steps.
  public init(_ steps: [any ImageTransform], pixels: [any PixelTransform] = []) {
    self.steps = steps
    self.pixels = pixels
  }

  /// What becomes of `image` before it is converted to numbers.
  public func image(from image: Image, using generator: inout PhiloxGenerator) -> Image {
    steps(image, using: &generator)
  }

  /// Writes the samples of `image`, to which the steps on images were applied already, as one plane a channel and from 0 to
  /// 1, and applies the steps on pixels to them there.
  ///
  /// - Precondition: `samples` has room for exactly the samples of `image`.
  public func write(
    _ image: Image, to samples: inout MutableSpan<Float>, using generator: inout PhiloxGenerator,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    let shape = PixelShape(image)
    check(samples.count, fits: image, file, line)
    image.separate(scale: 1 / 255, to: &samples)
    for step in pixels { step(&samples, shape: shape, using: &generator) }
  }

  private func check(_ count: Int, fits image: Image, _ file: StaticString, _ line: UInt) {
    guard count == image.samples.count else {
      trap(
        "ImagePipeline.write",
        "\(image.width) × \(image.height) × \(image.channelCount) samples do not fit \(count) places",
        file: file, line: line)
    }
  }

  /// All steps on `image`: a tensor of shape channels × height × width.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Tensor<Float> {
    let image = self.image(from: image, using: &generator)
    var tensor = Tensor<Float>(repeating: 0, shape: TensorShape(PixelShape(image)))
    unsafe tensor.withUnsafeMutableElements { elements in
      var samples = unsafe elements.mutableSpan
      write(image, to: &samples, using: &generator)
    }
    return tensor
  }
}

extension Image {
  /// Writes the samples times `scale`, one plane a channel. There must be room for them.
  func separate(scale: Float, to out: inout MutableSpan<Float>) {
    precondition(out.count >= samples.count, "Image.separate: too little room")
    unsafe out.withUnsafeMutableBufferPointer { out in
      unsafe samples.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.separate(
          from, pixels: width * height, channels: channelCount, scale: scale, to: to)
      }
    }
  }
}
