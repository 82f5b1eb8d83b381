import Foundation
import Testing

@testable import Tapestry

/// Distributions, with fixed seeds: the bounds are those that one seed in a thousand misses.
@Suite struct RandomTensorTests {
  @Test func uniformNumbersAreEven() {
    var generator = PhiloxGenerator(seed: 1)
    let x = Tensor<Float>(uniform: [100_000], using: &generator).scalars
    #expect(x.allSatisfy { (0..<1).contains($0) })
    var counts = [Int](repeating: 0, count: 256)
    for value in x { counts[Int(value * 256)] += 1 }
    // 255 degrees of freedom: the quantiles of 0.001 and 0.999.
    #expect((190.0..<330).contains(chiSquare(counts, [Double](repeating: 100_000 / 256, count: 256))))
    let y = Tensor<Double>(uniform: [200, 500], in: -4..<2, using: &generator).scalars
    #expect(y.allSatisfy { (-4..<2).contains($0) })
    expectMoments(y, mean: -1, variance: 3)
  }

  @Test func neighboursAreIndependent() {
    var generator = PhiloxGenerator(seed: 2)
    let x = Tensor<Double>(uniform: [100_000], in: -1..<1, using: &generator).scalars
    for lag in [1, 2, 3, 4, 8, 64] {
      let products = zip(x, x.dropFirst(lag)).map { $0 * $1 }
      let mean = products.reduce(0, +) / Double(products.count)
      #expect(abs(mean) * Double(products.count).squareRoot() * 3 < 3.3, "lag \(lag)")
    }
  }

  @Test func integersAreEven() {
    var generator = PhiloxGenerator(seed: 3)
    let x = Tensor<Int32>(uniform: [70_000], in: -3..<4, using: &generator).scalars
    let counts = (-3..<4).map { value in x.count { $0 == value } }
    #expect(chiSquare(counts, [Double](repeating: 10_000, count: 7)) < 22.5)
  }

  @Test func normalNumbersAreNormal() {
    var generator = PhiloxGenerator(seed: 4)
    let x = Tensor<Float>(normal: [100_000], using: &generator).scalars.map(Double.init)
    expectMoments(x, mean: 0, variance: 1)
    expectShares(x) { erfc(-$0 / 2.0.squareRoot()) / 2 }
    let y = Tensor<Double>(normal: [400, 250], mean: 3, standardDeviation: 0.5, using: &generator).scalars
    expectMoments(y, mean: 3, variance: 0.25)
    expectShares(y.map { ($0 - 3) * 2 }) { erfc(-$0 / 2.0.squareRoot()) / 2 }
    let fourth = x.reduce(0) { $0 + pow($1, 4) } / 100_000
    #expect(abs(fourth - 3) < 3.3 * (96.0 / 100_000).squareRoot())
  }

  @Test func truncatedNumbersStayWithinTwoDeviations() {
    var generator = PhiloxGenerator(seed: 5)
    let x = Tensor<Float>(
      truncatedNormal: [100_000], mean: -1, standardDeviation: 0.5, using: &generator
    ).scalars.map { (Double($0) + 1) * 2 }
    #expect(x.allSatisfy { abs($0) <= 2 })
    #expect(x.contains { $0 > 1.99 } && x.contains { $0 < -1.99 })
    let deviation = 0.8796256610342398  // scipy.stats.truncnorm(-2, 2).std()
    expectMoments(x, mean: 0, variance: deviation * deviation)
    let inside = erf(2.0.squareRoot())
    expectShares(x) { 0.5 + erf($0 / 2.0.squareRoot()) / 2 / inside }
  }

  @Test(arguments: [0, 0.001, 0.25, 0.5, 0.9, 1]) func truthValues(probability: Double) {
    var generator = PhiloxGenerator(seed: 6)
    let x = Tensor<Bool>(bernoulli: [100_000], probability: probability, using: &generator).scalars
    let count = Double(x.count { $0 })
    let deviation = (100_000 * probability * (1 - probability)).squareRoot()
    #expect(abs(count - 100_000 * probability) <= 3.3 * deviation)
    #expect(generator.position == 50_000)
  }

  @Test func permutations() {
    var generator = PhiloxGenerator(seed: 7)
    for count in [0, 1, 2, 1000] {
      let order = Tensor<Int32>(permutation: count, using: &generator)
      #expect(order.shape == [count])
      #expect(order.scalars.sorted() == (0..<Int32(count)).map { $0 })
    }
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<24_000 { counts[Tensor(permutation: 4, using: &generator).scalars, default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquare(Array(counts.values), [Double](repeating: 1000, count: 24)) < 49.7)
    // By a plain program in Python: seed 42, Fisher and Yates inside out with Lemire's bounded draws.
    var golden = PhiloxGenerator(seed: 42)
    #expect(Tensor<Int32>(permutation: 10, using: &golden).scalars == [2, 3, 9, 7, 6, 0, 5, 8, 4, 1])
  }

  @Test func theBitsAreTheSameOnAnyNumberOfThreads() {
    func draws(_ threads: Int) -> [[Float]] {
      Threads.with(threads) {
        var generator = PhiloxGenerator(seed: 8)
        return [
          Tensor<Float>(uniform: [150_001], using: &generator).scalars,
          Tensor<Float>(normal: [150_001], using: &generator).scalars,
          Tensor<Float>(truncatedNormal: [150_001], using: &generator).scalars,
        ]
      }
    }
    let single = draws(1)
    #expect(draws(2) == single)
    #expect(draws(5) == single)
  }

  @Test func mistakesTrap() async throws {
    let range = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 0)
      _ = Tensor<Float>(
        uniform: [2], in: -.greatestFiniteMagnitude..<(.greatestFiniteMagnitude), using: &generator)
    }
    #expect(range.words.contains("Tensor.init(uniform:): the range"))
    let probability = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 0)
      _ = Tensor<Bool>(bernoulli: [2], probability: .nan, using: &generator)
    }
    #expect(probability.words.contains("nan is no probability"))
    let deviation = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 0)
      _ = Tensor<Double>(normal: [2], standardDeviation: -1, using: &generator)
    }
    #expect(deviation.words.contains("the standard deviation -1.0 is not finite, or the latter negative"))
  }
}

/// Expects mean and variance within 3.3 of their own standard deviations (that of the variance for a normal
/// distribution, which bounds the flatter ones).
private func expectMoments(_ x: [Double], mean: Double, variance: Double) {
  let count = Double(x.count)
  let found = x.reduce(0, +) / count
  let spread = x.reduce(0) { $0 + ($1 - found) * ($1 - found) } / count
  #expect(abs(found - mean) < 3.3 * (variance / count).squareRoot())
  #expect(abs(spread - variance) < 3.3 * variance * (2 / count).squareRoot())
}

/// Expects the shares of numbers in intervals around 0 to be those of a distribution function.
private func expectShares(_ x: [Double], _ distribution: (Double) -> Double) {
  let bounds = stride(from: -1.75, through: 1.75, by: 0.25).map { $0 }
  let below = bounds.map { bound in x.count { $0 < bound } } + [x.count]
  let expected = bounds.map(distribution) + [1]
  let counts = zip(below, [0] + below).map { $0 - $1 }
  let shares = zip(expected, [0] + expected).map { ($0 - $1) * Double(x.count) }
  #expect(chiSquare(counts, shares) < 37.7)  // 15 degrees of freedom, p = 0.001
}
