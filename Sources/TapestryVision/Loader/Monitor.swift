import Foundation

/// State that several threads share, and whose changes they wait for.
final class Monitor<State>: @unchecked Sendable {
  private let condition = NSCondition()
  private var state: State

  init(_ state: State) { self.state = state }

  /// What `body` makes of the state, which nobody else sees meanwhile.
  func withState<Result>(_ body: (inout State) -> Result) -> Result {
    condition.lock()
    defer { condition.unlock() }
    return body(&state)
  }

  /// What `body` makes of the state once that is not nil: at each change that is announced, it is asked again.
  func wait<Result>(for body: (inout State) -> Result?) -> Result {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let result = body(&state) { return result }
      condition.wait()
    }
  }

  /// Lets all that wait look at the state again.
  func announce() {
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }
}
