import Foundation
import Tapestry

extension OperationRows {
  mutating func addReductions() {
    addSums()
    addMoments()
    addExtrema()
    addNorms()
  }

  /// Adds a row for each way to choose axes: all, the first, the last, neighbours, and with gaps; kept or not.
  mutating func reduction(
    _ name: String, _ domain: Domain = .any, allowsEmpty: Bool = true,
    differentiable: Differentiability = .twice, tolerance: OperationTolerance = OperationTolerance(),
    apply: @escaping @Sendable (_ x: Tensor<Scalar>, _ axes: [Int]?, _ keeps: Bool) -> Tensor<Scalar>,
    reference: @escaping @Sendable ([Double]) -> Double
  ) {
    let empty: [TensorShape] = allowsEmpty ? [[0], [3, 0, 2]] : []
    let whole: [TensorShape] = [[], [1], [2, 3]] + [7, 8, 9, 33, 65, 131].map { [$0] } + empty
    add(
      "\(name)()", domain, shapes: whole.map { [$0] }, large: [[[300_007]]], differentiable: differentiable,
      tolerance: tolerance
    ) {
      apply($0[0], nil, false)
    } reference: {
      $0[0].reduced(over: Array(0..<$0[0].rank), reference)
    }
    let cases: [(axes: [Int], keeps: Bool, shapes: [TensorShape], large: [TensorShape])] = [
      (
        [0], false, [[5, 3], [1, 4], [9, 17], [3, 65]] + (allowsEmpty ? [[0, 2]] : [[2, 0]]), [[2003, 151]]
      ),
      ([-1], false, [[3, 5], [4, 1], [2, 33]] + (allowsEmpty ? [[2, 0]] : [[0, 2]]), [[151, 2003]]),
      ([-1], true, [[3, 5], [2, 3, 2]], []),
      ([1], true, [[2, 3, 4], [2, 5, 17], [1, 1, 1]], [[61, 67, 71]]),
      ([1, 0], false, [[3, 2, 5], [2, 1, 3]], []),
      ([0, 2], false, [[2, 3, 4], [3, 1, 2], [2, 1, 3, 2], [2, 2, 17, 1]], [[61, 67, 71]]),
      ([0, -2], true, [[2, 3, 4, 3], [3, 2, 1, 2]], []),
      ([3, 1], false, [[2, 3, 2, 3], [1, 2, 3, 1]], []),
      ([], false, [[2, 3]], []),
    ]
    for (axes, keeps, shapes, large) in cases {
      add(
        "\(name)(axes: \(axes), keepingAxes: \(keeps))", domain, shapes: shapes.map { [$0] },
        large: large.map { [$0] }, differentiable: differentiable, tolerance: tolerance
      ) {
        apply($0[0], axes, keeps)
      } reference: { x in
        x[0].reduced(
          over: axes.map { $0 < 0 ? $0 + x[0].rank : $0 }, keepingAxes: keeps, reference)
      }
    }
  }

  private mutating func addSums() {
    reduction("sum") {
      $0.sum(axes: $1, keepingAxes: $2)
    } reference: {
      $0.reduce(0, +)
    }
    // Factors near ±1, so that the product of a long row neither overflows nor underflows.
    let factors = Domain.range(-1.2...1.2).avoiding(0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6)
    reduction("product", factors, tolerance: OperationTolerance(float: 1e-4, floatGradient: 1e-3)) {
      $0.product(axes: $1, keepingAxes: $2)
    } reference: {
      $0.reduce(1, *)
    }
    add("product(axes: [1]) with zeros", .whole(-1...2), shapes: [[[3, 2]], [[4, 5]], [[9, 3]]]) {
      $0[0].product(axes: [1])
    } reference: {
      $0[0].reduced(over: [1]) { $0.reduce(1, *) }
    }
    for axis in [0, 1, -1] {
      add(
        "cumulativeSum(axis: \(axis))",
        shapes: [[[3, 5]], [[2, 33]], [[17, 4]], [[2, 0]], [[0, 3]], [[2, 3, 4]]],
        large: [[[151, 2003]], [[3, 100_003]]]
      ) {
        $0[0].cumulativeSum(axis: axis)
      } reference: {
        $0[0].mapLines(along: axis < 0 ? axis + $0[0].rank : axis) { line in
          line.indices.map { line[0...$0].reduce(0, +) }
        }
      }
    }
  }

