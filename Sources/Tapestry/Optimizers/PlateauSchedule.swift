/// A learning rate that is divided when a metric, such as the validation error, has stopped to fall: the paper's, which
/// divided by ten (Krizhevsky, Sutskever and Hinton 2012, section 5).
///
/// ```swift
/// var schedule = PlateauSchedule(rate: 0.01, patience: 3)
/// for epoch in 0..<90 {
///   optimizer.learningRate = schedule.rate
///   let error = train(epoch)
///   if schedule.record(error) { print("the learning rate is \(schedule.rate) from now on") }
/// }
/// ```
///
/// It is a small value that can be encoded, to go on with a training where it stopped.
public struct PlateauSchedule: Codable, Equatable, Sendable {
  /// The learning rate now.
  public private(set) var rate: Double
  /// What the rate is divided by.
  public var divisor: Double
  /// How many metrics in a row may be no better than the best before the rate is divided.
  public var patience: Int
  /// By what part of the best metric a new one must be lower to be better.
  public var improvement: Double
  /// The rate below which it does not go.
  public var minimumRate: Double
  /// The best metric so far.
  public private(set) var best: Double?
  /// How many metrics in a row were no better.
  public private(set) var stalledCount = 0
  /// How often the rate was divided.
  public private(set) var divisionCount = 0

  /// A schedule that begins with `rate`.
  public init(
    rate: Double, divisor: Double = 10, patience: Int = 5, improvement: Double = 1e-4, minimumRate: Double = 0
  ) {
    self.rate = rate
    self.divisor = divisor
    self.patience = patience
    self.improvement = improvement
    self.minimumRate = minimumRate
  }

  /// Takes a new metric, lower is better, and returns whether the rate was divided. NaN is never better.
  @discardableResult
  public mutating func record(_ metric: Double) -> Bool {
    if metric < best.map({ $0 - abs($0) * improvement }) ?? .infinity {
      best = metric
      stalledCount = 0
      return false
    }
    stalledCount += 1
    guard stalledCount > patience else { return false }
    stalledCount = 0
    let lower = max(rate / divisor, minimumRate)
    guard lower < rate else { return false }
    rate = lower
    divisionCount += 1
    return true
  }
}
