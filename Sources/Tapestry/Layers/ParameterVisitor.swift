/// What a ``Model`` shows its parameters to.
public struct ParameterVisitor {
  /// The path to the part that is being visited: `features.conv1`; empty for the model itself.
  public private(set) var path = ""
  private let action: any ParameterAction

  init(action: any ParameterAction) { self.action = action }

  /// Shows a parameter: a tensor that is trained.
  public mutating func visit<Scalar: FloatingPointScalar>(_ name: String, _ parameter: inout Tensor<Scalar>) {
    action.apply(to: &parameter, named: path(to: name))
  }

  /// Shows a tensor that belongs to the model and is saved with it, but not trained by a gradient: a running mean.
  public mutating func visitState<Scalar: TensorScalar>(_ name: String, _ state: inout Tensor<Scalar>) {
    action.apply(toState: &state, named: path(to: name))
  }

  /// Shows the parameters of a part, whose names follow the part's: `conv1.weight`.
  public mutating func visit(_ name: String, _ part: inout some Model) {
    let outer = path
    path = path(to: name)
    part.visitParameters(&self)
    path = outer
  }

  /// Shows the parameters of several parts, which are named by their index: `blocks.0.weight`.
  public mutating func visit(_ name: String, _ parts: inout [some Model]) {
    for index in parts.indices { visit("\(name).\(index)", &parts[index]) }
  }

  private func path(to name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

/// What is done to each parameter of a model, and, where wanted, to the rest of its state.
protocol ParameterAction: AnyObject {
  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String)
  func apply<Scalar: TensorScalar>(toState state: inout Tensor<Scalar>, named name: String)
}

extension ParameterAction {
  func apply<Scalar: TensorScalar>(toState state: inout Tensor<Scalar>, named name: String) {}
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
final class ParameterStep: ParameterAction {
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

/// Visits, and does nothing else: layers learn their paths from it.
final class PathVisit: ParameterAction {
  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {}
}
