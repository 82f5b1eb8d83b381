/// A record of a computation, from which its gradients are found.
///
/// Most code calls the functional forms such as `valueAndGradient(at:of:)` and never sees a tape.
/// With one in hand, several gradients can be taken of one computation:
///
/// ```swift
/// let tape = Tape()
/// let x = tape.watch(Tensor<Double>([1, 2, 3]))
/// let y = (x * x).sum()
/// let dx = tape.gradient(of: y, withRespectTo: x)   // [2, 4, 6]
/// ```
///
/// Everything that is computed from a watched tensor is recorded until the tape is walked, closed, or gone.
public final class Tape: Sendable {
  let recording = Recording()

  /// An empty tape.
  public init() {}

  deinit { recording.close() }

  /// The number of steps recorded, inputs included.
  public var stepCount: Int { recording.stepCount }

  /// `tensor` as an input of the computation: what is computed from the result is recorded.
  public func watch<Scalar: FloatingPointScalar>(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    guard recording.isOpen else { trap("Tape.watch", "the tape is used up; make a new one") }
    var result = tensor
    result.trace = recording.appendInput()
    return result
  }

  /// Runs `body` so that functions differentiated inside it, with the functional forms, add to this tape: their
  /// gradients can then be differentiated again.
  public func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Recording.$mode.withValue(.record(current: recording), operation: body)
  }

  /// The gradient of `y` with respect to `x`; zeros where `y` does not depend on `x`.
  ///
  /// - Parameters:
  ///   - y: A tensor computed from watched ones. It needs a `seed` unless it has one element.
  ///   - x: A tensor that was watched, or computed from watched ones.
  ///   - seed: What multiplies the gradient of each element of `y`: the result is the vector-Jacobian product.
  ///   - walk: Whether the tape is used up by this.
  /// - Precondition: Both tensors were recorded on this tape, and it is not used up.
  public func gradient<Y: FloatingPointScalar, X: FloatingPointScalar>(
    of y: Tensor<Y>, withRespectTo x: Tensor<X>, seed: Tensor<Y>? = nil, walk: TapeWalk = .once,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor<X> {
    gradients(of: y, withRespectTo: [x], seed: seed, walk: walk, file: file, line: line)[0]
  }

  /// The gradients of `y` with respect to each of `inputs`, as
  /// ``gradient(of:withRespectTo:seed:walk:file:line:)`` in one walk.
  public func gradients<Y: FloatingPointScalar, X: FloatingPointScalar>(
    of y: Tensor<Y>, withRespectTo inputs: [Tensor<X>], seed: Tensor<Y>? = nil, walk: TapeWalk = .once,
    file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor<X>] {
    guard recording.isOpen else {
      trap(
        "Tape.gradient",
        "the tape is used up; pass `walk: .keeping` to every walk but the last, or record again",
        file: file, line: line)
    }
    func trace(of trace: Trace?, _ name: String) -> Trace {
      guard let trace, trace.recording === recording else {
        trap(
          "Tape.gradient",
          """
          \(name) was not recorded on this tape. Watch the inputs, and compute with the tensors that watch() \
          returns, outside of Tape.withoutRecording
          """, file: file, line: line)
      }
      return trace
    }
    let seed = Recording.seed(for: y, seed, operation: "Tape.gradient", file: file, line: line)
    let found = recording.gradients(
      of: trace(of: y.trace, "the result"), seed: ErasedTensor(seed),
      at: inputs.enumerated().map { trace(of: $1.trace, "input \($0)") }, walk: walk)
    return zip(found, inputs).map { found, input in found?.typed() ?? Tensor(zeros: input.shape) }
  }

  /// Runs `body` without recording anything: what it computes is constant to every gradient.
  public static func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Recording.$mode.withValue(.off, operation: body)
  }
}

extension Recording {
  /// The seed of a walk from `y`: the one given, which must have its shape, or a one for a single element.
  static func seed<Y: FloatingPointScalar>(
    for y: Tensor<Y>, _ given: Tensor<Y>?, operation: StaticString, file: StaticString, line: UInt
  ) -> Tensor<Y> {
    if let given {
      guard given.shape == y.shape else {
        trap(
          operation, "the seed has the shape \(given.shape), the result \(y.shape)", file: file, line: line)
      }
      return given
    }
    guard y.elementCount == 1 else {
      trap(
        operation,
        "the result has the shape \(y.shape): reduce it to one element with sum() or mean(), or pass a seed",
        file: file, line: line)
    }
    return Tensor(ones: y.shape)
  }
}
