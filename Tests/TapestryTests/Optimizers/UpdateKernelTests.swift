import KernelTemplates
import Testing

@testable import Tapestry

/// Steps of optimisers on every instruction set against the formulas in Double, one number after another.
@Suite struct UpdateKernelTests {
  private static func values(_ seed: Int) -> [Double] {
    (0..<1000).map { Double(($0 &* 7919 &+ seed) % 201 - 100) / 64 }
  }

  private let w = values(1)
  private let g = values(2)
  private let a = values(3)
  private let b = values(4).map { abs($0) }

  @Test func float() { check(KernelSets.float) }
  @Test func double() { check(KernelSets.double) }

  private func check<Scalar: FloatingPointScalar>(_ all: [any FloatingPointKernels<Scalar>.Type]) {
    for kernels in all {
      for count in Array(0...49) + [1000] {
        descent(kernels, count)
        adaptiveMoments(kernels, count)
        meanSquare(kernels, count)
      }
    }
  }

  private func descent<Scalar: FloatingPointScalar>(
    _ kernels: any FloatingPointKernels<Scalar>.Type, _ count: Int
  ) {
    let (w0, v0, g0) = (
      typed(w, count, Scalar.self), typed(a, count, Scalar.self), typed(g, count, Scalar.self)
    )
    for isNesterov in [false, true] {
      let rule = DescentRule<Scalar>(
        gradientFactor: 0.75, decayFactor: 0.25, momentum: 0.875, stepFactor: -0.5, isNesterov: isNesterov)
      var (w1, v1) = (w0, v0)
      kernels.update(rule, &w1, g0, velocity: &v1, count: count)
      expect("descent, \(kernels)", [w1, v1]) { i in
        let d: Double = g[i] * 0.75 + w[i] * 0.25
        let v: Double = a[i] * 0.875 + d
        return [w[i] - 0.5 * (isNesterov ? v * 0.875 + d : v), v]
      }
      w1 = w0
      kernels.update(rule, &w1, g0, count: count)
      expect("descent without velocity, \(kernels)", [w1]) { i in
        [w[i] - 0.5 * (g[i] * 0.75 + w[i] * 0.25)]
      }
    }
  }

  private func adaptiveMoments<Scalar: FloatingPointScalar>(
    _ kernels: any FloatingPointKernels<Scalar>.Type, _ count: Int
  ) {
    let rule = AdaptiveMomentRule<Scalar>(
      decay: 0.25, shrinkage: 0.875, meanFactor: 0.75, varianceFactor: 0.5, step: 0.125, rootFactor: 1.5,
      epsilon: 0.0625)
    var (w1, m1) = (typed(w, count, Scalar.self), typed(a, count, Scalar.self))
    var v1 = typed(b, count, Scalar.self)
    kernels.update(rule, &w1, typed(g, count, Scalar.self), mean: &m1, variance: &v1, count: count)
    expect("adaptive moments, \(kernels)", [w1, m1, v1]) { i in
      let d: Double = g[i] + w[i] * 0.25
      let m: Double = a[i] * 0.75 + d * 0.25
      let v: Double = b[i] * 0.5 + d * d * 0.5
      return [w[i] * 0.875 - 0.125 * m / (v.squareRoot() * 1.5 + 0.0625), m, v]
    }
  }

  private func meanSquare<Scalar: FloatingPointScalar>(
    _ kernels: any FloatingPointKernels<Scalar>.Type, _ count: Int
  ) {
    let rule = MeanSquareRule<Scalar>(
      decay: 0.25, squareFactor: 0.75, momentum: 0.5, step: 0.125, epsilon: 0.0625)
    func direction(_ i: Int) -> (square: Double, u: Double) {
      let d: Double = g[i] + w[i] * 0.25
      let square: Double = b[i] * 0.75 + d * d * 0.25
      return (square, d / (square.squareRoot() + 0.0625))
    }
    let (w0, g0, s0) = (
      typed(w, count, Scalar.self), typed(g, count, Scalar.self), typed(b, count, Scalar.self)
    )
    var (w1, s1, v1) = (w0, s0, typed(a, count, Scalar.self))
    kernels.update(rule, &w1, g0, meanSquare: &s1, velocity: &v1, count: count)
    expect("mean square, \(kernels)", [w1, s1, v1]) { i in
      let (square, u) = direction(i)
      return [w[i] - 0.125 * (a[i] * 0.5 + u), square, a[i] * 0.5 + u]
    }
    (w1, s1) = (w0, s0)
    kernels.update(rule, &w1, g0, meanSquare: &s1, count: count)
    expect("mean square without velocity, \(kernels)", [w1, s1]) { i in
      let (square, u) = direction(i)
      return [w[i] - 0.125 * u, square]
    }
  }

  private func typed<Scalar: FloatingPointScalar>(
    _ values: [Double], _ count: Int, _: Scalar.Type
  ) -> [Scalar] {
    values.prefix(count).map { Scalar($0) }
  }

  private func expect<Scalar: FloatingPointScalar>(
    _ name: String, _ found: [[Scalar]], _ expected: (Int) -> [Double]
  ) {
    let tolerance = Double(Scalar.ulpOfOne) * 16
    let count = found[0].count
    let wrong = (0..<count).first { index in
      zip(found, expected(index)).contains { !(abs(Double($0[index]) - $1) <= tolerance * max(abs($1), 1)) }
    }
    #expect(wrong == nil, "\(name), \(count) numbers")
  }
}
