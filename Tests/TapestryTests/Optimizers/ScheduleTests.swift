import Foundation
import Testing

@testable import Tapestry

@Suite struct ScheduleTests {
  private func expect(_ schedule: Schedule, _ expected: [Double]) {
    for (step, rate) in expected.enumerated() {
      #expect(abs(schedule(step) - rate) < 1e-15, "step \(step): \(schedule(step)), expected \(rate)")
    }
  }

  @Test func simpleSchedules() {
    expect(.constant(0.1), [0.1, 0.1])
    expect(.step(from: 1, by: 0.5, every: 2), [1, 1, 0.5, 0.5, 0.25])
    expect(.step(from: 1, by: 0.5, at: [1, 3]), [1, 0.5, 0.5, 0.25, 0.25])
    expect(.exponential(from: 1, by: 0.5), [1, 0.5, 0.25])
  }

  /// PyTorch's CosineAnnealingLR from 0.1 to 0.01 over 10 steps.
  @Test func cosine() {
    expect(
      .cosine(from: 0.1, to: 0.01, over: 10),
      [
        0.1, 0.09779754323328192, 0.09140576474687263, 0.08145033635316129, 0.06890576474687264,
        0.05500000000000001, 0.04109423525312737, 0.028549663646838717, 0.01859423525312737,
        0.012202456766718092, 0.01, 0.01, 0.01,
      ])
  }

  /// PyTorch's OneCycleLR with a peak of 0.5 over 20 steps.
  @Test func oneCycle() {
    expect(
      .oneCycle(peak: 0.5, over: 20),
      [
        0.020000000000000018, 0.06583592135001265, 0.18583592135001265, 0.3341640786499874,
        0.45416407864998737, 0.5, 0.49373200311754367, 0.47524231600673683, 0.445458088785525,
        0.40587282697488153, 0.3584715008956504, 0.30563101096814466, 0.250001, 0.19437098903185537,
        0.14153049910434962, 0.09412917302511849, 0.05454391121447502, 0.024759683993263143,
        0.006269996882456277, 2e-06, 2e-06,
      ])
    #expect(Schedule.oneCycle(peak: 1, over: 1)(0).isFinite)
  }

  @Test func compositions() {
    expect(
      Schedule.exponential(from: 1, by: 0.5).warmedUp(over: 3), [0.25, 0.5, 0.75, 1, 0.5, 0.25])
    expect(
      Schedule.constant(1).followed(by: .exponential(from: 0.5, by: 0.5), after: 2), [1, 1, 0.5, 0.25])
  }

  /// PyTorch's ReduceLROnPlateau with a patience of 2.
  @Test func plateau() {
    var schedule = PlateauSchedule(rate: 0.01, patience: 2)
    var rates: [Double] = []
    for metric in [1, 0.9, 0.95, 0.9, 0.91, 0.89, 0.89, 0.89, 0.89, 0.9, 0.9, 0.9, 0.9] {
      schedule.record(metric)
      rates.append(schedule.rate)
    }
    let expected = [
      0.01, 0.01, 0.01, 0.01, 0.001, 0.001, 0.001, 0.001, 0.0001, 0.0001, 0.0001, 1e-05, 1e-05,
    ]
    for (rate, expected) in zip(rates, expected) { #expect(abs(rate - expected) < 1e-16) }
    #expect(schedule.divisionCount == 3)
  }

  @Test func aPlateauEndsAtTheLeastRate() {
    var schedule = PlateauSchedule(rate: 0.01, patience: 0, minimumRate: 0.005)
    let divided = [1, .nan, 2].map { schedule.record($0) }
    #expect(divided == [false, true, false])
    #expect(schedule.rate == 0.005)
    #expect(schedule.best == 1)
  }

  @Test func aPlateauCanBeSaved() throws {
    var schedule = PlateauSchedule(rate: 0.01)
    for metric in [3.0, 2, 4] { schedule.record(metric) }
    let saved = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(PlateauSchedule.self, from: saved) == schedule)
    let fresh = try JSONEncoder().encode(PlateauSchedule(rate: 1))
    #expect(try JSONDecoder().decode(PlateauSchedule.self, from: fresh).best == nil)
  }
}
