/// A value with parameters that can be trained: a layer, a whole network, or any struct of tensors.
///
/// The parameters are visited by name through one method. Gradients, optimisers, files and counts all use it:
///
/// ```swift
/// struct Regression: Model {
///   var weights = Tensor<Float>(zeros: [3, 1])
///   var bias = Tensor<Float>(zeros: [1])
///
///   mutating func visitParameters(_ visitor: inout ParameterVisitor) {
///     visitor.visit("weights", &weights)
///     visitor.visit("bias", &bias)
///   }
/// }
/// ```
///
/// A model is a value: copying it copies its parameters, and the gradient with respect to a model is a model whose
/// parameters are the gradients.
public protocol Model {
  /// Shows each parameter, and each part that is a model itself, to `visitor`: always the same ones, in the same order.
  mutating func visitParameters(_ visitor: inout ParameterVisitor)
}

extension Model {
  /// Adds `factor` times the parameters of `direction` to this model's: a step of gradient descent where
  /// `direction` is the gradient and `factor` the negative learning rate.
  public mutating func move(along direction: Self, by factor: Double) {
    visit(with: ParameterStep(direction: ParameterCollection(of: direction).parameters, factor: factor))
  }

  /// The name, shape and type of each parameter, in the order of the visit.
  public var parameters: [ParameterDescription] {
    let collection = ParameterCollection(of: self)
    return zip(collection.names, collection.parameters).map { name, parameter in
      ParameterDescription(name: name, shape: parameter.shape, scalarType: parameter.scalarType)
    }
  }

  /// The number of trainable numbers: the elements of all parameters together.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.elementCount } }

  mutating func visit(with action: any ParameterAction) {
    var visitor = ParameterVisitor(action: action)
    visitParameters(&visitor)
  }

  func replacingParameters(with values: [ErasedTensor]) -> Self {
    var result = self
    result.visit(with: ParameterReplacement(values))
    return result
  }
}

/// What a parameter of a ``Model`` is called, and what it holds.
public struct ParameterDescription: Sendable, Equatable {
  /// The path from the model to the parameter: `conv1.weight`.
  public let name: String
  /// The extents of its axes.
  public let shape: TensorShape
  /// The type of its elements.
  public let scalarType: ScalarType
}
