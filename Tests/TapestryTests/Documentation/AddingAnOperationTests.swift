import Testing

@testable import Tapestry

func softsign(_ x: Tensor<Double>) -> Tensor<Double> { x / (1 + x.abs()) }

func leanSoftsign(_ x: Tensor<Double>) -> Tensor<Double> {
  withCustomGradient(of: x) { x in
    let y = x / (1 + x.abs())
    return (y, { dy in dy * (1 - y.abs()).pow(2) })
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// x / (1 + |x|) for each element. What is kept for the gradient is the result.
  func softsign() -> Tensor {
    let x = detached()
    return (x / (1 + x.abs())).recorded(from: self, withResult: { dy, y in dy * (1 - y.abs()).pow(2) })
  }
}

extension OperationRows {
  mutating func addSoftsign() {
    unary("softsign", .nonzero) {
      $0.softsign()
    } reference: {
      $0 / (1 + abs($0))
    }
  }
}

/// The code of the article on adding an operation, and what it says of the table.
@Suite struct AddingAnOperationTests {
  @Test func inAProgram() {
    let x: Tensor<Double> = [-3, -0.5, 0.25, 2]
    let report = checkGradients(of: { leanSoftsign($0).sum() }, at: x)
    assert(report.isCorrect, "\(report)")
    #expect(report.checkedCount == 4)
    #expect(leanSoftsign(x) == softsign(x))
    #expect(gradient(at: x) { leanSoftsign($0).sum() }.isClose(to: gradient(at: x) { softsign($0).sum() }))
  }

  @Test func inTheTable() throws {
    var (doubles, floats) = (OperationRows<Double>(), OperationRows<Float>())
    doubles.addSoftsign()
    floats.addSoftsign()
    let row = OperationRow(double: try #require(doubles.all.last), float: try #require(floats.all.last))
    expectValues(of: row)
    expectFloatAgrees(with: row)
    OperationTableTests().gradientsAgreeWithDifferences(row: row)
    OperationTableTests().gradientsOfGradientsAgreeWithDifferences(row: row)
    OperationTableTests().theBitsAreTheSameOnAnyNumberOfThreads(row: row)
  }
}
