/// What an ``Optimizer`` remembers of earlier gradients, by the names of the parameters: velocities, means, and so on.
///
/// It is saved beside a model's own tensors, and taken up again with them:
///
/// ```swift
/// try SafetensorsFile.write(optimizer.state.tensors, to: "optimizer.safetensors")
/// let saved = try SafetensorsFile("optimizer.safetensors").tensors()
/// optimizer.state = try OptimizerState(saved, for: model)
/// ```
///
/// A parameter that nothing is remembered of begins with zeros.
public struct OptimizerState: Sendable {
  /// What is remembered of one parameter.
  struct Entry {
    /// The number of steps so far.
    var step = 0
    /// The velocity, or whatever else the optimiser keeps, by its name.
    var tensors: [String: ErasedTensor] = [:]
  }

  var entries: [String: Entry] = [:]

  /// Nothing remembered.
  public init() {}

  /// What was remembered when ``tensors`` were taken. Those whose names do not begin as theirs are left out, so that
  /// one file can also hold the model.
  ///
  /// - Throws: `mismatch` where a tensor does not fit a parameter of `model`, or is no number of steps.
  public init(_ tensors: [String: AnyTensor], for model: some Model) throws(FileError) {
    let parameters = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0) })
    for (name, tensor) in tensors where name.hasPrefix(Self.prefix) {
      let parts = name.dropFirst(Self.prefix.count).split(separator: ".", maxSplits: 1).map(String.init)
      guard parts.count == 2, let parameter = parameters[parts[1]] else {
        throw FileError(.mismatch, "\(name) belongs to no parameter of the model")
      }
      if parts[0] == Self.stepName {
        guard case .int32(let step) = tensor, step.elementCount == 1, step.item() >= 0 else {
          throw FileError(.mismatch, "\(name) is no number of steps")
        }
        entries[parameter.name, default: Entry()].step = Int(step.item())
      } else {
        guard tensor.shape == parameter.shape, tensor.scalarType == parameter.scalarType else {
          throw FileError(
            .mismatch,
            "\(name) holds \(tensor.scalarType) of the shape \(tensor.shape): expected \(parameter.scalarType) of \(parameter.shape)"
          )
        }
        entries[parameter.name, default: Entry()].tensors[parts[0]] = tensor.erased
      }
    }
  }

  /// All that is remembered, as tensors: `optimizer.velocity.conv1.weight` and the like, and the number of steps so
  /// far as `optimizer.step.conv1.weight`.
  public var tensors: [String: AnyTensor] {
    var tensors: [String: AnyTensor] = [:]
    for (parameter, entry) in entries {
      tensors["\(Self.prefix)\(Self.stepName).\(parameter)"] = AnyTensor(
        Tensor(Int32(clamping: entry.step)))
      for (kind, tensor) in entry.tensors { tensors["\(Self.prefix)\(kind).\(parameter)"] = tensor.anyTensor }
    }
    return tensors
  }

  private static let prefix = "optimizer."
  private static let stepName = "step"
}
