import Tapestry

/// The network of Krizhevsky, Sutskever and Hinton (NIPS 2012), and its variants: convolutions with local response
/// normalisation and overlapping pooling, then fully connected layers with dropout.
///
/// ```swift
/// let network = AlexNet<Float>(.paper(classes: 1000))
/// print(network.summary(for: [1, 3, 224, 224]))
/// let logits = network(images)                              // [n, 3, 224, 224] to [n, 1000]
/// let features = network.features(of: images, at: "fc7")    // [n, 4096]
/// ```
///
/// Layers are called `conv1`, `norm1`, `pool1` and so on up to `fc8`; ``layerNames`` lists them. Parameters are called as those
/// of the same network in PyTorch, made of two `Sequential`s named `features` and `classifier` as in torchvision:
/// `features.0.weight` is the first convolution's. See <doc:WeightFiles>.
///
/// A convolution and a fully connected layer contain the activation that follows them: what comes out of `conv1` has passed it.
public struct AlexNet<Scalar: FloatingPointScalar>: Layer {
  /// What the network is made of.
  public let configuration: AlexNetConfiguration
  /// What the classes are called, in the order of the outputs; their numbers unless set.
  public private(set) var classNames: [String]
  /// The layers in order, by the names that begin their parameters'.
  public private(set) var layers: Sequential<Scalar>
  /// The name of each element of `layers`, by what the layer is called.
  private let pathOfLayer: [String: String]
  /// What layers are called, from `conv1` on, in order.
  public let layerNames: [String]
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A network with first weights drawn from `generator`.
  ///
  /// - Precondition: There is such a network; see ``AlexNetConfiguration/check()``.
  public init(
    _ configuration: AlexNetConfiguration, using generator: inout PhiloxGenerator,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    do throws(AlexNetConfigurationError) {
      try self.init(configuration, drawing: &generator)
    } catch {
      trap("AlexNet", error.description, file: file, line: line)
    }
  }

  /// A network with first weights that depend on `seed` alone.
  ///
  /// - Precondition: There is such a network; see ``AlexNetConfiguration/check()``.
  public init(
    _ configuration: AlexNetConfiguration, seed: UInt64 = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    var generator = PhiloxGenerator(seed: seed)
    self.init(configuration, using: &generator, file: file, line: line)
  }

  /// A network whose weights are drawn from `generator`, or left as memory was where there is none.
  init(
    _ configuration: AlexNetConfiguration, drawing generator: inout PhiloxGenerator, isUnset: Bool = false
  ) throws(AlexNetConfigurationError) {
    var builder = AlexNetBuilder<Scalar>(
      configuration, plan: try configuration.plan(), generator: generator, isUnset: isUnset)
    builder.addFeatures()
    builder.addClassifier()
    generator = builder.generator
    self.configuration = configuration
    layers = Sequential(builder.layers)
    layerNames = builder.names
    pathOfLayer = Dictionary(uniqueKeysWithValues: zip(builder.names, builder.paths))
    classNames = (0..<configuration.classes).map(String.init)
  }

  /// The logits of each image: `[n, channels, size, size]` to `[n, classes]`.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    check(x)
    return layers.forward(x, &context)
  }

  /// What comes out of the layer called `name`, in inference: of `fc7`, the features by which the paper finds similar images
  /// (its figure 4).
  ///
  /// - Precondition: There is such a layer.
  public func features(
    of x: Tensor<Scalar>, at name: String, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<Scalar> {
    var context = LayerContext.inference
    return forward(x, upTo: name, &context, file: file, line: line)
  }

  /// What comes out of the layer called `name`, after it and all before it were applied.
  ///
  /// - Precondition: There is such a layer.
  public func forward(
    _ x: Tensor<Scalar>, upTo name: String, _ context: inout LayerContext, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor<Scalar> {
    guard let path = pathOfLayer[name] else {
      trap(
        "AlexNet", "no layer is named \(name); there are \(layerNames.joined(separator: ", "))", file: file,
        line: line)
    }
    check(x, file: file, line: line)
    return layers.forward(x, upTo: path, &context, file: file, line: line)
  }

  /// Visits each layer's parameters under PyTorch's names.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    path = visitor.path
    layers.visitParameters(&visitor)
  }

  /// The beginning of the names of the parameters of the layer called `name`: `features.0` for `conv1`; nil where there is no
  /// such layer.
  public func parameterPath(of name: String) -> String? { pathOfLayer[name] }

  /// Calls the classes by `names`.
  ///
  /// - Precondition: There is a name for each class.
  public mutating func nameClasses(
    _ names: [String], file: StaticString = #fileID, line: UInt = #line
  ) {
    guard names.count == configuration.classes else {
      trap(
        "AlexNet", "\(names.count) names for \(configuration.classes) classes", file: file, line: line)
    }
    classNames = names
  }

  private func check(_ x: Tensor<Scalar>, file: StaticString = #fileID, line: UInt = #line) {
    let (channels, size) = (configuration.channels, configuration.imageSize)
    guard x.rank == 4, x.shape[1] == channels, configuration.averagedSize != nil || x.shape[2] == size,
      configuration.averagedSize != nil || x.shape[3] == size
    else {
      trap(
        "AlexNet", "images of the shape \(x.shape), expected [n, \(channels), \(size), \(size)]",
        file: file, line: line)
    }
  }
}
