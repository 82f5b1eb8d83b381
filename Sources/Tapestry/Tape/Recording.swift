import Synchronization

/// Where in a recording a tensor was made.
struct Trace: Sendable {
  let recording: Recording
  let step: Int
}

/// A Wengert list: the steps of a computation in the order in which they ran.
///
/// Each step has an edge to every earlier step that it depends on, with the *pullback* that turns the gradient
/// with respect to the step's result into the gradient with respect to that earlier one. Steps are only appended,
/// so a walk from the last to the first meets every step after all that use it: no sort, no recursion
/// (Griewank and Walther, Evaluating Derivatives, 2008, section 3.2).
///
/// Steps and edges lie in two flat arrays. What a pullback captured is released as soon as the walk has passed.
final class Recording: Sendable {
  typealias Pullback = @Sendable (ErasedTensor) -> ErasedTensor

  enum Edge: Sendable {
    /// The step depends on one earlier one.
    case one(source: Int, Pullback)
    /// The step depends on several earlier ones, whose gradients are best found together, in the order of `sources`.
    case several(sources: [Int], @Sendable (ErasedTensor) -> [ErasedTensor])
    /// A walk has passed, and released what the pullback held.
    case released
  }

  struct List: Sendable {
    /// For each step, the index of its first edge; they end where the next step's begin.
    var firstEdges: [Int] = []
    var edges: [Edge] = []
    var isOpen = true

    /// The indices of the edges of a step.
    func edges(of step: Int) -> Range<Int> {
      firstEdges[step]..<(step + 1 < firstEdges.count ? firstEdges[step + 1] : edges.count)
    }
  }

  private let list = Mutex(List())

  /// Whether steps can still be added and walked.
  var isOpen: Bool { list.withLock { $0.isOpen } }

  /// The number of steps recorded.
  var stepCount: Int { list.withLock { $0.firstEdges.count } }

  /// Adds a step without edges: an input.
  func appendInput() -> Trace { append { _, _ in } }

  /// Adds a step. `addEdges` appends its edges, and may keep the step's trace in a pullback.
  func append(_ addEdges: (Trace, inout [Edge]) -> Void) -> Trace {
    list.withLock { list in
      let trace = Trace(recording: self, step: list.firstEdges.count)
      list.firstEdges.append(list.edges.count)
      addEdges(trace, &list.edges)
      return trace
    }
  }

  /// Forgets all steps. Tensors that were recorded here are constants from now on.
  func close() {
    // The released pullbacks may own tensors whose release takes other locks: let them go outside of this one.
    let released = list.withLock { list in
      defer { list = List(isOpen: false) }
      return list.edges
    }
    withExtendedLifetime(released) {}
  }

  /// The steps as they are now; with `closing`, they are handed over and the recording is closed.
  func takeList(closing: Bool) -> List {
    list.withLock { list in
      defer { if closing { list = List(isOpen: false) } }
      return list
    }
  }
}

extension Recording {
  /// How operations in a scope treat tracked tensors.
  enum Mode: Sendable {
    /// They record, as usual; functions differentiated inside add to `current`, where there is one.
    case record(current: Recording?)
    /// They record nothing.
    case off
    /// They are part of a walk, and record nothing.
    case walk
    /// A tracked tensor is a mistake, for the reason given.
    case forbidden(reason: StaticString)
  }

  /// The mode of the scope that runs now.
  @TaskLocal static var mode = Mode.record(current: nil)

  /// The recording that a function differentiated here adds to, so that its own gradient can be differentiated.
  static var current: Recording? {
    if case .record(let current) = mode { current } else { nil }
  }

  /// The recording that an operation on a tensor with this trace adds a step to; nil when it records nothing.
  static func common(_ trace: Trace) -> Recording? {
    guard trace.recording.isOpen else { return nil }
    switch mode {
    case .record: return trace.recording
    case .off, .walk: return nil
    case .forbidden(let reason): trap("Tape", "\(reason)")
    }
  }

  /// As ``common(_:)`` for several tensors, one pair after another. Traps where two tapes meet.
  static func common(_ a: Trace?, _ b: Trace?) -> Recording? {
    guard let a else { return b.flatMap { common($0) } }
    guard let b, b.recording !== a.recording else { return common(a) }
    let first = common(a)
    let second = common(b)
    if first != nil && second != nil {
      trap(
        "Tape",
        """
        an operation meets tensors of two tapes. Differentiate inside a differentiated function with the \
        functional forms, or inside `tape.record { }`; call detached() on what is meant as a constant
        """)
    }
    if first != nil || second != nil {
      trap(
        "Tape",
        """
        an operation meets a tensor whose tape has ended, so that its gradient would be lost. Call detached() \
        on it if it is meant as a constant, or do the whole computation inside one differentiated function
        """)
    }
    return nil
  }

  /// As ``common(_:)`` for any number of tensors.
  static func common(_ traces: [Trace]) -> Recording? {
    guard let first = traces.first else { return nil }
    return traces.dropFirst().reduce(common(first)) { _, trace in common(first, trace) }
  }
}
