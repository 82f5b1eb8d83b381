// The operation table: one row covers one operation.
//
// A row is added by one call in the file of its family (ArithmeticRows.swift, ReductionRows.swift, ...):
//
//     unary("exp", .range(-3...3)) { $0.exp() } reference: { exp($0) }
//     binary("a / b", .any, .nonzero) { $0 / $1 } reference: { $0 / $1 }
//     add("sum(axes: [0])", shapes: [[[3, 5]], [[0, 2]], [[2, 3, 4]]]) {
//       $0[0].sum(axes: [0])
//     } reference: {
//       $0[0].reduced(over: [0], from: 0, +)
//     }
//
// `apply` is written once and compiled for Float and Double. `reference` is plain loops on `PlainTensor`, an array of
// Double with a shape (for `unary` and `binary` on single numbers; broadcasting is added). Arguments:
//
//   domains          where each operand's elements are drawn from: away from kinks, poles and ends of domains
//   shapes           the operands' shapes, one list a case; defaults walk the edges of vectors, with empty and
//                    broadcast ones. Keep most below 100 elements: test code is not optimised in debug builds
//   large            operand shapes that are large enough to be cut for several threads; [] where there are none
//   differentiable   .no, .once, or .twice (the default): how often the gradient is checked numerically
//   tolerance        how far Double may be from the reference, Float from Double: shares of max(|value|, 1)
//
// OperationTableTests.swift then checks each row: values against the reference, on views at an odd offset too;
// gradients numerically to second order; Float against Double; every instruction set; bits on 1, 2 and 5 threads.

import Testing

@testable import Tapestry

/// How often an operation can be differentiated.
enum Differentiability: Int, Comparable {
  case no, once, twice

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// How far results may be apart, as a share of max(|value|, 1).
struct OperationTolerance {
  /// Double from the reference.
  var double = 1e-12
  /// Float from Double.
  var float = 2e-6
  /// The gradient in Float from that in Double.
  var floatGradient = 1e-5
}

/// A row of the table for one scalar type.
struct Operation<Scalar: FloatingPointScalar>: Sendable {
  let name: String
  let domains: [Domain]
  let shapes: [[TensorShape]]
  let large: [[TensorShape]]
  let differentiable: Differentiability
  let tolerance: OperationTolerance
  let apply: @Sendable ([Tensor<Scalar>]) -> Tensor<Scalar>
  let reference: @Sendable ([PlainTensor]) -> PlainTensor
}

/// The rows for one scalar type, as the families add them.
struct OperationRows<Scalar: FloatingPointScalar> {
  private(set) var all: [Operation<Scalar>] = []

  init() {
    addArithmetic()
    addFunctions()
    addReductions()
    addSorting()
    addSoftmax()
    addLosses()
    addShapes()
    addMatrixProducts()
    addRandom()
    addConvolutions()
    addNormalizations()
    addPoolings()
  }

  /// Adds a row. `domains` holds one for each operand, or one for all.
  mutating func add(
    _ name: String, _ domains: Domain..., shapes: [[TensorShape]], large: [[TensorShape]] = [],
    differentiable: Differentiability = .twice, tolerance: OperationTolerance = OperationTolerance(),
    apply: @escaping @Sendable ([Tensor<Scalar>]) -> Tensor<Scalar>,
    reference: @escaping @Sendable ([PlainTensor]) -> PlainTensor
  ) {
    all.append(
      Operation(
        name: name, domains: domains.isEmpty ? [.any] : domains, shapes: shapes, large: large,
        differentiable: differentiable, tolerance: tolerance, apply: apply, reference: reference))
  }

  /// Adds an operation on each element of one operand.
  mutating func unary(
    _ name: String, _ domain: Domain = .any, shapes: [TensorShape] = Shapes.unary,
    large: [[TensorShape]] = [[[300_007]]], differentiable: Differentiability = .twice,
    tolerance: OperationTolerance = OperationTolerance(),
    apply: @escaping @Sendable (Tensor<Scalar>) -> Tensor<Scalar>,
    reference: @escaping @Sendable (Double) -> Double
  ) {
    add(
      name, domain, shapes: shapes.map { [$0] }, large: large, differentiable: differentiable,
      tolerance: tolerance
    ) {
      apply($0[0])
    } reference: {
      $0[0].map(reference)
    }
  }

  /// Adds an operation on pairs of elements of two operands, which are broadcast.
  mutating func binary(
    _ name: String, _ first: Domain = .any, _ second: Domain = .any, shapes: [[TensorShape]] = Shapes.binary,
    large: [[TensorShape]] = [[[300_007], [300_007]], [[401, 701], [701]], [[401, 1], [401, 701]]],
    differentiable: Differentiability = .twice, tolerance: OperationTolerance = OperationTolerance(),
    apply: @escaping @Sendable (Tensor<Scalar>, Tensor<Scalar>) -> Tensor<Scalar>,
    reference: @escaping @Sendable (Double, Double) -> Double
  ) {
    add(
      name, first, second, shapes: shapes, large: large, differentiable: differentiable, tolerance: tolerance
    ) {
      apply($0[0], $0[1])
    } reference: {
      PlainTensor.broadcast($0[0], $0[1], reference)
    }
  }
}

/// A row of the table, for both scalar types.
struct OperationRow: Sendable, CustomTestStringConvertible {
  let double: Operation<Double>
  let float: Operation<Float>

  var testDescription: String { double.name }

  static let all = zip(OperationRows<Double>().all, OperationRows<Float>().all).map(OperationRow.init)

  /// The rows that can be differentiated as often as `order`, or more.
  static func differentiable(_ order: Differentiability) -> [OperationRow] {
    all.filter { $0.double.differentiable >= order }
  }
}
