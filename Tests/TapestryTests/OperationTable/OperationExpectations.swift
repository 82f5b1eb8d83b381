import Foundation
import Testing

@testable import Tapestry

// What the table's tests expect of a row, and how they make operands. A failure names the row, the shapes, the index,
// and both values.

/// Expects values to agree with the reference, on views too, and operands to stay as they were.
func expectValues(of row: OperationRow) {
  let operation = row.double
  for shapes in operation.shapes {
    let inputs = operation.inputs(shapes)
    let before = inputs.map(PlainTensor.init)
    let expected = operation.reference(before)
    let tolerance = operation.tolerance.double
    expectClose(operation.apply(inputs), expected, tolerance, "\(operation.name) at \(shapes)")
    let views = inputs.map { $0.viewedAtAnOddOffset() }
    expectClose(operation.apply(views), expected, tolerance, "\(operation.name) on views at \(shapes)")
    #expect(inputs.map(PlainTensor.init) == before, "\(operation.name) at \(shapes) changed an operand")
  }
}

/// Expects values and gradients in Float to agree with those in Double.
func expectFloatAgrees(with row: OperationRow) {
  let (double, float) = (row.double, row.float)
  for shapes in double.shapes {
    let (inputs, floatInputs) = (double.inputs(shapes), float.inputs(shapes))
    let expected = PlainTensor(double.apply(inputs))
    expectClose(
      float.apply(floatInputs), expected, double.tolerance.float, "\(float.name) in Float at \(shapes)")
    guard double.differentiable >= .once else { continue }
    for (index, pair) in zip(double.gradients(at: inputs), float.gradients(at: floatInputs)).enumerated() {
      expectClose(
        pair.1, PlainTensor(pair.0), double.tolerance.floatGradient,
        "gradient \(index) of \(float.name) in Float at \(shapes)")
    }
  }
}

/// Expects the same bits, of the value and of the gradients, on one thread, two and five.
func expectSameBits<Scalar>(of operation: Operation<Scalar>, _ shapes: [TensorShape]) {
  let inputs = operation.largeInputs(shapes)
  func results(_ threads: Int) -> [Tensor<Scalar>] {
    Threads.with(threads) {
      [operation.apply(inputs)]
        + (operation.differentiable >= .once ? operation.gradients(at: inputs) : [])
    }
  }
  let single = results(1)
  for threads in [2, 5] {
    for (index, (a, b)) in zip(single, results(threads)).enumerated() {
      let what = index == 0 ? "value" : "gradient \(index - 1)"
      #expect(
        a.hasSameBits(as: b),
        "the \(what) of \(operation.name) at \(shapes) on \(threads) threads differs in bits")
    }
  }
}

/// Expects each element to be within `tolerance * max(|expected|, 1)`; NaN agrees with NaN alone.
private func expectClose<Scalar: FloatingPointScalar>(
  _ result: Tensor<Scalar>, _ expected: PlainTensor, _ tolerance: Double, _ what: String
) {
  guard result.shape.array == expected.shape else {
    Issue.record("\(what): the shape is \(result.shape), expected \(expected.shape)")
    return
  }
  for (element, (value, wanted)) in zip(result.scalars, expected.scalars).enumerated() {
    let value = Double(value)
    if value == wanted || (value.isNaN && wanted.isNaN) { continue }
    if abs(value - wanted) <= tolerance * max(abs(wanted), 1) { continue }
    let index = result.shape.indices(ofElement: element)
    Issue.record("\(what), index \(index): \(value), expected \(wanted)")
    return
  }
}

// MARK: - Operands

extension Operation {
  /// Operands of the given shapes, the same ones every time.
  func inputs(_ shapes: [TensorShape]) -> [Tensor<Scalar>] {
    shapes.enumerated().map { index, shape in
      Tensor(
        shape: shape,
        scalars: domain(of: index).elements(shape.elementCount, seed: UInt64(index + 1)).map { Scalar($0) })
    }
  }

  /// Large operands: a few thousand elements again and again, since test code is slow in debug builds.
  func largeInputs(_ shapes: [TensorShape]) -> [Tensor<Scalar>] {
    shapes.enumerated().map { index, shape in
      let pattern = domain(of: index).elements(4099, seed: UInt64(index + 1)).map { Scalar($0) }
      return Tensor(shape: shape) { pattern[$0] }
    }
  }

  private func domain(of operand: Int) -> Domain { domains[min(operand, domains.count - 1)] }

  /// Small operands to check gradients at, without the empty ones.
  var gradientInputs: [[Tensor<Scalar>]] {
    shapes.filter { shapes in shapes.allSatisfy { !$0.isEmpty && $0.elementCount <= 40 } }.map(inputs)
  }

  /// The gradients of the value's product with fixed weights.
  func gradients(at inputs: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
    valueAndGradient(at: inputs) { inputs in
      let y = apply(inputs)
      return (y * Self.weights(y.shape)).sum()
    }.gradients
  }

  /// The sum of the gradients' products with fixed weights: what second derivatives are checked through.
  func gradientProduct(at inputs: [Tensor<Scalar>]) -> Tensor<Scalar> {
    gradients(at: inputs).reduce(Tensor(0)) { sum, gradient in
      sum + (gradient * Self.weights(gradient.shape)).sum()
    }
  }

  private static func weights(_ shape: TensorShape) -> Tensor<Scalar> {
    Tensor(shape: shape) { index in Scalar((index % 2 == 0 ? 1 : -1) * (0.75 + Double(index % 7) / 8)) }
  }
}

extension Tensor {
  /// Elements that repeat every 4099: test code is slow in debug builds.
  fileprivate init(shape: TensorShape, element: (Int) -> Scalar) {
    let pattern = (0..<Swift.min(4099, shape.elementCount)).map(element)
    self.init(
      shape: shape,
      initializingWith: { buffer in
        for start in stride(from: 0, to: buffer.count, by: 4099) {
          let end = Swift.min(start + 4099, buffer.count)
          _ = unsafe UnsafeMutableBufferPointer(rebasing: buffer[start..<end])
            .initialize(fromContentsOf: pattern[..<(end - start)])
        }
      })
  }

  /// The same elements one element into a storage that holds more.
  func viewedAtAnOddOffset() -> Tensor {
    let outer = Tensor(
      shape: [elementCount + 3],
      initializingWith: { buffer in
        let elements = scalars
        for element in 0..<elementCount + 3 where elementCount > 0 {
          unsafe buffer.initializeElement(
            at: element, to: elements[Swift.min(Swift.max(element - 1, 0), elementCount - 1)])
        }
      })
    return Tensor(shape: shape, storage: outer.storage, offset: 1)
  }

  /// Whether shapes and all bits agree.
  func hasSameBits(as other: Tensor) -> Bool {
    guard shape == other.shape else { return false }
    return unsafe withUnsafeElements { a in
      unsafe other.withUnsafeElements { b in
        unsafe memcmp(a.baseAddress!, b.baseAddress!, a.count * MemoryLayout<Scalar>.stride) == 0
      }
    }
  }
}
