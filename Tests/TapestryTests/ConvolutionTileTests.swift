@testable import KernelTemplates
import Testing

@testable import Tapestry

/// Convolutions that are large enough to be made by Winograd's tiles, whose results are close, not exact.
@Suite struct ConvolutionTileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 1
    var inputs = 16
    var outputs = 16
    var groups = 1
    var kernel: Int
    var stride = 1
    var height: Int
    var width: Int
    /// Top, bottom, left, right.
    var padding = [0, 0, 0, 0]

    var testDescription: String {
      "\(batch)x\(inputs)x\(height)x\(width) to \(outputs), kernel \(kernel) by \(stride), groups \(groups), padding \(padding)"
    }

    var geometry: ConvolutionGeometry {
      get throws {
        try ConvolutionGeometry(
          batch: batch, inputChannels: inputs, outputChannels: outputs, groups: groups,
          vertical: ConvolutionAxis(
            "vertical", input: height, kernel: kernel, stride: stride, dilation: 1,
            padding: (padding[0], padding[1])),
          horizontal: ConvolutionAxis(
            "horizontal", input: width, kernel: kernel, stride: stride, dilation: 1,
            padding: (padding[2], padding[3])))
      }
    }
  }

  /// Images that share tiles and images that do not, parts of vectors, uneven padding, images smaller than a tile.
  static let cases = [
    Case(batch: 9, inputs: 17, outputs: 35, kernel: 3, height: 13, width: 13, padding: [1, 1, 1, 1]),
    Case(
      batch: 2, inputs: 32, outputs: 40, groups: 2, kernel: 5, height: 27, width: 27, padding: [2, 2, 2, 2]),
    Case(batch: 6, inputs: 19, outputs: 16, kernel: 3, height: 7, width: 12, padding: [2, 0, 1, 2]),
    Case(batch: 90, kernel: 3, height: 2, width: 3, padding: [1, 1, 1, 1]),
    Case(batch: 4, outputs: 112, kernel: 5, height: 8, width: 16, padding: [4, 3, 0, 1]),
    Case(inputs: 392, kernel: 3, height: 25, width: 25),
    Case(outputs: 18, kernel: 3, height: 41, width: 130, padding: [0, 2, 0, 0]),
    Case(
      batch: 3, inputs: 3, outputs: 17, kernel: 11, stride: 4, height: 47, width: 91, padding: [0, 3, 2, 1]),
    Case(
      batch: 10, inputs: 6, outputs: 32, groups: 1, kernel: 5, stride: 2, height: 15, width: 14,
      padding: [1, 2, 5, 0]),
    Case(batch: 17, kernel: 5, height: 6, width: 16, padding: [0, 0, 2, 2]),
  ]

  @Test(arguments: cases) func resultsAreClose(to aCase: Case) throws {
    guard case .winograd = try aCase.geometry.algorithm else {
      Issue.record("not made by tiles")
      return
    }
    let oracle = ConvolutionOracle(try aCase.geometry)
    let samples = oracle.samples(40)
    for set in InstructionSet.allCases where set <= .supported {
      expect(ConvolutionResults(oracle, set.floatKernels), samples, 6e-5, "\(set) Float")
      expect(ConvolutionResults(oracle, set.doubleKernels), samples, 1e-13, "\(set) Double")
    }
  }

  private func expect<Scalar: BinaryFloatingPoint>(
    _ results: ConvolutionResults<Scalar>, _ samples: [ConvolutionOracle.Samples], _ tolerance: Double,
    _ what: String
  ) {
    for (values, sample) in zip([results.output, results.inputGradient, results.weightGradient], samples) {
      let square = sample.reduce(0) { $0 + $1.value * $1.value } / Double(sample.count)
      for (place, value) in sample {
        let error = abs(Double(values[place]) - value)
        #expect(error <= tolerance * square.squareRoot(), "element \(place), \(what)")
      }
    }
  }

  @Test(arguments: cases) func theBitsAreTheSameOnAnyNumberOfThreads(aCase: Case) throws {
    let oracle = ConvolutionOracle(try aCase.geometry)
    for set in InstructionSet.allCases where set <= .supported {
      let one = Parallel.withWidth(1) { ConvolutionResults(oracle, set.floatKernels) }
      for width in [2, 5] {
        #expect(Parallel.withWidth(width) { ConvolutionResults(oracle, set.floatKernels) } == one, "\(set)")
      }
    }
  }

  @Test func reluReplacesNegativeElements() throws {
    let oracle = ConvolutionOracle(try Self.cases[0].geometry)
    for set in InstructionSet.allCases where set <= .supported {
      let plain = ConvolutionResults(oracle, set.floatKernels).output
      #expect(
        ConvolutionResults(oracle, set.floatKernels, relu: true).output == plain.map { max($0, 0) }, "\(set)")
    }
  }
}

