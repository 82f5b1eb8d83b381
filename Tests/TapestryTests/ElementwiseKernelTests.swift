import Foundation
import KernelTemplates
import KernelsPortable
import Testing

@testable import Tapestry

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

/// Elementwise kernels of every instruction set against plain loops, over layouts and lengths around every edge.
@Suite struct ElementwiseKernelTests {
  /// Lengths from 0 to three of the widest vectors, and around the buffers that strided operands are gathered in.
  static let lengths = Array(0...49) + [127, 128, 129, 255, 256, 257, 1000]

  /// Layouts of operands of up to 4096 elements each.
  static let layouts: [RowLayout] =
    lengths.flatMap { [RowLayout.contiguous($0), .scalarFirst($0), .scalarSecond($0)] }
    + [(3, 5), (40, 3), (2, 64), (3, 100), (2, 700), (1, 300), (5, 1), (0, 4), (4, 0)].flatMap {
      (rows: Int, columns: Int) -> [RowLayout] in
      let kinds: [RowLayout.Strides] = [
        .contiguous(columns: columns), .scalar, .init(row: 0, column: 1), .init(row: 1, column: 0),
        .init(row: 1, column: rows), .init(row: 2 * columns, column: 2),
      ]
      return kinds.indices.flatMap { first in
        kinds.indices.map { second in
          RowLayout(
            rows: rows, columns: columns, first: kinds[first], second: kinds[second],
            third: kinds[(first + second) % kinds.count])
        }
      }
    }

  static let first = (0..<4096).map { (i: Int) -> Float in Float((i &* 7919) % 201 - 100) / 8 }
  static let second = (0..<4096).map { (i: Int) -> Float in Float((i &* 104_729) % 199 - 99) / 4 }
  static let mask = (0..<4096).map { ($0 &* 31) % 7 < 3 }

  /// Calls `body` with the index of each element of the result and of its operands.
  static func walk(_ layout: RowLayout, _ body: (_ out: Int, _ a: Int, _ b: Int, _ c: Int) -> Void) {
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        let index = { (strides: RowLayout.Strides) in row * strides.row + column * strides.column }
        body(row * layout.columns + column, index(layout.first), index(layout.second), index(layout.third))
      }
    }
  }

  @Test func binaryOperationsFollowTheLayout() {
    for kernels in KernelSets.float {
      for layout in Self.layouts {
        var out = [Float](repeating: .nan, count: layout.count + 1)
        kernels.binary(.subtract, Self.first, Self.second, &out, layout: layout)
        var isRight = out[layout.count].isNaN
        Self.walk(layout) { index, a, b, _ in
          isRight = isRight && out[index] == Self.first[a] - Self.second[b]
        }
        #expect(isRight, "\(kernels), \(layout)")
      }
    }
  }

  @Test func comparisonsAndSelectionsFollowTheLayout() {
    for kernels in KernelSets.float {
      for layout in Self.layouts {
        var truths = [Bool](repeating: false, count: layout.count + 1)
        kernels.compare(.less, Self.first, Self.second, &truths, layout: layout)
        var chosen = [Float](repeating: .nan, count: layout.count + 1)
        kernels.select(Self.mask, Self.first, Self.second, &chosen, layout: layout)
        var isRight = !truths[layout.count] && chosen[layout.count].isNaN
        Self.walk(layout) { out, a, b, c in
          isRight = isRight && truths[out] == (Self.first[a] < Self.second[b])
          isRight = isRight && chosen[out] == (Self.mask[c] ? Self.first[a] : Self.second[b])
        }
        #expect(isRight, "\(kernels), \(layout)")
      }
    }
  }

  @Test func everyBinaryOperation() {
    let reference: [(BinaryOperation, (Double, Double) -> Double)] = [
      (.add, { $0 + $1 }), (.subtract, { $0 - $1 }), (.multiply, { $0 * $1 }), (.divide, { $0 / $1 }),
      (.minimum, { $0.isNaN || $1.isNaN ? .nan : min($0, $1) }),
      (.maximum, { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }),
      (.power, { pow($0, $1) }), (.whereSecondIsPositive, { $1 > 0 ? $0 : 0 }),
      (.slopedWhereSecondIsNotPositive(slope: 0.25), { $1 > 0 ? $0 : $0 * 0.25 }),
      (.sigmoidGradient, { $0 * $1 * (1 - $1) }), (.tanhGradient, { $0 * (1 - $1 * $1) }),
    ]
    let special: [Double] = [0, -0.0, 1, -1, 2, -3, 0.5, -2.5, .infinity, -.infinity, .nan]
    let a = special.flatMap { x in special.map { _ in x } }
    let b = special.flatMap { _ in special }
    for (operation, expected) in reference {
      let wanted = zip(a, b).map(expected)
      for kernels in KernelSets.double {
        var out = a
        kernels.binary(operation, out, b, &out, layout: .contiguous(a.count))
        for index in a.indices {
          let agrees = out[index] == wanted[index] || out[index].isNaN && wanted[index].isNaN
          let isClose = abs(out[index] - wanted[index]) <= 1e-15 * abs(wanted[index])
          #expect(agrees || isClose, "\(operation) of \(a[index]), \(b[index]) by \(kernels): \(out[index])")
        }
      }
    }
  }

  @Test func everyComparison() {
    let a: [Float] = [1, 2, 3, .nan, 0, .infinity, 5]
    let b: [Float] = [2, 2, 2, 1, -0.0, .infinity, .nan]
    let expected: [ComparisonOperation: [Bool]] = [
      .less: [true, false, false, false, false, false, false],
      .lessOrEqual: [true, true, false, false, true, true, false],
      .greater: [false, false, true, false, false, false, false],
      .greaterOrEqual: [false, true, true, false, true, true, false],
      .equal: [false, true, false, false, true, true, false],
      .notEqual: [true, false, true, true, false, false, true],
    ]
    for kernels in KernelSets.float {
      for operation in ComparisonOperation.allCases {
        var out = [Bool](repeating: false, count: a.count)
        kernels.compare(operation, a, b, &out, layout: .contiguous(a.count))
        #expect(out == expected[operation], "\(operation) by \(kernels)")
      }
    }
  }

  @Test func simpleUnaryOperations() {
    let x: [Float] = [-3, -0.25, 0, 0.5, 4, .infinity, -.infinity, .nan]
    let reference: [(UnaryOperation<Float>, (Float) -> Float)] = [
      (.negate, { -$0 }), (.reciprocal, { 1 / $0 }), (.square, { $0 * $0 }), (.abs, { abs($0) }),
      (.sign, { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }), (.relu, { $0.isNaN ? $0 : max($0, 0) }),
      (.leakyReLU(slope: 0.125), { $0 > 0 ? $0 : $0 * 0.125 }),
      (.clamp(lower: -1, upper: 2), { $0.isNaN ? $0 : min(max($0, -1), 2) }),
    ]
    for kernels in KernelSets.float {
      for (operation, expected) in reference {
        for length in Self.lengths {
          let repeated = (0..<length).map { x[$0 % x.count] }
          var y = repeated + [77]
          kernels.unary(operation, y, &y, count: length)
          let isRight = zip(y, repeated.map(expected)).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
          #expect(isRight && y[length] == 77, "\(operation) on \(length) elements by \(kernels)")
        }
      }
    }
  }
}
