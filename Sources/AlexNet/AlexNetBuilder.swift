import Tapestry

/// Lists the layers of an ``AlexNet``, counting modules as PyTorch does: an activation is one, though here it is part of the
/// layer before it.
struct AlexNetBuilder<Scalar: FloatingPointScalar> {
  let configuration: AlexNetConfiguration
  let plan: AlexNetConfiguration.Plan
  var generator: PhiloxGenerator
  /// Whether weights are left as memory was, to be loaded.
  let isUnset: Bool

  /// The layers, each named by its path.
  private(set) var layers: [NamedLayer<Scalar>] = []
  /// What each layer is called.
  private(set) var names: [String] = []
  /// The path of each layer.
  private(set) var paths: [String] = []
  private var moduleCount = 0

  init(
    _ configuration: AlexNetConfiguration, plan: AlexNetConfiguration.Plan, generator: PhiloxGenerator,
    isUnset: Bool
  ) {
    self.configuration = configuration
    self.plan = plan
    self.generator = generator
    self.isUnset = isUnset
  }

  /// The convolutions, with what follows each.
  mutating func addFeatures() {
    for (index, (stage, convolution)) in zip(plan.stages, configuration.convolutions).enumerated() {
      let number = index + 1
      let layer = Conv2D<Scalar>(
        stage.inputs, convolution.channels, kernel: Extent2D(convolution.kernel),
        stride: Extent2D(convolution.stride), padding: stage.padding, groups: convolution.groups,
        activation: configuration.activation, initializer: initializer(convolution.weightDeviation),
        initialBias: initialBias(convolution.startsBiased), using: &generator)
      add(layer, as: "conv\(number)", in: "features", modules: 2)
      if convolution.isNormalized, let normalization = configuration.normalization {
        add(
          LocalResponseNormalization<Scalar>(
            size: normalization.size, alpha: normalization.alpha, beta: normalization.beta,
            k: normalization.k, scaling: normalization.dividesAlpha ? .mean : .sum),
          as: "norm\(number)", in: "features")
      }
      if convolution.isPooled {
        add(
          MaxPool2D<Scalar>(
            kernel: Extent2D(configuration.pooling.size), stride: Extent2D(configuration.pooling.stride),
            roundingUp: configuration.roundsPoolingUp),
          as: "pool\(number)", in: "features")
      }
    }
    if let size = configuration.averagedSize {
      add(AdaptiveAveragePool2D<Scalar>(to: Extent2D(size)), as: "average", path: "avgpool")
    }
    add(Flatten<Scalar>(), as: "flatten", path: "flatten")
  }

  /// The fully connected layers, with dropout.
  mutating func addClassifier() {
    moduleCount = 0
    var inputs = plan.flattened
    var number = configuration.convolutions.count + 1
    for hidden in configuration.hidden {
      let layer = Linear<Scalar>(
        inputs, hidden.units, activation: configuration.activation,
        initializer: initializer(hidden.weightDeviation), initialBias: initialBias(hidden.startsBiased),
        using: &generator)
      if configuration.dropsInputs { addDropout(number) }
      add(layer, as: "fc\(number)", in: "classifier", modules: 2)
      if !configuration.dropsInputs { addDropout(number) }
      inputs = hidden.units
      number += 1
    }
    let output = Linear<Scalar>(
      inputs, configuration.classes, initializer: initializer(nil), using: &generator)
    add(output, as: "fc\(number)", in: "classifier")
  }

  private mutating func addDropout(_ number: Int) {
    add(Dropout<Scalar>(configuration.dropout), as: "drop\(number)", in: "classifier")
  }

  /// Where weights come from; nil for what suits the layer's activation and size.
  private func initializer(_ deviation: Double?) -> Initializer? {
    isUnset ? .unset : (deviation ?? configuration.weightDeviation).map { .normal(deviation: $0) }
  }

  private func initialBias(_ startsBiased: Bool) -> Scalar {
    startsBiased ? Scalar(configuration.initialBias) : 0
  }

  /// Adds a layer that stands for `modules` modules of PyTorch's `group`.
  private mutating func add(
    _ layer: some Layer<Scalar>, as name: String, in group: String, modules: Int = 1
  ) {
    add(layer, as: name, path: "\(group).\(moduleCount)")
    moduleCount += modules
  }

  private mutating func add(_ layer: some Layer<Scalar>, as name: String, path: String) {
    layers.append(layer.named(path))
    names.append(name)
    paths.append(path)
  }
}
