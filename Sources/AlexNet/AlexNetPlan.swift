import Tapestry

/// Why there is no network of a configuration.
public struct AlexNetConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what was expected.
  public let description: String
}

extension AlexNetConfiguration {
  /// Checks that there is a network of this configuration: numbers in their ranges, groups that divide their channels, images
  /// large enough for every window. Allocates nothing, and is meant for what comes from outside: making a network traps.
  public func check() throws(AlexNetConfigurationError) { _ = try plan() }

  /// The number of trainable numbers of the network.
  ///
  /// - Throws: As ``check()``.
  public func parameterCount() throws(AlexNetConfigurationError) -> Int {
    let plan = try plan()
    let inFeatures = zip(plan.stages, convolutions).reduce(0) { sum, layer in
      let (stage, convolution) = layer
      return sum + convolution.channels
        * (stage.inputs / convolution.groups * convolution.kernel * convolution.kernel + 1)
    }
    let widths = [plan.flattened] + hidden.map(\.units) + [classes]
    return zip(widths, widths.dropFirst()).reduce(inFeatures) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// What follows from a configuration for each layer.
  struct Plan {
    /// What follows for a convolution.
    struct Stage: Equatable {
      /// The channels that go in.
      var inputs: Int
      /// Zeros around the image that goes in.
      var padding: Padding2D
      /// The rows and columns after the convolution.
      var convolved: Int
      /// The rows and columns after pooling, where there is one.
      var pooled: Int
    }

    var stages: [Stage] = []
    /// The numbers of one image that go into the fully connected layers.
    var flattened = 0
  }

  func plan() throws(AlexNetConfigurationError) -> Plan {
    try require(imageSize, in: 1...4096, "the image size")
    try require(channels, in: 1...1024, "the number of channels")
    try require(classes, in: 1...Self.most, "the number of classes")
    try require(convolutions.count, in: 1...16, "the number of convolutions")
    try require(hidden.count, in: 0...16, "the number of hidden layers")
    try require(pooling.size, in: 1...64, "the size of pooling")
    try require(pooling.stride, in: 1...pooling.size, "the stride of pooling")
    try checkNumbers()
    var plan = Plan()
    var (extent, inputs) = (imageSize, channels)
    for (index, layer) in convolutions.enumerated() {
      let name = "conv\(index + 1)"
      try require(layer.channels, in: 1...Self.most, "\(name): the number of filters")
      try require(layer.kernel, in: 1...64, "\(name): the kernel")
      try require(layer.stride, in: 1...64, "\(name): the stride")
      try require(layer.padding, in: 0...64, "\(name): the padding")
      try require(layer.groups, in: 1...Self.most, "\(name): the number of groups")
      guard inputs % layer.groups == 0, layer.channels % layer.groups == 0 else {
        throw Self.mistake(
          "\(name): \(inputs) and \(layer.channels) channels cannot be divided into \(layer.groups) groups")
      }
      let room = extent + 2 * layer.padding - layer.kernel
      guard room >= 0 else {
        throw Self.mistake(
          "\(name): a kernel of \(layer.kernel) does not fit \(extent) pixels: the images are too small")
      }
      let extra = roundsConvolutionsUp ? (layer.stride - room % layer.stride) % layer.stride : 0
      let padding = Padding2D(
        top: layer.padding, bottom: layer.padding + extra, left: layer.padding,
        right: layer.padding + extra)
      let convolved = (room + extra) / layer.stride + 1
      extent = convolved
      if layer.isPooled {
        guard extent >= pooling.size else {
          throw Self.mistake(
            "\(name): a pooling window of \(pooling.size) does not fit \(extent) pixels: the images are too small"
          )
        }
        let room = extent - pooling.size + (roundsPoolingUp ? pooling.stride - 1 : 0)
        extent = room / pooling.stride + 1
      }
      plan.stages.append(
        Plan.Stage(inputs: inputs, padding: padding, convolved: convolved, pooled: extent))
      inputs = layer.channels
    }
    for (index, layer) in hidden.enumerated() {
      try require(layer.units, in: 1...Self.most, "fc\(convolutions.count + 1 + index): the number of units")
    }
    let size = averagedSize ?? extent
    plan.flattened = inputs * size * size
    return plan
  }

  /// The most filters, units and classes.
  private static let most = 1 << 17

  private func checkNumbers() throws(AlexNetConfigurationError) {
    if let averagedSize { try require(averagedSize, in: 1...256, "the averaged size") }
    guard dropout >= 0, dropout < 1 else { throw Self.mistake("the dropout \(dropout) is not in 0..<1") }
    let deviations = [weightDeviation] + convolutions.map(\.weightDeviation) + hidden.map(\.weightDeviation)
    guard initialBias.isFinite, deviations.allSatisfy({ $0.map { $0.isFinite && $0 >= 0 } ?? true }) else {
      throw Self.mistake("first weights and biases must be finite, and deviations not negative")
    }
    guard let normalization else { return }
    try require(normalization.size, in: 1...Self.most, "the size of normalisation")
    guard normalization.alpha.isFinite, normalization.beta.isFinite, normalization.k.isFinite,
      normalization.alpha >= 0, normalization.k > 0
    else {
      throw Self.mistake("the constants of normalisation must be finite, α not negative and k positive")
    }
  }

  private func require(
    _ value: Int, in range: ClosedRange<Int>, _ name: String
  ) throws(AlexNetConfigurationError) {
    guard range.contains(value) else {
      throw Self.mistake("\(name) is \(value), expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private static func mistake(_ description: String) -> AlexNetConfigurationError {
    AlexNetConfigurationError(description: description)
  }
}
