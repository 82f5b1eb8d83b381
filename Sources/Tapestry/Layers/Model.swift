/// A value with parameters that can be trained: a layer, a whole network, or any struct of tensors.
///
/// The parameters are visited by name through one method. Gradients, optimisers, checkpoints and counts all use it:
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
    let collected = ParameterCollection(of: direction)
    let step = ParameterStep(direction: collected.parameters, factor: factor)
    visit(with: step)
  }

  mutating func visit(with action: any ParameterAction) {
    var visitor = ParameterVisitor(action: action)
    visitParameters(&visitor)
  }
}

/// What a ``Model`` shows its parameters to.
public struct ParameterVisitor {
  private var path = ""
  private let action: any ParameterAction

  init(action: any ParameterAction) { self.action = action }

  /// Shows a parameter.
  public mutating func visit<Scalar: FloatingPointScalar>(_ name: String, _ parameter: inout Tensor<Scalar>) {
    action.apply(to: &parameter, named: path + name)
  }

  /// Shows the parameters of a part, whose names follow the part's: `conv1.weight`.
  public mutating func visit(_ name: String, _ part: inout some Model) {
    let outer = path
    path += name + "."
    part.visitParameters(&self)
    path = outer
  }

  /// Shows the parameters of several parts, which are named by their index: `blocks.0.weight`.
  public mutating func visit(_ name: String, _ parts: inout [some Model]) {
    for index in parts.indices { visit("\(name).\(index)", &parts[index]) }
  }
}

/// What is done to each parameter of a model.
protocol ParameterAction: AnyObject {
  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String)
}

/// The parameters of a model, in order.
final class ParameterCollection: ParameterAction {
  private(set) var parameters: [ErasedTensor] = []
  private(set) var names: [String] = []

  init(of model: some Model) {
    var model = model
    model.visit(with: self)
  }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    parameters.append(ErasedTensor(parameter))
    names.append(name)
  }
}

/// Replaces the parameters of a model, in order.
final class ParameterReplacement: ParameterAction {
  private var values: ArraySlice<ErasedTensor>

  init(_ values: [ErasedTensor]) { self.values = values[...] }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    parameter = values.removeFirst().typed()
  }
}

/// Adds a multiple of other parameters to those of a model, in order.
private final class ParameterStep: ParameterAction {
  private var direction: ArraySlice<ErasedTensor>
  private let factor: Double

  init(direction: [ErasedTensor], factor: Double) {
    self.direction = direction[...]
    self.factor = factor
  }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    let direction: Tensor<Scalar> = self.direction.removeFirst().typed()
    parameter += direction * Scalar(factor)
  }
}
