/// One axis of a convolution: how the positions of its output stand to those of its input.
@frozen public struct ConvolutionAxis: Sendable, Hashable {
  /// The extent of the input.
  public let input: Int
  /// The number of taps of the kernel.
  public let kernel: Int
  /// From an output's first tap to the next output's, in input positions.
  public let stride: Int
  /// From a tap to the next, in input positions.
  public let dilation: Int
  /// The zeros before the input.
  public let paddingBefore: Int
  /// The zeros after the input.
  public let paddingAfter: Int
  /// The extent of the output: every position at which all taps meet the padded input.
  public let output: Int

  /// An axis, or why there is none.
  public init(
    _ name: StaticString, input: Int, kernel: Int, stride: Int, dilation: Int,
    padding: (before: Int, after: Int)
  ) throws(ConvolutionMistake) {
    func check(_ what: StaticString, _ value: Int, atLeast least: Int) throws(ConvolutionMistake) {
      // The upper bound keeps every sum and product below from overflowing.
      guard least...Int(Int32.max) ~= value else {
        throw ConvolutionMistake("the \(name) \(what) is \(value), expected at least \(least)")
      }
    }
    try check("input", input, atLeast: 0)
    try check("kernel", kernel, atLeast: 1)
    try check("stride", stride, atLeast: 1)
    try check("dilation", dilation, atLeast: 1)
    try check("padding before the input", padding.before, atLeast: 0)
    try check("padding after the input", padding.after, atLeast: 0)
    let padded = input + padding.before + padding.after
    let reach = (kernel - 1) * dilation + 1
    guard reach <= padded else {
      throw ConvolutionMistake(
        "the \(name) kernel reaches over \(reach) positions, but the padded input has \(padded)")
    }
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    paddingBefore = padding.before
    paddingAfter = padding.after
    output = (padded - reach) / stride + 1
  }
}

/// Why extents make no convolution.
public struct ConvolutionMistake: Error, CustomStringConvertible {
  /// In words.
  public let description: String

  @usableFromInline init(_ description: String) { self.description = description }
}

/// A two-dimensional convolution: every extent, computed and checked once.
///
/// The input is `[batch, inputChannels, vertical.input, horizontal.input]`, the weights are `[outputChannels,
/// inputChannels / groups, vertical.kernel, horizontal.kernel]`, and the output is `[batch, outputChannels,
/// vertical.output, horizontal.output]`, all contiguous.
@frozen public struct ConvolutionGeometry: Sendable, Hashable {
  /// The number of images.
  public let batch: Int
  /// The channels of the input, of all groups.
  public let inputChannels: Int
  /// The channels of the output, of all groups.
  public let outputChannels: Int
  /// How many parts the channels are cut into; a part of the output sees one part of the input.
  public let groups: Int
  /// The rows.
  public let vertical: ConvolutionAxis
  /// The columns.
  public let horizontal: ConvolutionAxis

  /// A geometry, or why there is none.
  public init(
    batch: Int, inputChannels: Int, outputChannels: Int, groups: Int, vertical: ConvolutionAxis,
    horizontal: ConvolutionAxis
  ) throws(ConvolutionMistake) {
    guard groups >= 1 else { throw ConvolutionMistake("there are \(groups) groups, expected at least 1") }
    guard inputChannels % groups == 0 else {
      throw ConvolutionMistake("\(inputChannels) input channels cannot be cut into \(groups) groups")
    }
    guard outputChannels % groups == 0 else {
      throw ConvolutionMistake("\(outputChannels) output channels cannot be cut into \(groups) groups")
    }
    self.batch = batch
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.groups = groups
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// The input channels of a group.
  @inlinable public var groupInputs: Int { inputChannels / groups }
  /// The output channels of a group.
  @inlinable public var groupOutputs: Int { outputChannels / groups }
  /// The taps of a kernel on one channel.
  @inlinable public var taps: Int { vertical.kernel * horizontal.kernel }
  /// The positions of one channel of one input image.
  @inlinable public var inputPlane: Int { vertical.input * horizontal.input }
  /// The positions of one channel of one output image.
  @inlinable public var outputPlane: Int { vertical.output * horizontal.output }
  /// The multiplications of a value with a weight, those with padding included.
  @inlinable public var multiplyAdds: Int {
    batch * outputChannels * outputPlane * groupInputs * taps
  }
}
