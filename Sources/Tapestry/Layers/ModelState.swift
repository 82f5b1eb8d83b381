extension Model {
  /// All that the model learns, by name: its parameters, and state such as running means.
  public var state: [String: AnyTensor] {
    let collection = StateCollection()
    var model = self
    model.visit(with: collection)
    return Dictionary(collection.entries.map { ($0.name, $0.value.anyTensor) }) { _, last in last }
  }

  /// Writes the model's state to a safetensors file under the names of its parameters, which takes an older file's place
  /// only when it is complete.
  public func write(safetensors path: String, metadata: [String: String] = [:]) throws(FileError) {
    try SafetensorsFile.write(state, metadata: metadata, to: path)
  }

  /// Replaces the model's state by that of the same names in `file`.
  ///
  /// ```swift
  /// try model.load(SafetensorsFile("weights.safetensors"))
  /// ```
  ///
  /// - Parameters:
  ///   - file: The file, which is read once, tensor by tensor.
  ///   - ignoresOthers: Whether the file may hold tensors that the model has not.
  /// - Throws: `mismatch`, with a list of every name that is missing, left over, or has another shape or type than the
  ///   model; and what reading throws. The model stays as it was.
  public mutating func load(
    _ file: some TensorFile, ignoringOthers ignoresOthers: Bool = false
  ) throws(FileError) {
    let collection = StateCollection()
    var model = self
    model.visit(with: collection)
    let present = Set(file.names)
    var problems: [String] = []
    var values: [String: AnyTensor] = [:]
    for (name, old) in collection.entries {
      guard present.contains(name) else {
        problems.append("\(name) is missing")
        continue
      }
      let new = try file.anyTensor(name)
      if new.shape != old.shape {
        problems.append("\(name) has the shape \(new.shape), expected \(old.shape)")
      } else {
        values[name] = new
      }
    }
    let replacement = StateReplacement(values)
    model.visit(with: replacement)
    problems += replacement.problems
    if !ignoresOthers {
      let known = Set(collection.entries.map(\.name))
      problems += file.names.filter { !known.contains($0) }.map { "\($0) is not part of the model" }
    }
    guard problems.isEmpty else {
      throw FileError(.mismatch, path: file.path, problems.joined(separator: "; "))
    }
    self = model
  }
}

/// The parameters and the other state of a model, in order.
private final class StateCollection: ParameterAction {
  private(set) var entries: [(name: String, value: ErasedTensor)] = []

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    apply(toState: &parameter, named: name)
  }

  func apply<Scalar: TensorScalar>(toState state: inout Tensor<Scalar>, named name: String) {
    entries.append((name, ErasedTensor(state)))
  }
}

/// Replaces parameters and other state by those of a dictionary, where their types hold the same numbers.
private final class StateReplacement: ParameterAction {
  private let values: [String: AnyTensor]
  private(set) var problems: [String] = []

  init(_ values: [String: AnyTensor]) { self.values = values }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
    apply(toState: &parameter, named: name)
  }

  func apply<Scalar: TensorScalar>(toState state: inout Tensor<Scalar>, named name: String) {
    guard let value = values[name] else { return }
    if let converted = value.tensor(of: Scalar.self) {
      state = converted
    } else {
      problems.append("\(name) holds \(value.scalarType), expected \(Scalar.scalarType)")
    }
  }
}