  private mutating func addMoments() {
    reduction("mean", allowsEmpty: false) {
      $0.mean(axes: $1, keepingAxes: $2)
    } reference: {
      $0.reduce(0, +) / Double($0.count)
    }
    @Sendable func variance(_ x: [Double], _ correction: Double) -> Double {
      let mean = x.reduce(0, +) / Double(x.count)
      return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (Double(x.count) - correction)
    }
    reduction("variance(correction: -0.5)", allowsEmpty: false) {
      $0.variance(axes: $1, correction: -0.5, keepingAxes: $2)
    } reference: {
      variance($0, -0.5)
    }
    add("variance(axes: [1])", shapes: [[[3, 2]], [[2, 17]]]) {
      $0[0].variance(axes: [1])
    } reference: {
      $0[0].reduced(over: [1]) { variance($0, 1) }
    }
    add(
      "standardDeviation(axes: [0, 2], correction: 0)", .distinct, shapes: [[[2, 3, 4]], [[3, 2, 1]]],
      tolerance: OperationTolerance(floatGradient: 1e-4)
    ) {
      $0[0].standardDeviation(axes: [0, 2], correction: 0)
    } reference: {
      $0[0].reduced(over: [0, 2]) { variance($0, 0).squareRoot() }
    }
  }

  private mutating func addExtrema() {
    reduction("max", .distinct, allowsEmpty: false) {
      $0.max(axes: $1, keepingAxes: $2)
    } reference: {
      $0.max()!
    }
    reduction("min", .distinct, allowsEmpty: false) {
      $0.min(axes: $1, keepingAxes: $2)
    } reference: {
      $0.min()!
    }
    for axis in [0, 1, 2] {
      add(
        "argmax(axis: \(axis)) and argmin", .whole(-3...3),
        shapes: [[[4, 5, 3]], [[2, 17, 3]], [[1, 1, 40]], [[40, 2, 1]]], large: [[[61, 67, 71]]],
        differentiable: .no
      ) {
        Tensor<Scalar>(
          $0[0].argmax(axis: axis, keepingAxis: true) * 100 + $0[0].argmin(axis: axis - 3, keepingAxis: true))
      } reference: {
        $0[0].reduced(over: [axis], keepingAxes: true) { line in
          Double(line.firstIndex(of: line.max()!)! * 100 + line.firstIndex(of: line.min()!)!)
        }
      }
    }
  }

  private mutating func addNorms() {
    reduction("norm", .nonzero, tolerance: OperationTolerance(floatGradient: 1e-4)) {
      $0.norm(axes: $1, keepingAxes: $2)
    } reference: {
      $0.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    reduction("norm(order: 1)", .nonzero) {
      $0.norm(order: 1, axes: $1, keepingAxes: $2)
    } reference: {
      $0.reduce(0) { $0 + abs($1) }
    }
    add("norm(order: 3, axes: [1])", .nonzero, shapes: [[[3, 5]], [[2, 17]], [[2, 0]]]) {
      $0[0].norm(order: 3, axes: [1])
    } reference: {
      $0[0].reduced(over: [1]) { Foundation.pow($0.reduce(0) { $0 + Foundation.pow(abs($1), 3) }, 1 / 3.0) }
    }
    // Magnitudes that differ.
    add(
      "norm(order: .infinity, axes: [0])", Domain(range: 0.5...2, isDistinct: true),
      shapes: [[[3, 5]], [[2, 17]]]
    ) {
      (-$0[0]).norm(order: .infinity, axes: [0])
    } reference: {
      $0[0].reduced(over: [0]) { $0.max()! }
    }
  }
}
