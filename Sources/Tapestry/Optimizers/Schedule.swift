import Foundation

/// A learning rate as a function of the step, which is counted from 0.
///
/// ```swift
/// let schedule = Schedule.cosine(from: 0.1, to: 0, over: 10_000).warmedUp(over: 500)
/// optimizer.learningRate = schedule(step)
/// ```
///
/// Steps may be updates, epochs, or whatever is counted; a schedule keeps no state.
public struct Schedule: Sendable {
  private let rate: @Sendable (Int) -> Double

  /// Any function of the step.
  public init(_ rate: @escaping @Sendable (_ step: Int) -> Double) { self.rate = rate }

  /// The rate at `step`.
  public func callAsFunction(_ step: Int) -> Double { rate(step) }
}

extension Schedule {
  /// Always `rate`.
  public static func constant(_ rate: Double) -> Schedule { Schedule { _ in rate } }

  /// `rate`, multiplied by `factor` after each `period` steps.
  public static func step(from rate: Double, by factor: Double = 0.1, every period: Int) -> Schedule {
    Schedule { rate * pow(factor, Double($0 / period)) }
  }

  /// `rate`, multiplied by `factor` at each step of `milestones`.
  public static func step(from rate: Double, by factor: Double = 0.1, at milestones: [Int]) -> Schedule {
    Schedule { step in rate * pow(factor, Double(milestones.count { $0 <= step })) }
  }

  /// `rate`, multiplied by `factor` after every step.
  public static func exponential(from rate: Double, by factor: Double) -> Schedule {
    Schedule { rate * pow(factor, Double($0)) }
  }

  /// From `first` to `last` along half a cosine wave of `count` steps (Loshchilov and Hutter 2017); `last` afterwards.
  public static func cosine(from first: Double, to last: Double = 0, over count: Int) -> Schedule {
    Schedule { wave(from: first, to: last, at: Double($0) / Double(count)) }
  }

  /// One cycle of `count` steps (Smith and Topin 2018, in PyTorch's form): along half a cosine wave from `peak`/`divisor` up
  /// to `peak`, reached after the fraction `rise` of the steps, then down to a rate `finalDivisor` times lower than the first.
  public static func oneCycle(
    peak: Double, over count: Int, rise: Double = 0.3, divisor: Double = 25, finalDivisor: Double = 1e4
  ) -> Schedule {
    let (first, top) = (peak / divisor, rise * Double(count) - 1)
    let fall = Double(count - 1) - top
    return Schedule { step in
      let past = Double(step) - top
      return past <= 0
        ? wave(from: first, to: peak, at: top > 0 ? Double(step) / top : 1)
        : wave(from: peak, to: first / finalDivisor, at: fall > 0 ? past / fall : 1)
    }
  }

  /// This schedule after `count` steps in which the rate rises evenly to this schedule's first.
  public func warmedUp(over count: Int) -> Schedule {
    Schedule { step in
      step < count ? rate(0) * Double(step + 1) / Double(count + 1) : rate(step - count)
    }
  }

  /// This schedule for `count` steps, and then another from its beginning.
  public func followed(by next: Schedule, after count: Int) -> Schedule {
    Schedule { $0 < count ? rate($0) : next($0 - count) }
  }

  /// From `first` at 0 to `last` at 1 and beyond, along half a cosine wave.
  private static func wave(from first: Double, to last: Double, at fraction: Double) -> Double {
    last + (first - last) * (1 + cos(.pi * min(fraction, 1))) / 2
  }
}
