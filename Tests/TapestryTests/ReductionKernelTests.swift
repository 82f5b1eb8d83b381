import Foundation
import KernelTemplates
import Testing

@testable import Tapestry

/// Every reduction of every instruction set against a plain loop in Double.
@Suite struct ReductionKernelTests {
  /// Extents around the edges of lanes, of groups of eight, of blocks and of strips, and empty ones.
  static let extents: [(Int, Int, Int)] = [
    (1, 1, 1), (3, 2, 1), (2, 7, 1), (1, 15, 1), (1, 16, 1), (2, 17, 1), (5, 127, 1), (3, 128, 1),
    (3, 129, 1),
    (2, 4095, 1), (1, 4097, 1), (1, 9000, 1), (1, 65535, 1), (2, 65537, 1), (40, 1000, 1),
    (1, 3, 2), (2, 5, 3), (2, 8, 16), (1, 9, 17), (3, 63, 15), (1, 64, 33), (1, 65, 64), (2, 200, 5),
    (1, 700, 3),
    (1, 1, 1000), (1, 2, 1023), (2, 10, 1025), (1, 130, 1024), (1, 200, 700), (1, 30_000, 3), (1, 1100, 100),
    (0, 5, 3), (4, 5, 0), (0, 3, 1),
  ]

  /// A number a place, none of them equal to a neighbour, from -1 to 1.
  static func element(_ i: Int) -> Double { Double(Float((i &* 40503) % 65521) / 32760.5 - 1) }

  enum Operation: CaseIterable {
    case sum, absolute, squares, deviations, product, minimum, maximum

    func plain(_ row: [Double]) -> Double {
      switch self {
      case .sum: sum(row)
      case .absolute: sum(row.map(abs))
      case .squares: sum(row.map { $0 * $0 })
      case .deviations: sum(row.map { ($0 - 0.25) * ($0 - 0.25) })
      case .product: row.reduce(1) { $0 * (1 + $1 / 64) }
      case .minimum: row.min()!
      case .maximum: row.max()!
      }
    }

    /// A compensated sum: what each addition rounds away is added up beside it (Kahan, 1965).
    private func sum(_ terms: [Double]) -> Double {
      var (sum, lost) = (0.0, 0.0)
      for term in terms {
        let next = sum + (term - lost)
        lost = (next - sum) - (term - lost)
        sum = next
      }
      return sum
    }

    func run<S: BinaryFloatingPoint>(
      _ kernels: any FloatingPointKernels<S>.Type, _ x: [S], _ extents: AxisExtents
    ) -> [S] {
      let x = self == .product ? x.map { 1 + $0 / 64 } : x
      var result = [S](repeating: -7, count: extents.outer * extents.inner)
      result.withUnsafeMutableBufferPointer { result in
        guard let result = result.baseAddress else { return }
        x.withUnsafeBufferPointer { x in
          guard let x = x.baseAddress else { return }
          switch self {
          case .sum: kernels.sum(x, extents, into: result)
          case .absolute: kernels.sumOfAbsoluteValues(x, extents, into: result)
          case .squares: kernels.sumOfSquares(x, extents, into: result)
          case .deviations:
            let centres = [S](repeating: 0.25, count: extents.outer * extents.inner)
            kernels.sumOfSquaredDeviations(x, from: centres, extents, into: result)
          case .product: kernels.product(x, extents, into: result)
          case .minimum: kernels.minimum(x, extents, into: result)
          case .maximum: kernels.maximum(x, extents, into: result)
          }
        }
      }
      return result
    }
  }

  /// The rows along the axis, in the order of the results.
  static func rows<S>(_ x: [S], _ extents: AxisExtents) -> [[S]] {
    var rows: [[S]] = []
    for outer in 0..<extents.outer {
      for inner in 0..<extents.inner {
        let first = outer * extents.axis * extents.inner + inner
        rows.append((0..<extents.axis).map { x[first + $0 * extents.inner] })
      }
    }
    return rows
  }

