extension AlexNetConfiguration {
  /// The network of Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks",
  /// NIPS 2012: 224×224 color images, 60,965,224 parameters and 724.4 million multiply-adds an image with 1000 classes.
  ///
  /// Sizes are rounded up as in the authors' code, so that 224 pixels become 55 places of the first filters.
  ///
  /// - Parameters:
  ///   - classes: The number of classes.
  ///   - width: What the numbers of filters and of hidden units are multiplied by; they stay even.
  public static func paper(classes: Int = 1000, width: Double = 1) -> AlexNetConfiguration {
    var configuration = AlexNetConfiguration(
      imageSize: 224, classes: classes,
      convolutions: [
        Convolution(96, kernel: 11, stride: 4, isNormalized: true, isPooled: true),
        Convolution(
          256, kernel: 5, padding: 2, groups: 2, isNormalized: true, isPooled: true, startsBiased: true),
        Convolution(384, kernel: 3, padding: 1),
        Convolution(384, kernel: 3, padding: 1, groups: 2, startsBiased: true),
        Convolution(256, kernel: 3, padding: 1, groups: 2, isPooled: true, startsBiased: true),
      ], hidden: [Hidden(4096, startsBiased: true), Hidden(4096, startsBiased: true)])
    configuration.roundsConvolutionsUp = true
    configuration.roundsPoolingUp = true
    return configuration.scaled(by: width)
  }

  /// Caffe's variant of the paper's network (its `bvlc_alexnet`): 227×227 images without padding, a normalisation with k = 1
  /// whose α is divided by the window's size, biases that begin at 0.1, and smaller first weights in the hidden layers.
  ///
  /// - Parameters:
  ///   - classes: The number of classes.
  ///   - width: What the numbers of filters and of hidden units are multiplied by; they stay even.
  public static func caffe(classes: Int = 1000, width: Double = 1) -> AlexNetConfiguration {
    var configuration = paper(classes: classes, width: width)
    configuration.imageSize = 227
    configuration.normalization?.k = 1
    configuration.normalization?.dividesAlpha = true
    configuration.roundsConvolutionsUp = false
    configuration.initialBias = 0.1
    for index in configuration.hidden.indices { configuration.hidden[index].weightDeviation = 0.005 }
    return configuration
  }

  /// The variant of Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, in the form that
  /// torchvision ships: narrower convolutions without groups and normalisation, dropout before the hidden layers; 61,100,840
  /// parameters with 1000 classes. torchvision's weights fit it as they are.
  ///
  /// First weights are He's, as training from the beginning needs them without normalisation.
  ///
  /// - Parameters:
  ///   - classes: The number of classes.
  ///   - width: What the numbers of filters and of hidden units are multiplied by; they stay even.
  public static func oneWeirdTrick(classes: Int = 1000, width: Double = 1) -> AlexNetConfiguration {
    var configuration = AlexNetConfiguration(
      imageSize: 224, classes: classes,
      convolutions: [
        Convolution(64, kernel: 11, stride: 4, padding: 2, isPooled: true),
        Convolution(192, kernel: 5, padding: 2, isPooled: true),
        Convolution(384, kernel: 3, padding: 1),
        Convolution(256, kernel: 3, padding: 1),
        Convolution(256, kernel: 3, padding: 1, isPooled: true),
      ], hidden: [Hidden(4096), Hidden(4096)])
    configuration.normalization = nil
    configuration.dropsInputs = true
    configuration.averagedSize = 6
    configuration.weightDeviation = nil
    configuration.initialBias = 0
    return configuration.scaled(by: width)
  }

  /// A network in the paper's spirit for images of 28 to 64 pixels: five convolutions, normalisation and overlapping pooling
  /// where the paper has them, three fully connected layers; 367,242 parameters unless told otherwise.
  ///
  /// Filters are small and stand close, since little is to be seen in few pixels. First weights are He's and biases 0, from
  /// which training begins at once also on few images.
  ///
  /// - Parameters:
  ///   - classes: The number of classes.
  ///   - width: What the numbers of filters and of hidden units are multiplied by; they stay even.
  ///   - imageSize: The rows and columns of an image.
  ///   - channels: The channels of an image: 1 where it is gray.
  public static func small(
    classes: Int = 10, width: Double = 1, imageSize: Int = 28, channels: Int = 1
  ) -> AlexNetConfiguration {
    var configuration = AlexNetConfiguration(
      imageSize: imageSize, channels: channels, classes: classes,
      convolutions: [
        Convolution(32, kernel: 5, padding: 2, isNormalized: true, isPooled: true),
        Convolution(64, kernel: 5, padding: 2, groups: 2, isNormalized: true, isPooled: true),
        Convolution(96, kernel: 3, padding: 1),
        Convolution(96, kernel: 3, padding: 1, groups: 2),
        Convolution(64, kernel: 3, padding: 1, groups: 2, isPooled: true),
      ], hidden: [Hidden(256), Hidden(256)])
    configuration.roundsPoolingUp = true
    configuration.weightDeviation = nil
    configuration.initialBias = 0
    return configuration.scaled(by: width)
  }

  /// Multiplies the numbers of filters and of hidden units, and rounds them to even ones.
  private func scaled(by width: Double) -> AlexNetConfiguration {
    func scale(_ number: inout Int) {
      let half = (Double(number) * width / 2).rounded()
      // What no network can have is refused when one is made.
      number = half < 0x1p40 ? max(2 * Int(half), 2) : .max
    }
    var result = self
    guard width != 1 else { return result }
    for index in convolutions.indices { scale(&result.convolutions[index].channels) }
    for index in hidden.indices { scale(&result.hidden[index].units) }
    return result
  }
}