extension ConvolutionOracle {
  /// Some elements of a result, with their places.
  typealias Samples = [(place: Int, value: Double)]

  /// Elements of the output, the input's gradient and the weights' gradient: the first, the last and some between.
  func samples(_ count: Int) -> [Samples] {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let (inputs, outputs) = (geometry.groupInputs, geometry.groupOutputs)
    func places(_ total: Int) -> [Int] {
      [0, total - 1] + (2..<count).map { ($0 &* 7_919_317 &+ 13) % total }
    }
    func x(_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Double {
      guard 0..<v.input ~= y, 0..<h.input ~= x else { return 0 }
      return input[((n * geometry.inputChannels + c) * v.input + y) * h.input + x]
    }
    func dy(_ n: Int, _ o: Int, _ y: Int, _ x: Int) -> Double {
      guard y % v.stride == 0, x % h.stride == 0 else { return 0 }
      let (y, x) = (y / v.stride, x / h.stride)
      guard 0..<v.output ~= y, 0..<h.output ~= x else { return 0 }
      return outputGradient[((n * geometry.outputChannels + o) * v.output + y) * h.output + x]
    }
    func w(_ o: Int, _ c: Int, _ ky: Int, _ kx: Int) -> Double {
      weights[((o * inputs + c) * v.kernel + ky) * h.kernel + kx]
    }
    func sumOfTaps(_ body: (_ ky: Int, _ kx: Int) -> Double) -> Double {
      var sum = 0.0
      for ky in 0..<v.kernel { for kx in 0..<h.kernel { sum += body(ky, kx) } }
      return sum
    }
    let outputSamples: Samples = places(outputGradient.count).map { place in
      let (line, column) = place.quotientAndRemainder(dividingBy: h.output)
      let (channel, row) = line.quotientAndRemainder(dividingBy: v.output)
      let (n, o) = channel.quotientAndRemainder(dividingBy: geometry.outputChannels)
      var value = bias[o]
      for c in 0..<inputs {
        value += sumOfTaps { ky, kx in
          x(
            n, o / outputs * inputs + c, row * v.stride + ky - v.paddingBefore,
            column * h.stride + kx - h.paddingBefore)
            * w(o, c, ky, kx)
        }
      }
      return (place, value)
    }
    let inputSamples: Samples = places(input.count).map { place in
      let (line, column) = place.quotientAndRemainder(dividingBy: h.input)
      let (channel, row) = line.quotientAndRemainder(dividingBy: v.input)
      let (n, c) = channel.quotientAndRemainder(dividingBy: geometry.inputChannels)
      var value = inputBias[c]
      for o in c / inputs * outputs..<(c / inputs + 1) * outputs {
        value += sumOfTaps { ky, kx in
          dy(n, o, row + v.paddingBefore - ky, column + h.paddingBefore - kx) * w(o, c % inputs, ky, kx)
        }
      }
      return (place, value)
    }
    let weightSamples: Samples = places(weights.count).map { place in
      let (line, kx) = place.quotientAndRemainder(dividingBy: h.kernel)
      let (channel, ky) = line.quotientAndRemainder(dividingBy: v.kernel)
      let (o, c) = channel.quotientAndRemainder(dividingBy: inputs)
      var value = 0.0
      for n in 0..<geometry.batch {
        for row in 0..<v.output {
          for column in 0..<h.output {
            value +=
              x(
                n, o / outputs * inputs + c, row * v.stride + ky - v.paddingBefore,
                column * h.stride + kx - h.paddingBefore)
              * dy(n, o, row * v.stride, column * h.stride)
          }
        }
      }
      return (place, value)
    }
    return [outputSamples, inputSamples, weightSamples]
  }
}