  @Test(arguments: extents) func agreesWithAPlainLoop(_ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    let x = (0..<extents.count).map(Self.element)
    let floats = x.map { Float($0) }
    let rows = Self.rows(x, extents)
    for operation in Operation.allCases {
      let expected = rows.map(operation.plain)
      let scale = operation == .product ? 8 : max(1, Double(axis))
      for kernels in KernelSets.double {
        let result = operation.run(kernels, x, extents)
        let error = zip(result, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(error <= 1e-14 * scale, "\(kernels).\(operation) of \(extents)")
      }
      for kernels in KernelSets.float {
        let result = operation.run(kernels, floats, extents)
        let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(error <= 1e-6 * scale, "\(kernels).\(operation) of \(extents)")
      }
    }
  }

  @Test(arguments: extents) func indicesAreThoseOfTheFirst(_ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    // Few different values, so that there are equals; NaN in some rows only.
    var x = [Float](repeating: .nan, count: extents.count)
    for i in 0..<extents.count where i % 1013 != 700 {
      let value: Int = (i &* 40503) % 65521 % 200
      x[i] = Float(value)
    }
    let rows = Self.rows(x, extents)
    func first(_ row: [Float], _ isBetter: (Float, Float) -> Bool) -> Int32 {
      var best = 0
      for (i, value) in row.enumerated() where !row[best].isNaN {
        if value.isNaN || isBetter(value, row[best]) { best = i }
      }
      return Int32(best)
    }
    let least = rows.map { first($0, <) }
    let greatest = rows.map { first($0, >) }
    let doubles = x.map { Double($0) }
    var result = [Int32](repeating: -1, count: rows.count)
    for kernels in KernelSets.float {
      kernels.indexOfMinimum(x, extents, into: &result)
      #expect(result == least, "\(kernels), least of \(extents)")
      kernels.indexOfMaximum(x, extents, into: &result)
      #expect(result == greatest, "\(kernels), greatest of \(extents)")
    }
    for kernels in KernelSets.double {
      kernels.indexOfMinimum(doubles, extents, into: &result)
      #expect(result == least, "\(kernels), least of \(extents)")
      kernels.indexOfMaximum(doubles, extents, into: &result)
      #expect(result == greatest, "\(kernels), greatest of \(extents)")
    }
  }

  @Test(arguments: extents) func cumulativeSums(_ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    let x = (0..<extents.count).map(Self.element)
    var expected = x
    for i in 0..<extents.count where i / max(inner, 1) % axis > 0 { expected[i] += expected[i - inner] }
    let floats = x.map { Float($0) }
    for kernels in KernelSets.double {
      var result = [Double](repeating: -7, count: x.count)
      kernels.cumulativeSum(x, extents, into: &result)
      let error = zip(result, expected).map { abs($0 - $1) }.max() ?? 0
      #expect(error <= 1e-14 * Double(axis), "\(kernels), \(extents)")
    }
    for kernels in KernelSets.float {
      var result = [Float](repeating: -7, count: x.count)
      kernels.cumulativeSum(floats, extents, into: &result)
      let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? 0
      #expect(error <= 1e-6 * Double(axis), "\(kernels), \(extents)")
    }
  }

  @Test(arguments: [(1, 200_000, 1), (70, 5000, 1), (1, 20_000, 7), (3, 100, 2000), (1, 1000, 300)])
  func theSameBitsOnAnyNumberOfThreads(_ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    let x = (0..<extents.count).map { Float(Self.element($0)) }
    for kernels in KernelSets.float {
      for operation in Operation.allCases {
        let bits = [1, 2, 5].map { width in
          Parallel.withWidth(width) { operation.run(kernels, x, extents).map(\.bitPattern) }
        }
        #expect(bits[0] == bits[1] && bits[0] == bits[2], "\(kernels).\(operation) of \(extents)")
      }
      let sums = [1, 2, 5].map { width in
        Parallel.withWidth(width) {
          var result = x
          kernels.cumulativeSum(x, extents, into: &result)
          return result.map(\.bitPattern)
        }
      }
      #expect(sums[0] == sums[1] && sums[0] == sums[2], "\(kernels).cumulativeSum of \(extents)")
    }
  }

  @Test(arguments: [(1, 40, 1), (1, 200, 1), (1, 9000, 1), (1, 40, 21), (1, 200, 3)])
  func oneNaNIsEnough(_ outer: Int, _ axis: Int, _ inner: Int) {
    let extents = AxisExtents(outer: outer, axis: axis, inner: inner)
    for place in [0, 1, axis / 3, axis / 2, axis - 1] {
      var x = (0..<extents.count).map { Float(Self.element($0)) }
      x[place * inner] = .nan
      for kernels in KernelSets.float {
        for operation in Operation.allCases {
          let result = operation.run(kernels, x, extents)
          #expect(result[0].isNaN, "\(kernels).\(operation), NaN at \(place) of \(extents)")
          #expect(result.dropFirst().allSatisfy { !$0.isNaN }, "\(kernels).\(operation), \(extents)")
        }
      }
    }
  }

  @Test func emptySumsAndProducts() {
    let extents = AxisExtents(outer: 2, axis: 0, inner: 3)
    for kernels in KernelSets.double {
      var result = [Double](repeating: 5, count: 6)
      kernels.sum([1], extents, into: &result)
      #expect(result == [0, 0, 0, 0, 0, 0])
      kernels.product([1], extents, into: &result)
      #expect(result == [1, 1, 1, 1, 1, 1])
      kernels.sumOfSquares([1], AxisExtents(outer: 6, axis: 0, inner: 1), into: &result)
      #expect(result == [0, 0, 0, 0, 0, 0])
    }
  }

  @Test func infinitiesStay() {
    let x: [Float] = (0..<50).map { $0 == 20 ? -.infinity : $0 == 30 ? .infinity : 1 }
    var result: [Float] = [0]
    for kernels in KernelSets.float {
      let row = AxisExtents(outer: 1, axis: 50, inner: 1)
      kernels.maximum(x, row, into: &result)
      #expect(result == [.infinity])
      kernels.minimum(x, row, into: &result)
      #expect(result == [-.infinity])
      kernels.sum(x, row, into: &result)
      #expect(result[0].isNaN)
    }
  }

  /// A hundred million uniform numbers: a period of a million and three that is copied, so that its exact sum is known.
  @Test func aHundredMillionNumbersAddUp() {
    let period = 1_000_003
    var state: UInt64 = 1
    var exact = 0.0
    let count = 100 * period
    let x = UnsafeMutablePointer<Float>.allocate(capacity: count)
    defer { x.deallocate() }
    for i in 0..<period {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Float(state >> 40) / Float(1 << 24)
      x[i] = value
      exact += Double(value)
    }
    for copy in 1..<100 { memcpy(x + copy * period, x, period * 4) }
    for kernels in KernelSets.float {
      var sum: Float = 0
      kernels.sum(x, AxisExtents(outer: 1, axis: count, inner: 1), into: &sum)
      #expect(abs(Double(sum) / (100 * exact) - 1) < 1.2e-7, "\(kernels), rows")

      var columns = [Float](repeating: 0, count: 2)
      kernels.sum(x, AxisExtents(outer: 1, axis: count / 2, inner: 2), into: &columns)
      let total = Double(columns[0]) + Double(columns[1])
      #expect(abs(total / (100 * exact) - 1) < 1.2e-7, "\(kernels), columns")
    }
  }
}
