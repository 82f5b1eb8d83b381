/// Two-dimensional convolutions: the forward product and its two gradients, for any geometry.
public protocol ConvolutionKernels<Scalar>: MatrixKernels {
  /// output = input ∗ weights + bias, negative elements replaced by zero if `relu`. `bias` holds an element an output
  /// channel.
  static func convolve(
    _ geometry: ConvolutionGeometry, input: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, relu: Bool, output: UnsafeMutablePointer<Scalar>)

  /// The gradient with respect to the input, which is also the transposed convolution. `bias` holds an element an input
  /// channel.
  static func convolveDataGradient(
    _ geometry: ConvolutionGeometry, outputGradient: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, inputGradient: UnsafeMutablePointer<Scalar>)

  /// The gradient with respect to the weights.
  static func convolveWeightGradient(
    _ geometry: ConvolutionGeometry, input: UnsafePointer<Scalar>, outputGradient: UnsafePointer<Scalar>,
    weightGradient: UnsafeMutablePointer<Scalar>)
}

extension ConvolutionKernels {
  /// The one implementation.
  @inlinable @inline(__always)
  public static func convolve(
    _ geometry: ConvolutionGeometry, input: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, relu: Bool, output: UnsafeMutablePointer<Scalar>
  ) {
    switch geometry.algorithm {
    case .winograd(kernel: 3):
      convolveByTiles(
        WinogradTile<3>.self, WinogradTile<6>.self, geometry, mirrored: false, source: input,
        weights: weights,
        bias: bias, relu: relu, target: output)
    case .winograd:
      convolveByTiles(
        WinogradTile<5>.self, WinogradTile<4>.self, geometry, mirrored: false, source: input,
        weights: weights,
        bias: bias, relu: relu, target: output)
    case .patches:
      multiplyPatches(
        geometry.inputPatches, source: input, rows: geometry.groupOutputs, weights: weights, bias: bias,
        relu: relu,
        target: PatchTarget(
          start: output, channelStride: geometry.outputPlane, rowStride: geometry.horizontal.output,
          columnStride: 1))
    }
  }

  /// The one implementation.
  @inlinable @inline(__always)
  public static func convolveDataGradient(
    _ geometry: ConvolutionGeometry, outputGradient: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, inputGradient: UnsafeMutablePointer<Scalar>
  ) {
    switch geometry.mirroredAlgorithm {
    case .winograd(kernel: 3):
      convolveByTiles(
        WinogradTile<3>.self, WinogradTile<6>.self, geometry, mirrored: true, source: outputGradient,
        weights: weights, bias: bias, relu: false, target: inputGradient)
    case .winograd:
      convolveByTiles(
        WinogradTile<5>.self, WinogradTile<4>.self, geometry, mirrored: true, source: outputGradient,
        weights: weights, bias: bias, relu: false, target: inputGradient)
    case .patches:
      spreadPatches(
        geometry, outputGradient: outputGradient, weights: weights, bias: bias, inputGradient: inputGradient)
    }
  }

  /// The gradient with respect to the input, as a product with patches for each position of a stride.
  @inlinable @inline(never)
  public static func spreadPatches(
    _ geometry: ConvolutionGeometry, outputGradient: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, inputGradient: UnsafeMutablePointer<Scalar>
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    for y in 0..<min(vertical.stride, vertical.input) {
      let (rows, tapRows) = vertical.backward(phase: y)
      for x in 0..<min(horizontal.stride, horizontal.input) {
        let (columns, tapColumns) = horizontal.backward(phase: x)
        let patches = PatchGrid(
          images: geometry.batch, groups: geometry.groups, channels: geometry.groupOutputs, vertical: rows,
          horizontal: columns)
        let count = geometry.inputChannels * geometry.groupOutputs * patches.taps
        Scratch.with(Scalar.self, count: count) { transposed in
          transposeWeights(
            geometry, weights, tapRows: tapRows, tapColumns: tapColumns, into: transposed)
          multiplyPatches(
            patches, source: outputGradient, rows: geometry.groupInputs, weights: transposed, bias: bias,
            relu: false,
            target: PatchTarget(
              start: inputGradient + (y * horizontal.input + x), channelStride: geometry.inputPlane,
              rowStride: vertical.stride * horizontal.input, columnStride: horizontal.stride))
        }
      }
    }
  }

  /// The one implementation.
  @inlinable @inline(__always)
  public static func convolveWeightGradient(
    _ geometry: ConvolutionGeometry, input: UnsafePointer<Scalar>, outputGradient: UnsafePointer<Scalar>,
    weightGradient: UnsafeMutablePointer<Scalar>
  ) {
    switch geometry.algorithm {
    case .winograd(kernel: 3):
      sumTiles(
        WinogradTile<3>.self, WinogradTile<6>.self, geometry, source: input, gradient: outputGradient,
        into: weightGradient)
    case .winograd:
      sumTiles(
        WinogradTile<5>.self, WinogradTile<4>.self, geometry, source: input, gradient: outputGradient,
        into: weightGradient)
    case .patches:
      sumPatches(
        geometry.inputPatches, source: input, rows: geometry.groupOutputs, gradient: outputGradient,
        into: weightGradient)
    }
  }

  /// Exchanges the input and output channels of each group's weights, of some taps only: what the data gradient multiplies
  /// with.
  @inlinable @inline(never)
  public static func transposeWeights(
    _ geometry: ConvolutionGeometry, _ weights: UnsafePointer<Scalar>, tapRows: [Int], tapColumns: [Int],
    into transposed: UnsafeMutablePointer<Scalar>
  ) {
    let (outputs, inputs, taps) = (geometry.groupOutputs, geometry.groupInputs, geometry.taps)
    let places = tapRows.flatMap { row in tapColumns.map { row * geometry.horizontal.kernel + $0 } }
    Parallel.forEach(geometry.inputChannels) { channel in
      let (group, input) = channel.quotientAndRemainder(dividingBy: inputs)
      var target = transposed + channel * outputs * places.count
      for output in group * outputs..<(group + 1) * outputs {
        let source = weights + (output * inputs + input) * taps
        for place in places {
          target.pointee = source[place]
          target += 1
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// The patches of the input that the output is made of.
  @inlinable var inputPatches: PatchGrid {
    PatchGrid(
      images: batch, groups: groups, channels: groupInputs, vertical: vertical.forward,
      horizontal: horizontal.forward)
  }
}
