import Tapestry
import Testing

@testable import TapestryVision

@Suite struct IndexPermutationTests {
  @Test(arguments: [1, 2, 3, 7, 16, 255, 256, 257, 1000, 65_537])
  func everyNumberComesOnce(count: Int) {
    let permutation = IndexPermutation(count: count, generator: PhiloxGenerator(seed: 5))
    #expect((0..<count).map { permutation[$0] }.sorted() == Array(0..<count))
  }

  @Test func everyOrderIsEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    let trials = 6_000
    for trial in 0..<trials {
      let permutation = IndexPermutation(count: 5, generator: PhiloxGenerator(seed: 7).stream(trial))
      counts[(0..<5).map { permutation[$0] }, default: 0] += 1
    }
    let expected = Double(trials) / 120
    let chiSquare = counts.values.reduce(Double(120 - counts.count) * expected) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // 119 degrees of freedom: 99.9 % lie below 172.
    #expect(chiSquare < 172)
  }

  @Test func numbersFarApartAreShuffledToo() {
    let count = 1_281_167
    let permutation = IndexPermutation(count: count, generator: PhiloxGenerator(seed: 1))
    // A sixteenth of the places, counted by the sixteenth of the numbers that they go to.
    var counts = [Int](repeating: 0, count: 16)
    let places = 20_000
    for place in 0..<places { counts[permutation[place] * 16 / count] += 1 }
    let expected = Double(places) / 16
    let chiSquare = counts.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // 15 degrees of freedom: 99.9 % lie below 37.7.
    #expect(chiSquare < 37.7)
  }
}
