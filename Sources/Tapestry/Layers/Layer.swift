/// A function with parameters, from a tensor to a tensor: a convolution, or a whole network made of layers.
///
/// ```swift
/// struct Perceptron: Layer {
///   var hidden = Linear<Float>(784, 100, activation: .relu)
///   var output = Linear<Float>(100, 10)
///
///   func forward(_ x: Tensor<Float>, _ context: inout LayerContext) -> Tensor<Float> {
///     output(hidden(x, &context), &context)
///   }
///
///   mutating func visitParameters(_ visitor: inout ParameterVisitor) {
///     visitor.visit("hidden", &hidden)
///     visitor.visit("output", &output)
///   }
/// }
/// ```
///
/// A layer is called as a function: `layer(x)` for inference, `layer(x, &context)` where layers behave differently in
/// training.
public protocol Layer<Scalar>: Model, Sendable {
  /// The type of the numbers that the layer works on.
  associatedtype Scalar: FloatingPointScalar

  /// The value of the layer at `x`. Implemented by the layer; called through `layer(x, &context)`, which also
  /// tells observers of the context.
  func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar>

  /// The multiplications, each with an addition, that the layer does on an input of the shape `input`, apart from
  /// those of layers inside it. Zero unless the layer says otherwise.
  func multiplyAdds(for input: TensorShape) -> Int

  /// The path from the outermost model to this layer, as of the last visit; empty where the layer doesn't keep it.
  var path: String { get }
}

extension Layer {
  /// The value of the layer at `x`, in training or inference as `context` says.
  public func callAsFunction(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    guard context.isObserved else { return forward(x, &context) }
    return context.observe(self, x)
  }

  /// The value of the layer at `x`, in inference.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    var context = LayerContext.inference
    return self(x, &context)
  }

  /// None.
  public func multiplyAdds(for input: TensorShape) -> Int { 0 }

  /// Not kept.
  public var path: String { "" }
}
