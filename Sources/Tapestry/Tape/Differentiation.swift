// The functional forms: everything that is differentiated goes through `differentiate`.

/// The value and the gradient of `function` at `x`.
///
/// ```swift
/// let (loss, gradient) = valueAndGradient(at: Tensor<Double>([1, 2, 3])) { x in (x * x).sum() }
/// // 14.0 and [2.0, 4.0, 6.0]
/// ```
///
/// Calls nest: the gradient of a function that itself takes a gradient is the second derivative.
///
/// - Precondition: The value has one element.
public func valueAndGradient<X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: Tensor<X>, file: StaticString = #fileID, line: UInt = #line,
  of function: (Tensor<X>) throws -> Tensor<Y>
) rethrows -> (value: Tensor<Y>, gradient: Tensor<X>) {
  let (value, gradients, _) = try differentiate(at: [ErasedTensor(x)], file: file, line: line) {
    (try function($0[0].typed()), ())
  }
  return (value, gradients[0].typed())
}

/// The gradient of `function` at `x`, as `valueAndGradient(at:file:line:of:)`.
public func gradient<X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: Tensor<X>, file: StaticString = #fileID, line: UInt = #line,
  of function: (Tensor<X>) throws -> Tensor<Y>
) rethrows -> Tensor<X> {
  try valueAndGradient(at: x, file: file, line: line, of: function).gradient
}

/// The value of `function` and its gradients with respect to several tensors, which may differ in type.
///
/// ```swift
/// let (loss, (dw, db)) = valueAndGradient(at: w, b) { w, b in ((x.matmul(w) + b - y).squared()).mean() }
/// ```
///
/// - Precondition: The value has one element.
public func valueAndGradient<each X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: repeat Tensor<each X>, file: StaticString = #fileID, line: UInt = #line,
  of function: (repeat Tensor<each X>) throws -> Tensor<Y>
) rethrows -> (value: Tensor<Y>, gradients: (repeat Tensor<each X>)) {
  var inputs: [ErasedTensor] = []
  for tensor in repeat each x { inputs.append(ErasedTensor(tensor)) }
  let (value, gradients, _) = try differentiate(at: inputs, file: file, line: line) { inputs in
    var rest = inputs[...]
    return (try function(repeat rest.removeFirst().typed((each X).self)), ())
  }
  var rest = gradients[...]
  return (value, (repeat rest.removeFirst().typed((each X).self)))
}

/// The gradients of `function` with respect to several tensors, as
/// `valueAndGradient(at:file:line:of:)`.
public func gradient<each X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: repeat Tensor<each X>, file: StaticString = #fileID, line: UInt = #line,
  of function: (repeat Tensor<each X>) throws -> Tensor<Y>
) rethrows -> (repeat Tensor<each X>) {
  try valueAndGradient(at: repeat each x, file: file, line: line, of: function).gradients
}

/// The value of `function` and its gradients with respect to every tensor of an array.
///
/// - Precondition: The value has one element.
public func valueAndGradient<X: FloatingPointScalar, Y: FloatingPointScalar>(
  at x: [Tensor<X>], file: StaticString = #fileID, line: UInt = #line,
  of function: ([Tensor<X>]) throws -> Tensor<Y>
) rethrows -> (value: Tensor<Y>, gradients: [Tensor<X>]) {
  let (value, gradients, _) = try differentiate(at: x.map(ErasedTensor.init), file: file, line: line) {
    (try function($0.map { $0.typed() }), ())
  }
  return (value, gradients.map { $0.typed() })
}

/// The value of `function` and its gradient with respect to the parameters of a model, as a model of the same type.
///
/// ```swift
/// let (loss, gradient) = valueAndGradient(at: model) { model in meanSquaredError(model(x), y) }
/// model.move(along: gradient, by: -0.1)
/// ```
///
/// - Parameters:
///   - model: Where the gradient is taken.
///   - isFrozen: Whether the parameter of a name is a constant: its gradient is zero, and nothing is recorded or computed
///     for it.
///   - function: A function of the model.
/// - Precondition: The value has one element.
public func valueAndGradient<M: Model, Y: FloatingPointScalar>(
  at model: M, freezing isFrozen: (String) -> Bool = { _ in false }, file: StaticString = #fileID,
  line: UInt = #line, of function: (M) throws -> Tensor<Y>
) rethrows -> (value: Tensor<Y>, gradient: M) {
  let (value, gradient, _) = try valueAndGradient(at: model, freezing: isFrozen, file: file, line: line) {
    (try function($0), ())
  }
  return (value, gradient)
}

