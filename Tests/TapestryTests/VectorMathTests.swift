import Foundation
import KernelTemplates
import Testing

#if arch(x86_64)
  /// The widest type that has the functions to compare with.
  private typealias Wide = Float80
#else
  private typealias Wide = Double
#endif

/// A function with its reference and the largest errors that are allowed, in units in the last place.
private struct MathFunction: CustomTestStringConvertible, Sendable {
  let name: String
  let float: UnaryOperation<Float>
  let double: UnaryOperation<Double>
  let floatBound: Double
  let doubleBound: Double
  let reference: @Sendable (Wide) -> Wide

  var testDescription: String { name }

  static let all: [MathFunction] = [
    MathFunction("exp", .exp, .exp, 1, 1) { exp($0) },
    MathFunction("expm1", .expm1, .expm1, 2, 2) { expm1($0) },
    MathFunction("log", .log, .log, 1, 1) { log($0) },
    MathFunction("log1p", .log1p, .log1p, 1.5, 1.5) { log1p($0) },
    MathFunction("sin", .sin, .sin, 1, 1.1) { sin($0) },
    MathFunction("cos", .cos, .cos, 1, 1.1) { cos($0) },
    MathFunction("tanh", .tanh, .tanh, 1.5, 1.5) { tanh($0) },
    MathFunction("sigmoid", .sigmoid, .sigmoid, 2, 2) {
      $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0))
    },
    MathFunction("erf", .erf, .erf, 1.5, 2) { erf($0) },
    MathFunction("softplus", .softplus, .softplus, 2, 2) { max($0, 0) + log1p(exp(-abs($0))) },
    MathFunction("gelu", .gelu, .gelu, 8, 8) {
      $0 == -.infinity ? 0 : $0 * (erfc(-$0 * Wide(0.5).squareRoot()) / 2)
    },
    MathFunction("square root", .squareRoot, .squareRoot, 0.5, 0.5) { $0.squareRoot() },
    MathFunction("reciprocal square root", .reciprocalSquareRoot, .reciprocalSquareRoot, 1.5, 1.5) {
      1 / $0.squareRoot()
    },
    MathFunction("reciprocal", .reciprocal, .reciprocal, 0.5, 0.5) { 1 / $0 },
    MathFunction("floor", .floor, .floor, 0, 0) { $0.rounded(.down) },
    MathFunction("ceil", .ceil, .ceil, 0, 0) { $0.rounded(.up) },
    MathFunction("round", .round, .round, 0, 0) { $0.rounded(.toNearestOrEven) },
  ]

  init(
    _ name: String, _ float: UnaryOperation<Float>, _ double: UnaryOperation<Double>, _ floatBound: Double,
    _ doubleBound: Double, reference: @escaping @Sendable (Wide) -> Wide
  ) {
    self.name = name
    self.float = float
    self.double = double
    self.floatBound = floatBound
    self.doubleBound = doubleBound
    self.reference = reference
  }
}

/// The vectorised elementary functions against the system's in a wider type.
@Suite struct VectorMathTests {
  @Test(arguments: MathFunction.all) private func floatErrors(function: MathFunction) {
    let x = Self.samples(of: Float.self, digits: 23)
    expectErrors(function, function.float, x, bound: function.floatBound, kernels: KernelSets.float)
  }

  @Test(arguments: MathFunction.all) private func doubleErrors(function: MathFunction) {
    let x = Self.samples(of: Double.self, digits: 52)
    // The reference itself is only that good where there is no wider type.
    let bound = MemoryLayout<Wide>.size > 8 ? function.doubleBound : function.doubleBound + 1
    expectErrors(function, function.double, x, bound: bound, kernels: KernelSets.double)
  }

  @Test func zerosKeepTheirSigns() {
    let odd: [UnaryOperation<Float>] = [
      .expm1, .log1p, .sin, .tanh, .erf, .floor, .ceil, .round, .sign, .squareRoot,
    ]
    for kernels in KernelSets.float {
      for operation in odd {
        var y: [Float] = [1, 1]
        kernels.unary(operation, [-0.0, 0], &y, count: 2)
        #expect(y == [0, 0] && y.map(\.sign) == [.minus, .plus], "\(operation) by \(kernels): \(y)")
      }
    }
  }

  @Test func powers() {
    expectPowers(of: Float.self, bound: 1.5, kernels: KernelSets.float)
    expectPowers(of: Double.self, bound: MemoryLayout<Wide>.size > 8 ? 1.5 : 2.5, kernels: KernelSets.double)
  }

