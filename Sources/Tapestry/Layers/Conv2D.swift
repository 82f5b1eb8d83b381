/// A convolution of images: y = activation(x ⋆ W + b).
///
/// Takes `[n, c, h, w]` to `[n, channels, h', w']`. Its parameters are `weight`,
/// `[channels, c / groups, kernel, kernel]`, and `bias`, as in PyTorch.
public struct Conv2D<Scalar: FloatingPointScalar>: Layer {
  /// A filter for each channel that comes out.
  public var weight: Tensor<Scalar>
  /// What is added to each channel.
  public var bias: Tensor<Scalar>
  /// The distance between neighbouring places of a filter.
  public var stride: Extent2D
  /// Zeros around the image.
  public var padding: Padding2D
  /// The distance between neighbouring elements of a filter, on the image.
  public var dilation: Extent2D
  /// The number of parts that channels are divided into, each connected to its own part of the input.
  public var groups: Int
  /// What is applied to each element that comes out.
  public var activation: Activation
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer with weights drawn from `initializer`.
  ///
  /// - Parameters:
  ///   - inputs: The channels of an image that goes in.
  ///   - channels: The channels of what comes out: the number of filters.
  ///   - kernel: The extents of a filter.
  ///   - stride: The distance between neighbouring places of a filter.
  ///   - padding: Zeros around the image.
  ///   - dilation: The distance between neighbouring elements of a filter, on the image.
  ///   - groups: The number of parts that channels are divided into, each connected to its own part of the input.
  ///   - activation: What is applied to each element that comes out.
  ///   - initializer: Where weights come from; He's for ReLU and Glorot's otherwise, unless given.
  ///   - initialBias: What every bias starts from.
  ///   - generator: Where random draws come from.
  /// - Precondition: `groups` divides both numbers of channels.
  public init(
    _ inputs: Int, _ channels: Int, kernel: Extent2D, stride: Extent2D = 1, padding: Padding2D = 0,
    dilation: Extent2D = 1, groups: Int = 1, activation: Activation = .none, initializer: Initializer? = nil,
    initialBias: Scalar = 0, using generator: inout PhiloxGenerator, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    guard groups > 0, inputs % groups == 0, channels % groups == 0 else {
      trap(
        "Conv2D", "\(inputs) and \(channels) channels cannot be divided into \(groups) groups", file: file,
        line: line)
    }
    let initializer = initializer ?? .standard(for: activation)
    weight = initializer(
      [channels, inputs / groups, kernel.height, kernel.width], using: &generator)
    bias = Tensor(repeating: initialBias, shape: [channels])
    (self.stride, self.padding, self.dilation, self.groups) = (stride, padding, dilation, groups)
    self.activation = activation
  }

  /// The filters' responses.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    let y = x.convolved(
      with: weight, bias: bias, stride: stride, padding: padding, dilation: dilation, groups: groups,
      applyingReLU: activation == .relu)
    return activation == .relu ? y : activation(y)
  }

  /// One for each weight and place of its filter.
  public func multiplyAdds(for input: TensorShape) -> Int {
    func places(_ axis: Int, stride: Int, padding: Int, dilation: Int) -> Int {
      (input[axis] + padding - dilation * (weight.shape[axis] - 1) - 1) / stride + 1
    }
    let rows = places(
      2, stride: stride.height, padding: padding.top + padding.bottom, dilation: dilation.height)
    let columns = places(
      3, stride: stride.width, padding: padding.left + padding.right, dilation: dilation.width)
    return input[0] * rows * columns * weight.elementCount
  }

  /// Visits `weight` and `bias`.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    path = visitor.path
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}