/// As `valueAndGradient(at:freezing:file:line:of:)` for a function with a second result, which is passed through:
/// logits, metrics. Tensors in it are to be detached if they are computed with later.
public func valueAndGradient<M: Model, Y: FloatingPointScalar, Auxiliary>(
  at model: M, freezing isFrozen: (String) -> Bool = { _ in false }, file: StaticString = #fileID,
  line: UInt = #line, withAuxiliary function: (M) throws -> (Tensor<Y>, Auxiliary)
) rethrows -> (value: Tensor<Y>, gradient: M, auxiliary: Auxiliary) {
  let parameters = ParameterCollection(of: model)
  let trained = parameters.names.indices.filter { !isFrozen(parameters.names[$0]) }
  func merged(_ values: [ErasedTensor], into all: [ErasedTensor]) -> [ErasedTensor] {
    var all = all
    for (index, value) in zip(trained, values) { all[index] = value }
    return all
  }
  let (value, gradients, auxiliary) = try differentiate(
    at: trained.map { parameters.parameters[$0] }, file: file, line: line
  ) { values in
    try function(model.replacingParameters(with: merged(values, into: parameters.parameters)))
  }
  var all = parameters.parameters
  for index in all.indices where !trained.contains(index) { all[index] = all[index].zeros() }
  return (value, model.replacingParameters(with: merged(gradients, into: all)), auxiliary)
}

/// As `valueAndGradient(at:file:line:of:)` for a function with a second result, which is passed through.
/// Tensors in it are to be detached if they are computed with later.
public func valueAndGradient<X: FloatingPointScalar, Y: FloatingPointScalar, Auxiliary>(
  at x: Tensor<X>, file: StaticString = #fileID, line: UInt = #line,
  withAuxiliary function: (Tensor<X>) throws -> (Tensor<Y>, Auxiliary)
) rethrows -> (value: Tensor<Y>, gradient: Tensor<X>, auxiliary: Auxiliary) {
  let (value, gradients, auxiliary) = try differentiate(at: [ErasedTensor(x)], file: file, line: line) {
    try function($0[0].typed())
  }
  return (value, gradients[0].typed(), auxiliary)
}

/// The value of `function`, its gradients with respect to `inputs`, and what else it returned.
///
/// Inside a function that is being differentiated, the steps are added to that function's recording, and the walk
/// is recorded too. Outside, there is a recording for this call alone, which the walk uses up.
func differentiate<Y: FloatingPointScalar, Auxiliary>(
  at inputs: [ErasedTensor], seed: Tensor<Y>? = nil, file: StaticString, line: UInt,
  _ function: ([ErasedTensor]) throws -> (Tensor<Y>, Auxiliary)
) rethrows -> (Tensor<Y>, [ErasedTensor], Auxiliary) {
  let outer = Recording.enclosing(inputs)
  let recording = outer ?? Recording()
  defer { if outer == nil { recording.close() } }
  let watched = inputs.map { $0.watched(on: recording) }
  let (value, auxiliary) = try Recording.$mode.withValue(.record(current: recording)) {
    try function(watched)
  }
  let seed = Recording.seed(for: value, seed, operation: "valueAndGradient", file: file, line: line)
  guard let result = value.trace, result.recording === recording else {
    return (value, inputs.map { $0.zeros() }, auxiliary)
  }
  let found = recording.gradients(
    of: result, seed: ErasedTensor(seed), at: watched.compactMap(\.trace),
    walk: outer == nil ? .once : .differentiable)
  let gradients = zip(found, inputs).map { $0 ?? $1.zeros() }
  return (outer == nil ? value.detached() : value, gradients, auxiliary)
}

extension Recording {
  /// The recording that a function differentiated here adds to: that of the enclosing differentiated function or
  /// `tape.record`, or else the one that an input was recorded on. Nil where nothing is to be recorded outside.
  static func enclosing(_ inputs: [ErasedTensor]) -> Recording? {
    guard case .record(let current) = mode else { return nil }
    return current ?? inputs.lazy.compactMap { $0.trace?.recording }.first { $0.isOpen }
  }
}

extension ErasedTensor {
  /// These elements as a fresh step of `recording`: an input, or, where they were computed there, a copy that
  /// passes its gradient on.
  func watched(on recording: Recording) -> ErasedTensor {
    guard let trace, trace.recording === recording else { return traced(recording.appendInput()) }
    return traced(recording.append { _, edges in edges.append(.one(source: trace.step) { $0 }) })
  }

  /// Zeros of this type and shape.
  func zeros() -> ErasedTensor {
    switch scalarType {
    case .float64: ErasedTensor(Tensor<Double>(zeros: shape))
    default: ErasedTensor(Tensor<Float>(zeros: shape))
    }
  }
}
