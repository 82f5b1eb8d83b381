import KernelTemplates
import Testing

@testable import Tapestry

/// The kernels of one instruction set, for both types.
private let sets = InstructionSet.allCases.filter { $0 <= .supported }

/// A product to try: extents, layouts of the operands, and whether it is added to what C holds.
private struct Product: CustomStringConvertible {
  var m: Int
  var n: Int
  var k: Int
  var aTransposed = false
  var bTransposed = false
  var accumulate = false

  var description: String {
    "\(m)x\(n)x\(k) \(aTransposed ? "T" : "N")\(bTransposed ? "T" : "N")\(accumulate ? " +=" : "")"
  }

  /// Where element (i, p) of A and element (p, j) of B stand.
  func aIndex(_ i: Int, _ p: Int) -> Int { aTransposed ? p * m + i : i * k + p }
  func bIndex(_ p: Int, _ j: Int) -> Int { bTransposed ? j * k + p : p * n + j }
}

/// The operands of a product, and its results.
private struct Operands<Scalar: BinaryFloatingPoint> {
  let product: Product
  var a: [Scalar]
  var b: [Scalar]

  /// Small integers, so that sums are exact in any order; or fractions, whose sums depend on it.
  init(_ product: Product, fractions: Bool = false) {
    self.product = product
    a = Self.elements(product.m * product.k, period: 1013, fractions ? 7 : 1)
    b = Self.elements(product.k * product.n, period: 769, fractions ? 11 : 1)
  }

  private static func elements(_ count: Int, period: Int, _ divisor: Int) -> [Scalar] {
    var elements = (0..<period).map { Scalar($0 &* 31 % 7 - 3) / Scalar(divisor) }
    while elements.count < count { elements += elements }
    return Array(elements.prefix(count))
  }

  /// C before the product, its rows `gap` elements longer than they need be.
  private func before(gap: Int) -> [Scalar] {
    Array(repeating: product.accumulate ? 5 : 77, count: product.m * (product.n + gap))
  }

  /// Element (i, j) of the result.
  func reference(_ i: Int, _ j: Int) -> Scalar {
    var sum: Scalar = product.accumulate ? 5 : 0
    for p in 0..<product.k { sum += a[product.aIndex(i, p)] * b[product.bIndex(p, j)] }
    return sum
  }

  /// C after the product by `kernels`.
  func result(_ kernels: any FloatingPointKernels<Scalar>.Type, gap: Int = 0) -> [Scalar] {
    let (m, n, k) = (product.m, product.n, product.k)
    var c = before(gap: gap)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          // An empty array has no address of its own; no element of it is read.
          withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 1) { none in
            kernels.multiply(
              m: m, n: n, k: k,
              a: a.baseAddress ?? UnsafePointer(none.baseAddress!),
              aRowStride: product.aTransposed ? 1 : k, aColumnStride: product.aTransposed ? m : 1,
              b: b.baseAddress ?? UnsafePointer(none.baseAddress!),
              bRowStride: product.bTransposed ? 1 : n, bColumnStride: product.bTransposed ? k : 1,
              c: c.baseAddress ?? none.baseAddress!, cRowStride: n + gap, accumulate: product.accumulate)
          }
        }
      }
    }
    return c
  }
}

/// Every layout of the operands, added to C or not.
private func layouts(_ m: Int, _ n: Int, _ k: Int) -> [Product] {
  [false, true].flatMap { aTransposed in
    [false, true].flatMap { bTransposed in
      [false, true].map {
        Product(m: m, n: n, k: k, aTransposed: aTransposed, bTransposed: bTransposed, accumulate: $0)
      }
    }
  }
}

@Suite struct MatrixKernelTests {
  /// Extents around the edges of vectors (2 to 16), tiles (3, 6, 12 rows) and panels (4 to 32 columns).
  private static let edges = [
    (1, 1, 1), (2, 3, 4), (4, 4, 4), (1, 17, 5), (17, 1, 5), (5, 4, 1), (3, 2, 17), (6, 8, 3), (7, 9, 8),
    (11, 15, 16),
    (12, 16, 15), (13, 17, 7), (12, 32, 9), (13, 33, 11), (24, 31, 2), (25, 34, 33), (5, 64, 3), (64, 5, 3),
    (31, 12, 40),
    (2, 48, 31), (48, 2, 31), (1, 40, 40), (40, 1, 40), (18, 47, 19), (40, 63, 24), (16, 16, 16), (8, 30, 64),
  ]

  @Test(arguments: sets) func everyElementNearEveryEdgeIsRight(set: InstructionSet) {
    for (index, (m, n, k)) in Self.edges.enumerated() {
      for product in layouts(m, n, k) {
        if index % 2 == 0 {
          expectAll(of: product, set.floatKernels)
        } else {
          expectAll(of: product, set.doubleKernels)
        }
      }
    }
  }

  private func expectAll<Scalar: BinaryFloatingPoint>(
    of product: Product, _ kernels: any FloatingPointKernels<Scalar>.Type
  ) {
    let operands = Operands<Scalar>(product)
    let expected = (0..<product.m * product.n).map { operands.reference($0 / product.n, $0 % product.n) }
    #expect(operands.result(kernels) == expected, "\(product) \(Scalar.self)")
  }

