import AlexNet
import ExampleSupport
import Tapestry

/// Writes a network whose layers follow one another as an ONNX model (onnx/onnx.proto; operator set 13): from `images`,
/// `[n, channels, size, size]`, to `logits` and `probabilities`, `[n, classes]`.
struct ONNXFile {
  /// What a model says about itself besides the network: how images are to be prepared, what classes are called.
  let metadata: [String: String]

  private var nodes: [[UInt8]] = []
  private var weights: [[UInt8]] = []
  /// The name of what the last node puts out.
  private var current = "images"

  /// The bytes of the model.
  static func bytes(of network: AlexNet<Float>, metadata: [String: String] = [:]) throws -> [UInt8] {
    var file = ONNXFile(metadata: metadata)
    let size = network.configuration.imageSize
    let shape: TensorShape = [1, network.configuration.channels, size, size]
    let observations = network.observations(of: Tensor(zeros: shape), .inference)
    for (name, observation) in zip(network.layerNames, observations) {
      try file.add(observation, named: name)
    }
    file.node("Identity", to: "logits")
    file.node("Softmax", to: "probabilities") { $0.attribute("axis", 1) }
    return file.model(input: shape, classes: network.configuration.classes)
  }

  private init(metadata: [String: String]) { self.metadata = metadata }

  private mutating func add(_ observation: LayerObservation, named name: String) throws {
    switch observation.layer {
    case let layer as Conv2D<Float>:
      initializer("\(name).weight", layer.weight)
      initializer("\(name).bias", layer.bias)
      node("Conv", to: name, also: ["\(name).weight", "\(name).bias"]) {
        $0.attribute("strides", [layer.stride.height, layer.stride.width])
        $0.attribute("pads", layer.padding.onnx)
        $0.attribute("dilations", [layer.dilation.height, layer.dilation.width])
        $0.attribute("group", layer.groups)
      }
      try activate(layer.activation, name)
    case let layer as Linear<Float>:
      initializer("\(name).weight", layer.weight)
      initializer("\(name).bias", layer.bias)
      node("Gemm", to: name, also: ["\(name).weight", "\(name).bias"]) { $0.attribute("transB", 1) }
      try activate(layer.activation, name)
    case let layer as LocalResponseNormalization<Float>:
      // A window without a middle lies otherwise in ONNX than here.
      guard layer.size % 2 == 1 else {
        throw Failure("\(name): ONNX has no window of \(layer.size) channels like this")
      }
      // ONNX divides α by the size.
      let alpha = layer.alpha * (layer.scaling == .sum ? Double(layer.size) : 1)
      node("LRN", to: name) {
        $0.attribute("size", layer.size)
        $0.attribute("alpha", Float(alpha))
        $0.attribute("beta", Float(layer.beta))
        $0.attribute("bias", Float(layer.k))
      }
    case let layer as MaxPool2D<Float>:
      node("MaxPool", to: name) {
        $0.attribute("kernel_shape", [layer.kernel.height, layer.kernel.width])
        $0.attribute("strides", [layer.stride.height, layer.stride.width])
        $0.attribute("pads", layer.padding.onnx)
        $0.attribute("ceil_mode", layer.roundingUp ? 1 : 0)
      }
    case is AdaptiveAveragePool2D<Float>:
      let (from, to) = (observation.inputShape, observation.outputShape)
      let factors = [from[2] / to[2], from[3] / to[3]]
      guard from[2] % to[2] == 0, from[3] % to[3] == 0 else {
        throw Failure("\(name): ONNX cannot average \(from[2]) × \(from[3]) pixels to \(to[2]) × \(to[3])")
      }
      if factors == [1, 1] { return }
      node("AveragePool", to: name) {
        $0.attribute("kernel_shape", factors)
        $0.attribute("strides", factors)
      }
    case is Flatten<Float>: node("Flatten", to: name) { $0.attribute("axis", 1) }
    case is Dropout<Float>: return  // does nothing in inference
    case let other: throw Failure("\(name): there is no form in ONNX for \(type(of: other))")
    }
  }

  private mutating func activate(_ activation: Activation, _ name: String) throws {
    switch activation {
    case .none: return
    case .relu: node("Relu", to: name + ".relu")
    case .tanh: node("Tanh", to: name + ".tanh")
    case .sigmoid: node("Sigmoid", to: name + ".sigmoid")
    case .gelu: throw Failure("\(name): operator set 13 of ONNX has no GELU")
    }
  }

  /// Adds a node that takes what the last one put out.
  private mutating func node(
    _ type: String, to name: String, also inputs: [String] = [],
    attributes: (inout ProtobufWriter) -> Void = { _ in }
  ) {
    nodes.append(
      ProtobufWriter.message { node in
        for input in [current] + inputs { node.text(1, input) }
        node.text(2, name)
        node.text(3, name)
        node.text(4, type)
        attributes(&node)
      })
    current = name
  }

  private mutating func initializer(_ name: String, _ tensor: Tensor<Float>) {
    weights.append(
      ProtobufWriter.message { message in
        for extent in tensor.shape { message.integer(1, extent) }
        message.integer(2, 1)  // FLOAT
        message.text(8, name)
        AnyTensor(tensor).withBytes { message.bytes(9, $0.array(0..<$0.byteCount)) }
      })
  }

  private func model(input: TensorShape, classes: Int) -> [UInt8] {
    ProtobufWriter.message { model in
      model.integer(1, 7)  // the version of the format that came with operator set 13
      model.text(2, "Tapestry")
      model.message(7) { graph in
        for node in nodes { graph.bytes(1, node) }
        graph.text(2, "AlexNet")
        for weight in weights { graph.bytes(5, weight) }
        graph.message(11) { $0.value("images", input.dropFirst().map { $0 }) }
        graph.message(12) { $0.value("logits", [classes]) }
        graph.message(12) { $0.value("probabilities", [classes]) }
      }
      model.message(8) { $0.integer(2, 13) }
      for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
        model.message(14) {
          $0.text(1, key)
          $0.text(2, value)
        }
      }
    }
  }
}

extension Padding2D {
  /// Where axes begin, and then where they end.
  fileprivate var onnx: [Int] { [top, left, bottom, right] }
}

extension ProtobufWriter {
  fileprivate mutating func attribute(_ name: String, _ value: Int) {
    message(5) {
      $0.text(1, name)
      $0.integer(3, value)
      $0.integer(20, 2)
    }
  }

  fileprivate mutating func attribute(_ name: String, _ value: Float) {
    message(5) {
      $0.text(1, name)
      $0.float(2, value)
      $0.integer(20, 1)
    }
  }

  fileprivate mutating func attribute(_ name: String, _ values: [Int]) {
    message(5) {
      $0.text(1, name)
      for value in values { $0.integer(8, value) }
      $0.integer(20, 7)
    }
  }

  /// An input or an output: any number of images, each of the given extents.
  fileprivate mutating func value(_ name: String, _ extents: [Int]) {
    text(1, name)
    message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, 1)
        tensor.message(2) { shape in
          shape.message(1) { $0.text(2, "n") }
          for extent in extents { shape.message(1) { $0.integer(1, extent) } }
        }
      }
    }
  }
}
