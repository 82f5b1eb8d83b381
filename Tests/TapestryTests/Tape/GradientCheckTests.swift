import Testing

@testable import Tapestry

@Suite struct GradientCheckTests {
  let x: Tensor<Double> = [[0.3, -1.2, 2.5], [100, -0.001, 7]]

  /// Cubes, with a gradient that is off by a factor.
  func cube(_ x: Tensor<Double>, error: Double) -> Tensor<Double> {
    withCustomGradient(of: x) { x in
      (x * x * x, { dy in dy * x * x * (3 * (1 + error)) })
    }
  }

  @Test func aRightGradientPasses() {
    for order in [GradientCheckOptions.Order.second, .fourth] {
      var options = GradientCheckOptions()
      options.order = order
      let report = checkGradients(of: { cube($0, error: 0) }, at: x, options: options)
      #expect(report.isCorrect, "\(report)")
      #expect(report.checkedCount == 6)
    }
  }

  @Test(arguments: [1e-4, -1e-4, 1e-3, 1.0]) func aPlantedErrorIsFound(error: Double) {
    for order in [GradientCheckOptions.Order.second, .fourth] {
      var options = GradientCheckOptions()
      options.order = order
      #expect(!checkGradients(of: { cube($0, error: error) }, at: x, options: options).isCorrect)
    }
  }

  @Test func theReportNamesTheWorstEntry() throws {
    // Right but for one element.
    let bump: Tensor<Double> = [[0, 0, 0], [0, 0, 0.01]]
    let report = checkGradients(
      of: { x in withCustomGradient(of: x) { x in (x * x, { dy in dy * x * 2.0 + bump }) } }, at: x)
    let worst = try #require(report.worst)
    #expect(worst.index == [1, 2])
    #expect(abs(abs(worst.gradient - worst.numeric) - 0.01) < 1e-6)
    #expect("\(report)".contains("[1, 2]"))
  }

  @Test func aSampleIsChecked() {
    var options = GradientCheckOptions()
    options.entries = .sample(4)
    #expect(checkGradients(of: { cube($0, error: 0) }, at: x, options: options).checkedCount == 4)
  }

  @Test func aKinkDoesNotCryWolf() {
    func absolute(_ x: Tensor<Double>, slopeAtZero: Double) -> Tensor<Double> {
      withCustomGradient(of: x) { x in
        let slopes = x.scalars.map { $0 > 0 ? 1 : $0 < 0 ? -1 : slopeAtZero }
        return (
          Tensor(shape: x.shape, scalars: x.scalars.map(abs)),
          { dy in dy * Tensor(shape: x.shape, scalars: slopes) }
        )
      }
    }
    let x: Tensor<Double> = [-1, 0, 2]
    let report = checkGradients(of: { absolute($0, slopeAtZero: 0.5) }, at: x)
    #expect(report.isCorrect, "\(report)")
    #expect(report.kinkCount == 1)
    #expect(!checkGradients(of: { absolute($0, slopeAtZero: 1.5) }, at: x).isCorrect)
  }

  @Test func severalInputsAndModels() {
    let report = checkGradients(of: { a, b in a * b * b }, at: x, x)
    #expect(report.isCorrect, "\(report)")
    #expect(report.checkedCount == 12)
  }
}