  /// Extents around the edges of the blocks that a large product is cut into; some elements of each are tried.
  @Test(arguments: sets) func largeProductsAreRight(set: InstructionSet) {
    let extents = [
      (193, 65, 520), (260, 300, 257), (40, 1090, 385), (1040, 36, 383), (300, 12, 1030), (12, 300, 1030),
      (130, 260, 800),
      (3, 700, 900), (700, 3, 900), (1, 3000, 200), (3000, 1, 200), (33, 33, 9000), (2, 2, 20000),
      (500, 7, 130),
      (7, 500, 130), (257, 300, 64), (1100, 1030, 17),
      (271, 267, 300), (263, 1000, 515), (8300, 260, 260), (270, 8300, 260),
    ]
    for (index, (m, n, k)) in extents.enumerated() {
      let all = layouts(m, n, k)
      for product in [all[index % 8], all[(index + 3) % 8]] {
        expectSample(of: product, set.floatKernels)
        expectSample(of: product, set.doubleKernels)
      }
    }
  }

  private func expectSample<Scalar: BinaryFloatingPoint>(
    of product: Product, _ kernels: any FloatingPointKernels<Scalar>.Type
  ) {
    let operands = Operands<Scalar>(product)
    let c = operands.result(kernels)
    let count = product.m * product.n
    for index in [0, count - 1] + (0..<12).map({ ($0 &* 7919 &+ 13) % count }) {
      let (i, j) = index.quotientAndRemainder(dividingBy: product.n)
      #expect(c[index] == operands.reference(i, j), "\(product) \(Scalar.self) at (\(i), \(j))")
    }
  }

  @Test(arguments: sets) func nothingOutsideOfCIsWritten(set: InstructionSet) {
    for (m, n, k) in [(13, 33, 5), (5, 3, 40), (40, 70, 300), (1, 9, 9), (60, 20, 20)] {
      for product in layouts(m, n, k) {
        let operands = Operands<Float>(product)
        let c = operands.result(set.floatKernels, gap: 3)
        let gaps = c.indices.filter { $0 % (n + 3) >= n }
        #expect(gaps.allSatisfy { c[$0] == (product.accumulate ? 5 : 77) }, "\(product)")
        #expect(c[n - 1] == operands.reference(0, n - 1), "\(product)")
      }
    }
  }

  @Test(arguments: sets) func noInnerExtentGivesZeros(set: InstructionSet) {
    for product in layouts(5, 7, 0) {
      let c = Operands<Double>(product).result(set.doubleKernels)
      #expect(c.allSatisfy { $0 == (product.accumulate ? 5 : 0) }, "\(product)")
    }
    for product in layouts(0, 7, 3) + layouts(7, 0, 3) {
      #expect(Operands<Float>(product).result(set.floatKernels) == [])
    }
  }

  @Test(arguments: sets) func theBitsAreTheSameOnAnyNumberOfThreads(set: InstructionSet) {
    let extents = [
      (300, 310, 530), (3, 900, 700), (900, 3, 700), (128, 300, 600), (30, 20, 9000), (1, 5000, 300),
    ]
    for (m, n, k) in extents {
      for product in layouts(m, n, k) {
        let operands = Operands<Float>(product, fractions: true)
        let one = Parallel.withWidth(1) { operands.result(set.floatKernels) }
        for width in [2, 5] {
          let many = Parallel.withWidth(width) { operands.result(set.floatKernels) }
          #expect(one == many, "\(product) on \(width) threads")
        }
      }
    }
  }

  @Test(arguments: sets) func infinitiesAndNaNsSpreadAsInAPlainLoop(set: InstructionSet) {
    for (m, n, k) in [(4, 4, 4), (13, 33, 21), (3, 40, 40), (40, 3, 40)] {
      for product in layouts(m, n, k) {
        var operands = Operands<Double>(product)
        operands.a[product.aIndex(1, k - 2)] = .infinity
        operands.b[product.bIndex(k - 2, 2)] = .nan
        let c = operands.result(set.doubleKernels)
        let wrong = c.indices.filter {
          let expected = operands.reference($0 / n, $0 % n)
          return c[$0] != expected && !(c[$0].isNaN && expected.isNaN)
        }
        #expect(wrong.isEmpty, "\(product)")
      }
    }
  }
}

@Suite struct ScratchTests {
  @Test func aBufferIsAlignedAndReused() {
    let first = Scratch.with(Float.self, count: 3_000_000) { UInt(bitPattern: $0) }
    #expect(first % (2 << 20) == 0)
    #expect(Scratch.with(Double.self, count: 3) { UInt(bitPattern: $0) % 64 } == 0)
    #expect(Scratch.keptByteCount >= 12_000_000)
  }

  @Test func buffersInUseAtOnceAreDistinct() {
    Scratch.with(Int.self, count: 100) { outer in
      outer.initialize(repeating: 1, count: 100)
      Scratch.with(Int.self, count: 100) { $0.initialize(repeating: 2, count: 100) }
      #expect(outer[0] == 1 && outer[99] == 1)
    }
  }
}
