import Tapestry
import Testing

@testable import PaperClaims

@Suite struct FindingsTests {
  @Test func aSpreadHasMeanAndDeviation() {
    let spread = Spread([0.1, 0.2, 0.3])
    #expect(spread.percentage == "20.00 ± 10.00 %")
    #expect(Spread([2, .nan]).text(digits: 1) == "2.0 (1 of 2 not)")
    #expect(Spread([.nan]).text(digits: 1) == "not reached")
    #expect(Spread([3]).text(digits: 0) == "3")
  }

  @Test(
    arguments: [
      ([1, 2, 3], [4, 5, 6], "Shows"),
      ([4, 5, 6], [1, 2, 3], "Does not show at this scale: it is the other way"),
      ([1, 2, 4], [3, 5, 6], "lies in the claimed direction"),
      ([3, 5, 6], [1, 2, 4], "lies in the other direction"),
      ([1], [2], "As claimed, with one seed"), ([2], [1], "Not as claimed, with one seed"),
      ([2], [2], "No difference"), ([1, .nan], [2, 3], "Cannot be said"),
    ] as [([Double], [Double], String)])
  func aComparisonSaysHowItCameOut(lower: [Double], higher: [Double], words: String) {
    #expect(Comparison(lower: Spread(lower), higher: Spread(higher)).verdict.contains(words))
  }

  @Test func theTargetLiesBetweenTwoPoints() {
    var outcome = Outcome(ActivationClaim(Scale()).experiment(.relu, rate: 0.02, seed: 1))
    for (epoch, error) in [(0.5, 0.4), (1.5, 0.2), (2.5, 0.05), (3.5, 0.01)] {
      outcome.add(Outcome.Point(epoch: epoch, loss: 0, error: error))
    }
    #expect(abs((outcome.epochsToTarget ?? 0) - (1.5 + 0.05 / 0.15)) < 1e-12)
    #expect(outcome.trainingError == 0.01)
  }

  @Test func cellsOfCSVAreQuotedWhereNeeded() {
    let table = FindingsTable(name: "t", columns: ["a", "b"], rows: [["x, y", "say \"z\""], ["1", ""]])
    #expect(table.csv == "a,b\n\"x, y\",\"say \"\"z\"\"\"\n1,\n")
  }

  @Test func anExperimentsFingerprintIsOfAllItSays() throws {
    let experiment = ActivationClaim(Scale()).experiment(.tanh, rate: 0.02, seed: 1)
    let experiments = Claims.all(Scale()).flatMap(\.experiments)
    // Claims share experiments, and then all of them.
    for (key, same) in Dictionary(grouping: experiments, by: \.key) {
      #expect(same.allSatisfy { $0 == same[0] }, "\(key)")
    }
    var other = experiment
    other.network.dropout = 0.25
    #expect(other.key != experiment.key)
    #expect(other.key.hasPrefix("tanh--rate-0-02-seed1-"))
  }

  @Test func filtersAreTakenApart() {
    var generator = PhiloxGenerator(seed: 1)
    let random = FilterStructure(Tensor(normal: [64, 3, 11, 11], using: &generator))
    #expect(abs(random.smoothness) < 0.03)
    #expect(abs(random.colorShare - 2 / 3) < 0.03)
    // A slope from left to right in red alone, in every filter.
    let slope = Tensor<Float>((0..<11).map(Float.init)).reshaped(to: [1, 1, 1, 11]) - 5
    let red = Tensor<Float>([1, 0, 0]).reshaped(to: [1, 3, 1, 1])
    let smooth = FilterStructure((red * slope).broadcast(to: [8, 3, 11, 11]))
    #expect(smooth.smoothness > 0.8)
    #expect(abs(smooth.colorShare - 2 / 3) < 1e-3 && smooth.coloredCount == 8)
  }
}
