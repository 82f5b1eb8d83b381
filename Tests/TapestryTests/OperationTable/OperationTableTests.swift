import Testing

@testable import Tapestry

/// What the operation table promises of every row.
@Suite struct OperationTableTests {
  @Test(arguments: OperationRow.all) func valuesAgreeWithTheReference(row: OperationRow) {
    expectValues(of: row)
  }

  @Test(arguments: OperationRow.differentiable(.once))
  func gradientsAgreeWithDifferences(row: OperationRow) {
    for inputs in row.double.gradientInputs {
      var options = GradientCheckOptions()
      options.entries = .sample(24)
      let report = checkGradients(of: row.double.apply, at: inputs, options: options)
      #expect(report.isCorrect, "\(row.double.name) at \(inputs.map(\.shape)): \(report)")
      #expect(report.kinkCount == 0, "\(row.double.name) has a kink in its domain at \(inputs.map(\.shape))")
    }
  }

  @Test(arguments: OperationRow.differentiable(.twice))
  func gradientsOfGradientsAgreeWithDifferences(row: OperationRow) {
    for inputs in row.double.gradientInputs {
      var options = GradientCheckOptions()
      options.entries = .sample(6)
      options.order = .second
      options.scaleTolerance = 1e-7
      options.relativeTolerance = 1e-5
      let report = checkGradients(of: row.double.gradientProduct, at: inputs, options: options)
      #expect(report.isCorrect, "\(row.double.name) twice at \(inputs.map(\.shape)): \(report)")
    }
  }

  @Test(arguments: OperationRow.all) func floatAgreesWithDouble(row: OperationRow) {
    expectFloatAgrees(with: row)
  }

  @Test(arguments: OperationRow.differentiable(.once))
  func gradientsAtEmptyTensorsHaveTheirShapes(row: OperationRow) {
    for shapes in row.double.shapes where shapes.contains(where: \.isEmpty) {
      let gradients = row.double.gradients(at: row.double.inputs(shapes))
      #expect(gradients.map(\.shape) == shapes, "\(row.double.name) at \(shapes)")
    }
  }

  /// In a process of its own, since the instruction set is chosen for a whole process.
  @Test(arguments: InstructionSet.allCases.filter { $0 <= .supported }.map(\.rawValue))
  func everyInstructionSetAgreesWithTheReference(name: String) async {
    await #expect(processExitsWith: .success) { [name] in
      InstructionSet.current = try #require(InstructionSet(rawValue: name))
      for row in OperationRow.all {
        expectValues(of: row)
        expectFloatAgrees(with: row)
      }
    }
  }

  @Test(arguments: OperationRow.all.filter { !$0.double.large.isEmpty })
  func theBitsAreTheSameOnAnyNumberOfThreads(row: OperationRow) {
    for shapes in row.double.large {
      expectSameBits(of: row.double, shapes)
      expectSameBits(of: row.float, shapes)
    }
  }
}
