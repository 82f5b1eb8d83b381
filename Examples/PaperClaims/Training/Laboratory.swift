import AlexNet
import Dispatch
import ExampleSupport
import Foundation
import Synchronization
import Tapestry

/// Does the experiments that are not done yet: small networks side by side, one thread each, since they leave little for
/// several threads to share; then large ones, each with all threads. What comes out is the same either way.
struct Laboratory {
  private let store: ResultStore

  init(_ store: ResultStore) { self.store = store }

  /// The outcomes of `experiments`, with what earlier sittings have left.
  func run(_ experiments: [Experiment]) throws -> Results {
    var outcomes: [Outcome] = []
    var rest: [Experiment] = []
    var seen: Set<String> = []
    for experiment in experiments where seen.insert(experiment.key).inserted {
      if let outcome = store.outcome(of: experiment) {
        outcomes.append(outcome)
      } else {
        rest.append(experiment)
      }
    }
    if !outcomes.isEmpty { Terminal.write("\(outcomes.count) trainings were done before\n") }
    // All of one seed first, so that a sitting that is cut short has something of everything.
    rest = (Set(rest.map(\.seed)).sorted()).flatMap { seed in rest.filter { $0.seed == seed } }
    let board = try ProgressBoard(rest)
    let large = try rest.filter { try $0.network.parameterCount() > 5_000_000 }
    let small = rest.filter { experiment in !large.contains(experiment) }
    outcomes += try run(small, lanes: Threads.count, board)
    outcomes += try run(large, lanes: 1, board)
    return Results(outcomes, store)
  }

  private func run(_ experiments: [Experiment], lanes: Int, _ board: ProgressBoard) throws -> [Outcome] {
    let state = Mutex((next: 0, outcomes: [Outcome](), failure: (any Error)?.none))
    let threads = max(1, Threads.count / lanes)
    DispatchQueue.concurrentPerform(iterations: min(lanes, experiments.count)) { _ in
      Threads.with(threads) {
        while let index = state.withLock({ state -> Int? in
          guard state.failure == nil, state.next < experiments.count else { return nil }
          state.next += 1
          return state.next - 1
        }) {
          do {
            let outcome = try run(experiments[index], board)
            state.withLock { $0.outcomes.append(outcome) }
          } catch {
            state.withLock { $0.failure = $0.failure ?? error }
          }
        }
      }
    }
    let (outcomes, failure) = state.withLock { ($0.outcomes, $0.failure) }
    if let failure { throw failure }
    return outcomes
  }

  private func run(_ experiment: Experiment, _ board: ProgressBoard) throws -> Outcome {
    var training = try Training(experiment)
    try training.run { share in
      board.update(experiment, share)
      try Interrupt.check()
    }
    try store.keep(training.outcome, training.network)
    board.finish(training.outcome)
    return training.outcome
  }
}

/// The outcomes that claims are judged by.
struct Results {
  private let outcomes: [String: Outcome]
  private let store: ResultStore

  init(_ outcomes: [Outcome], _ store: ResultStore) {
    self.outcomes = Dictionary(outcomes.map { ($0.experiment.key, $0) }) { first, _ in first }
    self.store = store
  }

  /// The outcome of an experiment that was done.
  subscript(experiment: Experiment) -> Outcome { outcomes[experiment.key] ?? Outcome(experiment) }

  /// The outcomes of experiments that were done, in their order.
  subscript(experiments: [Experiment]) -> [Outcome] { experiments.map { self[$0] } }

  /// The trained network of an experiment that keeps it.
  func network(of experiment: Experiment) throws -> AlexNet<Float> { try store.network(of: experiment) }
}
