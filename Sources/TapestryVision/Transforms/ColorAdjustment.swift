import Tapestry

extension Image {
  /// Every color multiplied by `factor`: 0 gives black, 1 this image.
  public func adjustingBrightness(by factor: Double) -> Image {
    blended(with: 0, by: factor)
  }

  /// The distance of every color to the image's mean luma multiplied by `factor`: 0 gives gray, 1 this image.
  public func adjustingContrast(by factor: Double) -> Image {
    let luma = converted(to: .gray).samples
    let sum = unsafe luma.withUnsafeBufferPointer { luma in
      unsafe luma.baseAddress.map { unsafe InstructionSet.imageKernels.sum($0, count: luma.count) } ?? 0
    }
    let mean = (Float(sum) / Float(luma.count) + 0.5).rounded(.down)
    return blended(with: mean, by: factor)
  }

  /// The distance of every color to its pixel's luma multiplied by `factor`: 0 gives a gray image, 1 this one.
  public func adjustingSaturation(by factor: Double) -> Image {
    unsafe changed { pixels, count in
      unsafe InstructionSet.imageKernels.saturate(
        pixels, count: count, channels: channelCount, by: Float(factor))
    }
  }

  /// The hue of every pixel turned by `turn`, from -1/2 to 1/2 of a full turn: 1/3 makes red green.
  public func adjustingHue(by turn: Double) -> Image {
    unsafe changed { pixels, count in
      unsafe InstructionSet.imageKernels.turnHue(
        pixels, count: count, channels: channelCount, by: Float(turn))
    }
  }

  private func blended(with base: Float, by factor: Double) -> Image {
    guard color != .rgba else {
      // Opacity stays: colors are blended apart from it.
      var colors = converted(to: .rgb).blended(with: base, by: factor).converted(to: .rgba)
      colors.copyOpacity(of: self)
      return colors
    }
    return unsafe edited { samples in
      unsafe InstructionSet.imageKernels.blend(
        samples, count: self.samples.count, with: base, by: Float(factor))
    }
  }

  /// A copy whose pixels `change` has worked on; gray images have no color to change.
  private func changed(_ change: (UnsafeMutablePointer<UInt8>, Int) -> Void) -> Image {
    color == .gray ? self : unsafe edited { unsafe change($0, width * height) }
  }

  private func edited(_ edit: (UnsafeMutablePointer<UInt8>) -> Void) -> Image {
    var samples = samples
    unsafe samples.withUnsafeMutableBufferPointer { samples in
      if let start = samples.baseAddress { unsafe edit(start) }
    }
    return Image(width: width, height: height, color: color, samples: samples)
  }
}

/// Changes brightness, contrast, saturation and hue at random, in a random order.
public struct ColorJitter: ImageTransform {
  /// Factors from `1 - brightness`, or zero, to `1 + brightness` are equally likely.
  public var brightness: Double
  /// As for brightness.
  public var contrast: Double
  /// As for brightness.
  public var saturation: Double
  /// Turns from `-hue` to `hue` are equally likely; at most 1/2.
  public var hue: Double

  /// Changes by up to the given amounts; by none where they are zero.
  public init(brightness: Double = 0, contrast: Double = 0, saturation: Double = 0, hue: Double = 0) {
    (self.brightness, self.contrast) = (brightness, contrast)
    (self.saturation, self.hue) = (saturation, hue)
  }

  /// `image` in other colors.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    func factor(_ amount: Double) -> Double { generator.uniform(in: max(0, 1 - amount)...1 + amount) }
    let factors = (factor(brightness), factor(contrast), factor(saturation))
    let turn = generator.uniform(in: -hue...hue)
    var steps = [0, 1, 2, 3]
    for last in [3, 2, 1] { steps.swapAt(last, generator.integer(in: 0...last)) }
    var image = image
    for step in steps {
      switch step {
      case 0 where brightness > 0: image = image.adjustingBrightness(by: factors.0)
      case 1 where contrast > 0: image = image.adjustingContrast(by: factors.1)
      case 2 where saturation > 0: image = image.adjustingSaturation(by: factors.2)
      case 3 where hue > 0: image = image.adjustingHue(by: turn)
      default: break
      }
    }
    return image
  }
}

/// Takes the color from an image, always or at random. The number of its channels stays.
public struct Grayscale: ImageTransform {
  /// How often.
  public var probability: Double

  /// A step that takes the color with the given probability.
  public init(probability: Double = 1) { self.probability = probability }

  /// `image`, perhaps with its luma in place of every color.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    generator.happens(probability) ? image.adjustingSaturation(by: 0) : image
  }
}

/// Brings all images to one color model, and so to one number of channels.
public struct ConvertColor: ImageTransform {
  /// What the images become.
  public var color: ColorModel

  /// A conversion to `color`.
  public init(to color: ColorModel) { self.color = color }

  /// `image` as ``Image/converted(to:)`` gives it.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    image.converted(to: color)
  }
}

/// Applies other steps, or none of them.
public struct Randomly: ImageTransform {
  /// How often the steps are applied.
  public var probability: Double
  /// The steps, in their order.
  public var steps: [any ImageTransform]

  /// Steps that are applied with the given probability.
  public init(_ probability: Double, _ steps: [any ImageTransform]) {
    (self.probability, self.steps) = (probability, steps)
  }

  /// `image`, or what becomes of it after all steps.
  public func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    generator.happens(probability) ? steps(image, using: &generator) : image
  }
}