  /// Numbers over the whole range of the type, around its ends and its special values, and where the functions turn.
  private static func samples<Scalar: BinaryFloatingPoint>(of: Scalar.Type, digits: Int) -> [Scalar] {
    var result: [Scalar] = [
      0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1,
      -1,
      0.5, -0.5, 2, -2, 3, -3, 0.625, 0.75, 88.7, 88.8, -87.3, -103.9, -104, 709.7, 709.8, -708.4, -745.1,
      -746,
      Scalar.ulpOfOne, -Scalar.ulpOfOne, 1 - Scalar.ulpOfOne / 2, 1 + Scalar.ulpOfOne, 1.5, 2.5, -1.5, -2.5,
      6000, 6001, 1e6, 2e6, -1e15, 8_388_607.5, 4_503_599_627_370_495.5,
    ]
    var generator = TestGenerator(state: 11)
    let exponents =
      Double(Scalar.leastNonzeroMagnitude.exponent)...Double(Scalar.greatestFiniteMagnitude.exponent)
    for index in 0..<6000 {
      let significand = Double.random(in: 1..<2, using: &generator)
      let sign: FloatingPointSign = index.isMultiple(of: 2) ? .plus : .minus
      // A third over all exponents, two thirds where the functions are neither constant nor infinite.
      let exponent =
        index % 3 == 0
        ? Double.random(in: exponents, using: &generator) : Double.random(in: -6...10, using: &generator)
      result.append(
        Scalar(sign: sign, exponent: Scalar.Exponent(Int(exponent)), significand: Scalar(significand)))
    }
    return result
  }
}

/// Expects the error of `operation` in every instruction set of this machine to be within `bound` ulp.
private func expectErrors<Scalar: BinaryFloatingPoint>(
  _ function: MathFunction, _ operation: UnaryOperation<Scalar>, _ x: [Scalar], bound: Double,
  kernels: [any FloatingPointKernels<Scalar>.Type]
) {
  let expected = x.map { function.reference(Wide($0)) }
  for kernels in kernels {
    var y = x
    kernels.unary(operation, x, &y, count: x.count)
    for index in x.indices {
      let error = errorInUnits(of: y[index], expected[index])
      guard error <= bound else {
        Issue.record(
          "\(function.name) of \(x[index]) by \(kernels): \(y[index]), expected \(expected[index]), \(error) ulp"
        )
        return
      }
    }
  }
}

/// Expects powers to be within `bound` ulp: of numbers over the whole range, of numbers near 1, and of each two special ones.
private func expectPowers<Scalar: BinaryFloatingPoint>(
  of: Scalar.Type, bound: Double, kernels: [any FloatingPointKernels<Scalar>.Type]
) {
  let special: [Scalar] = [
    0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
    -.leastNormalMagnitude, .greatestFiniteMagnitude, 1 + Scalar.ulpOfOne, 1 - Scalar.ulpOfOne / 2, 1e7,
    -1e15,
  ]
  var pairs = special.flatMap { a in special.map { (a, $0) } }
  var generator = TestGenerator(state: 12)
  func random(_ range: ClosedRange<Double>) -> Scalar { Scalar(Double.random(in: range, using: &generator)) }
  let (most, least) = (
    Double(Scalar.greatestFiniteMagnitude.exponent), Double(Scalar.leastNonzeroMagnitude.exponent)
  )
  for _ in 0..<4000 {
    // A base and an exponent whose power is anywhere in the range of the type.
    let base = Scalar(exp2(Double.random(in: -20...20, using: &generator)))
    pairs.append((base, Scalar(Double.random(in: least...most, using: &generator) / log2(Double(base)))))
    let near = 1 + random(-0.01...0.01)
    pairs.append((near, Scalar(Double.random(in: least...most, using: &generator) / log2(Double(near)))))
    pairs.append((random(-5...5), random(-9...9).rounded()))
  }
  let (a, b) = (pairs.map(\.0), pairs.map(\.1))
  let expected = pairs.map { pow(Wide($0), Wide($1)) }
  for kernels in kernels {
    var y = a
    kernels.binary(.power, a, b, &y, layout: .contiguous(a.count))
    for index in a.indices {
      let error = errorInUnits(of: y[index], expected[index])
      let hasSign = y[index] != 0 || y[index].sign == expected[index].sign
      guard error <= bound && hasSign else {
        Issue.record(
          "\(a[index]) to the power \(b[index]) by \(kernels): \(y[index]), expected \(expected[index]), \(error) ulp"
        )
        return
      }
    }
  }
}

/// How far `value` is from `expected`, in units of the last place that `expected` has in its type.
private func errorInUnits<Scalar: BinaryFloatingPoint>(of value: Scalar, _ expected: Wide) -> Double {
  if value.isNaN || expected.isNaN { return value.isNaN && expected.isNaN ? 0 : .infinity }
  let rounded = Scalar(expected)
  if rounded == value { return 0 }
  guard value.isFinite && rounded.isFinite else { return .infinity }
  let unit = Swift.max(rounded.ulp, Scalar.leastNonzeroMagnitude)
  return Double(abs(Wide(value) - expected) / Wide(unit))
}
