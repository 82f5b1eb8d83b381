import KernelTemplates

@testable import Tapestry

/// A convolution and its gradients as plain loops over small whole numbers, whose sums are exact in any order.
struct ConvolutionOracle {
  let geometry: ConvolutionGeometry
  let input: [Double]
  let weights: [Double]
  let bias: [Double]
  let inputBias: [Double]
  let outputGradient: [Double]

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    func numbers(_ count: Int, _ factor: Int, _ spread: Int) -> [Double] {
      (0..<count).map { Double($0 &* factor % 31 % spread - spread / 2) }
    }
    input = numbers(geometry.batch * geometry.inputChannels * geometry.inputPlane, 17, 7)
    weights = numbers(geometry.outputChannels * geometry.groupInputs * geometry.taps, 23, 5)
    bias = numbers(geometry.outputChannels, 11, 9)
    inputBias = numbers(geometry.inputChannels, 13, 9)
    outputGradient = numbers(geometry.batch * geometry.outputChannels * geometry.outputPlane, 19, 7)
  }

  /// The products of a convolution: each a place in the output, in the input and in the weights.
  func forEachProduct(_ body: (_ output: Int, _ input: Int, _ weight: Int) -> Void) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    let (inputs, outputs) = (geometry.groupInputs, geometry.groupOutputs)
    for image in 0..<geometry.batch {
      for o in 0..<geometry.outputChannels {
        for c in 0..<inputs {
          let outputPlane = (image * geometry.outputChannels + o) * geometry.outputPlane
          let inputPlane =
            (image * geometry.inputChannels + o / outputs * inputs + c) * geometry.inputPlane
          for oy in 0..<v.output {
            for ky in 0..<v.kernel {
              let y = oy * v.stride + ky * v.dilation - v.paddingBefore
              guard y >= 0 && y < v.input else { continue }
              for ox in 0..<h.output {
                for kx in 0..<h.kernel {
                  let x = ox * h.stride + kx * h.dilation - h.paddingBefore
                  guard x >= 0 && x < h.input else { continue }
                  body(
                    outputPlane + oy * h.output + ox, inputPlane + y * h.input + x,
                    ((o * inputs + c) * v.kernel + ky) * h.kernel + kx)
                }
              }
            }
          }
        }
      }
    }
  }

  /// The output with the bias, the input's gradient with its bias, and the weights' gradient.
  func results() -> (output: [Double], inputGradient: [Double], weightGradient: [Double]) {
    let (v, h) = (geometry.vertical, geometry.horizontal)
    var output = (0..<outputGradient.count).map { bias[$0 / geometry.outputPlane % bias.count] }
    var inputGradient = (0..<input.count).map { inputBias[$0 / (v.input * h.input) % inputBias.count] }
    var weightGradient = [Double](repeating: 0, count: weights.count)
    output.withUnsafeMutableBufferPointer { output in
      inputGradient.withUnsafeMutableBufferPointer { inputGradient in
        weightGradient.withUnsafeMutableBufferPointer { weightGradient in
          forEachProduct { o, i, w in
            output[o] += input[i] * weights[w]
            inputGradient[i] += outputGradient[o] * weights[w]
            weightGradient[w] += outputGradient[o] * input[i]
          }
        }
      }
    }
    return (output, inputGradient, weightGradient)
  }
}

/// The three kernels of one instruction set at the numbers of an oracle.
struct ConvolutionResults<Scalar: BinaryFloatingPoint & Sendable>: Equatable {
  let output: [Scalar]
  let inputGradient: [Scalar]
  let weightGradient: [Scalar]

  init(_ oracle: ConvolutionOracle, _ kernels: any FloatingPointKernels<Scalar>.Type, relu: Bool = false) {
    let geometry = oracle.geometry
    let (input, weights) = (oracle.input.map { Scalar($0) }, oracle.weights.map { Scalar($0) })
    let (bias, inputBias) = (oracle.bias.map { Scalar($0) }, oracle.inputBias.map { Scalar($0) })
    let gradient = oracle.outputGradient.map { Scalar($0) }
    /// An array that a kernel writes, with elements around it that it must leave alone.
    func written(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void) -> [Scalar] {
      var array = [Scalar](repeating: 77, count: count + 40)
      array.withUnsafeMutableBufferPointer { body($0.baseAddress! + 20) }
      precondition((array.prefix(20) + array.suffix(20)).allSatisfy { $0 == 77 }, "written outside")
      return Array(array.dropFirst(20).dropLast(20))
    }
    output = written(gradient.count) {
      kernels.convolve(geometry, input: input, weights: weights, bias: bias, relu: relu, output: $0)
    }
    inputGradient = written(input.count) {
      kernels.convolveDataGradient(
        geometry, outputGradient: gradient, weights: weights, bias: inputBias, inputGradient: $0)
    }
    weightGradient = written(weights.count) {
      kernels.convolveWeightGradient(
        geometry, input: input, outputGradient: gradient, weightGradient: $0)
    }
  }
}
