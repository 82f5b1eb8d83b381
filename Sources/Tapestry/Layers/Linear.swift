/// A fully connected layer: y = activation(x·Wᵀ + b).
///
/// Takes `[n, inputs]` to `[n, outputs]`. Its parameters are `weight`, `[outputs, inputs]`, and `bias`, as in PyTorch.
public struct Linear<Scalar: FloatingPointScalar>: Layer {
  /// A row for each output.
  public var weight: Tensor<Scalar>
  /// What is added to each output.
  public var bias: Tensor<Scalar>
  /// What is applied to each output.
  public var activation: Activation
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer with weights drawn from `initializer`.
  ///
  /// - Parameters:
  ///   - inputs: The number of inputs.
  ///   - outputs: The number of outputs.
  ///   - activation: What is applied to each output.
  ///   - initializer: Where weights come from; He's for ReLU and Glorot's otherwise, unless given.
  ///   - initialBias: What every bias starts from.
  ///   - generator: Where random draws come from.
  public init(
    _ inputs: Int, _ outputs: Int, activation: Activation = .none, initializer: Initializer? = nil,
    initialBias: Scalar = 0, using generator: inout PhiloxGenerator
  ) {
    let initializer = initializer ?? .standard(for: activation)
    self.init(
      weight: initializer([outputs, inputs], using: &generator),
      bias: Tensor(repeating: initialBias, shape: [outputs]), activation: activation)
  }

  /// A layer with the given parameters.
  ///
  /// - Precondition: The shapes are `[outputs, inputs]` and `[outputs]`.
  public init(
    weight: Tensor<Scalar>, bias: Tensor<Scalar>, activation: Activation = .none,
    file: StaticString = #fileID, line: UInt = #line
  ) {
    guard weight.rank == 2, bias.shape == [weight.shape[0]] else {
      trap("Linear", "weights \(weight.shape) with biases \(bias.shape)", file: file, line: line)
    }
    (self.weight, self.bias, self.activation) = (weight, bias, activation)
  }

  /// The outputs for each row of `x`.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    activation(x.matmul(weight, transposing: .second) + bias)
  }

  /// One for each weight and row.
  public func multiplyAdds(for input: TensorShape) -> Int {
    weight.elementCount * (input.elementCount / weight.shape[1])
  }

  /// Visits `weight` and `bias`.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    path = visitor.path
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
