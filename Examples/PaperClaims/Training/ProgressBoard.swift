import AlexNet
import ExampleSupport
import Synchronization
import Tapestry

/// How far all trainings are together, and how long they still take. Several threads report to it.
final class ProgressBoard: Sendable {
  private struct State {
    var line = ProgressLine()
    /// What each training costs, in arbitrary units.
    var costs: [String: Double]
    /// The share of each training that is done.
    var shares: [String: Double] = [:]
    var finishedCount = 0

    var total: Double { costs.values.reduce(0, +) }
    var done: Double { shares.reduce(0) { $0 + $1.value * (costs[$1.key] ?? 0) } }
  }

  private let state: Mutex<State>
  private let count: Int
  private let began = ContinuousClock().now

  init(_ experiments: [Experiment]) throws {
    var networks: [(network: AlexNetConfiguration, cost: Double)] = []
    var costs: [String: Double] = [:]
    for experiment in experiments {
      let known = networks.first { $0.network == experiment.network }
      let cost = known?.cost ?? experiment.network.costOfImage
      if known == nil { networks.append((experiment.network, cost)) }
      let images = try Images.of(experiment.images)
      // An image is tested at a third of what it costs to train on it.
      let count = Double(images.training.count) + Double(images.testing?.count ?? 0) / 3
      let steps = experiment.mostSteps.map { Double($0 * experiment.batch) } ?? .infinity
      costs[experiment.key] = min(Double(experiment.epochs) * count, steps) * cost
    }
    count = experiments.count
    state = Mutex(State(costs: costs))
  }

  func update(_ experiment: Experiment, _ share: Double) {
    let elapsed = (ContinuousClock().now - began) / .seconds(1)
    state.withLock { state in
      state.shares[experiment.key] = share
      let fraction = state.done / max(state.total, 1)
      let (number, count) = (state.finishedCount + 1, count)
      state.line.update(fraction, title: "training \(number)/\(count)") {
        ["\(duration(elapsed / fraction - elapsed)) left", "\(experiment.variant), seed \(experiment.seed)"]
      }
    }
  }

  func finish(_ outcome: Outcome) {
    state.withLock { state in
      state.finishedCount += 1
      state.shares[outcome.experiment.key] = 1
      state.line.note(
        "\("\(state.finishedCount)".aligned(to: "\(count)".count))/\(count)  \(outcome.summary)")
    }
  }
}

extension AlexNetConfiguration {
  /// What training on an image costs: its multiply-adds, and as much as some millions of them for all else.
  fileprivate var costOfImage: Double {
    let network = AlexNet<Float>(self)
    return Double(network.summary(for: [1, channels, imageSize, imageSize]).multiplyAdds) + 26e6
  }
}

extension Outcome {
  /// What came out, in a line.
  fileprivate var summary: String {
    let title = "\(experiment.variant), seed \(experiment.seed): "
    if isDiverged { return title + "diverged after \(steps) steps" }
    var parts = ["training error \(percent(trainingError))"]
    if let target = experiment.target {
      let epochs = epochsToTarget.map { "after \(fixed($0, 2)) epochs" } ?? "not reached"
      parts.append("\(percent(target, 0)) \(epochs)")
    }
    if testError.isFinite { parts.append("test error \(percent(testError))") }
    parts += ["\(rate(imagesPerSecond)) images/s", duration(seconds)]
    return title + parts.joined(separator: ", ")
  }
}
