import KernelTemplates
import Testing

@testable import Tapestry

private let sets = InstructionSet.allCases.filter { $0 <= .supported }

/// One axis to try: input, kernel, stride, dilation, padding before and after.
private typealias Axis = (Int, Int, Int, Int, Int, Int)

/// Channels to try: batch, input channels, output channels, groups.
private typealias Channels = (Int, Int, Int, Int)

private func geometry(_ y: Axis, _ x: Axis, _ channels: Channels) throws -> ConvolutionGeometry {
  try ConvolutionGeometry(
    batch: channels.0, inputChannels: channels.1, outputChannels: channels.2, groups: channels.3,
    vertical: ConvolutionAxis(
      "vertical", input: y.0, kernel: y.1, stride: y.2, dilation: y.3, padding: (y.4, y.5)),
    horizontal: ConvolutionAxis(
      "horizontal", input: x.0, kernel: x.1, stride: x.2, dilation: x.3, padding: (x.4, x.5)))
}

@Suite struct ConvolutionKernelTests {
  /// Strides over and under the kernel, dilation, padding on either side and beyond the kernel, single positions.
  private static let axes: [Axis] = [
    (1, 1, 1, 1, 0, 0), (5, 1, 1, 1, 0, 0), (6, 3, 1, 1, 1, 1), (7, 3, 2, 1, 0, 1), (9, 2, 3, 1, 1, 0),
    (8, 3, 1, 2, 2, 1), (5, 5, 1, 1, 2, 2), (11, 4, 4, 1, 0, 0), (4, 3, 2, 2, 3, 2), (7, 1, 3, 1, 0, 0),
    (3, 2, 1, 1, 3, 4), (10, 3, 5, 3, 1, 2),
  ]
  private static let channels: [Channels] = [
    (1, 1, 1, 1), (2, 3, 2, 1), (1, 4, 6, 2), (3, 2, 2, 2), (2, 1, 5, 1), (1, 6, 3, 3), (2, 2, 1, 1),
  ]

  @Test func everyCombinationOfSmallAxesIsRight() throws {
    for (i, y) in Self.axes.enumerated() {
      for (j, x) in Self.axes.enumerated() {
        let oracle = ConvolutionOracle(try geometry(y, x, Self.channels[(i + 3 * j) % 7]))
        let expected = oracle.results()
        for set in sets {
          expect(ConvolutionResults(oracle, set.floatKernels), expected, "\(y) \(x) \(set) Float")
          expect(ConvolutionResults(oracle, set.doubleKernels), expected, "\(y) \(x) \(set) Double")
        }
      }
    }
  }

  private func expect<Scalar: BinaryFloatingPoint>(
    _ results: ConvolutionResults<Scalar>,
    _ expected: (output: [Double], inputGradient: [Double], weightGradient: [Double]), _ what: String
  ) {
    #expect(results.output.map { Double($0) } == expected.output, "output, \(what)")
    #expect(results.inputGradient.map { Double($0) } == expected.inputGradient, "input, \(what)")
    #expect(results.weightGradient.map { Double($0) } == expected.weightGradient, "weights, \(what)")
  }

  /// Extents around the edges of tiles, panels, regions and the parts of a long sum.
  private static let large: [(Axis, Axis, Channels)] = [
    ((13, 3, 1, 1, 1, 1), (13, 3, 1, 1, 1, 1), (4, 30, 26, 2)),
    ((27, 5, 1, 1, 2, 2), (27, 5, 1, 1, 2, 2), (2, 14, 13, 1)),
    ((47, 11, 4, 1, 0, 3), (47, 11, 4, 1, 0, 3), (2, 3, 25, 1)),
    ((40, 3, 1, 1, 1, 1), (50, 3, 2, 1, 1, 0), (2, 1, 16, 1)),
    ((3, 1, 1, 1, 0, 0), (5, 1, 1, 1, 0, 0), (3, 300, 100, 1)),
    ((1, 1, 1, 1, 0, 0), (1500, 9, 1, 3, 4, 4), (1, 4, 4, 4)),
    ((7, 3, 1, 1, 0, 0), (7, 3, 1, 1, 0, 0), (3, 130, 3, 1)),
    ((13, 3, 1, 1, 1, 1), (13, 3, 1, 1, 1, 1), (2, 340, 4, 2)),
    ((13, 3, 1, 1, 1, 1), (13, 3, 1, 1, 1, 1), (1, 12, 50, 1)),
  ]

  @Test(arguments: sets) func largerOnesAreRight(set: InstructionSet) throws {
    for (y, x, channels) in Self.large {
      let oracle = ConvolutionOracle(try geometry(y, x, channels))
      let expected = oracle.results()
      expect(ConvolutionResults(oracle, set.floatKernels), expected, "\(y) \(x) \(channels) Float")
      expect(ConvolutionResults(oracle, set.doubleKernels), expected, "\(y) \(x) \(channels) Double")
    }
  }

  @Test(arguments: sets) func theBitsAreTheSameOnAnyNumberOfThreads(set: InstructionSet) throws {
    for (y, x, channels) in Self.large {
      let oracle = ConvolutionOracle(try geometry(y, x, channels))
      let one = Parallel.withWidth(1) { ConvolutionResults(oracle, set.floatKernels) }
      for width in [2, 5] {
        let many = Parallel.withWidth(width) { ConvolutionResults(oracle, set.floatKernels) }
        #expect(one == many, "\(y) \(x) \(channels) on \(width) threads")
      }
    }
  }

  @Test(arguments: sets) func reluReplacesNegativeElements(set: InstructionSet) throws {
    let oracle = ConvolutionOracle(try geometry((9, 3, 1, 1, 1, 1), (41, 3, 2, 1, 1, 1), (2, 3, 5, 1)))
    let expected = oracle.results().output.map { max($0, 0) }
    #expect(ConvolutionResults(oracle, set.floatKernels, relu: true).output.map { Double($0) } == expected)
    #expect(ConvolutionResults(oracle, set.doubleKernels, relu: true).output == expected)
  }

  @Test func whatIsNoConvolutionIsSaidInWords() {
    func mistake(_ y: Axis, _ channels: Channels) -> String? {
      do {
        _ = try geometry(y, (5, 1, 1, 1, 0, 0), channels)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(
      mistake((5, 4, 1, 2, 1, 0), (1, 1, 1, 1))
        == "the vertical kernel reaches over 7 positions, but the padded input has 6")
    #expect(mistake((5, 1, 0, 1, 0, 0), (1, 1, 1, 1)) == "the vertical stride is 0, expected at least 1")
    #expect(mistake((5, 0, 1, 1, 0, 0), (1, 1, 1, 1)) == "the vertical kernel is 0, expected at least 1")
    #expect(
      mistake((5, 1, 1, 1, 0, 0), (1, 4, 3, 2)) == "3 output channels cannot be cut into 2 groups")
    #expect(mistake((5, 1, 1, 1, 0, 0), (1, 4, 4, 2)) == nil)
  }
}
