/// One axis of a pooling: how its windows lie on the image.
@frozen public struct PoolingAxis: Sendable, Hashable {
  /// The extent of the image.
  public let input: Int
  /// The positions of a window.
  public let kernel: Int
  /// From a window to the next.
  public let stride: Int
  /// The positions thought before the image.
  public let paddingBefore: Int
  /// The number of windows.
  public let output: Int

  /// An axis, or why there is none. Every window that there is meets the image.
  ///
  /// - Parameter roundingUp: Whether a last window may reach beyond the padding after the image, provided that it begins in the
  ///   image or in the padding before.
  public init(
    _ name: StaticString, input: Int, kernel: Int, stride: Int, padding: (before: Int, after: Int),
    roundingUp: Bool
  ) throws(PoolingMistake) {
    func check(_ what: StaticString, _ value: Int, atLeast least: Int) throws(PoolingMistake) {
      // The upper bound keeps every sum and product below from overflowing.
      guard least...Int(Int32.max) ~= value else {
        throw PoolingMistake("the \(name) \(what) is \(value), expected at least \(least)")
      }
    }
    try check("input", input, atLeast: 1)
    try check("kernel", kernel, atLeast: 1)
    try check("stride", stride, atLeast: 1)
    try check("padding before the input", padding.before, atLeast: 0)
    try check("padding after the input", padding.after, atLeast: 0)
    guard max(padding.before, padding.after) < kernel else {
      throw PoolingMistake(
        "the \(name) padding is \(max(padding.before, padding.after)), expected less than the kernel, \(kernel)"
      )
    }
    let padded = input + padding.before + padding.after
    let rest = padded - kernel + (roundingUp ? stride - 1 : 0)
    guard rest >= 0 else {
      throw PoolingMistake(
        "the \(name) kernel reaches over \(kernel) positions, but the padded input has \(padded)")
    }
    self.input = input
    self.kernel = kernel
    self.stride = stride
    paddingBefore = padding.before
    let last = min(rest / stride, roundingUp ? (input + padding.before - 1) / stride : rest / stride)
    output = last + 1
  }

  /// The first window that a position of the image is in, or might be, as ``lastWindow(at:)`` may be less: then there is none.
  @inlinable @inline(__always)
  func firstWindow(at position: Int) -> Int {
    max(0, (position + paddingBefore - kernel + stride) / stride)
  }

  /// The last one.
  @inlinable @inline(__always)
  func lastWindow(at position: Int) -> Int { min(output - 1, (position + paddingBefore) / stride) }

  /// Whether windows reach beyond the image.
  @inlinable @inline(__always)
  var isPadded: Bool { paddingBefore > 0 || (output - 1) * stride + kernel > input }

  /// The positions of the window `index`, those that are in the image.
  @inlinable @inline(__always)
  func window(_ index: Int) -> Range<Int> {
    let start = index * stride - paddingBefore
    return max(start, 0)..<min(start + kernel, input)
  }
}

/// Why extents make no pooling.
public struct PoolingMistake: Error, CustomStringConvertible {
  /// In words.
  public let description: String

  @usableFromInline init(_ description: String) { self.description = description }
}

/// A pooling of planes: `planes` images of one channel, `[vertical.input, horizontal.input]` each, to as many of
/// `[vertical.output, horizontal.output]`, all contiguous.
@frozen public struct PoolingGeometry: Sendable, Hashable {
  /// The number of images times that of channels.
  public let planes: Int
  /// The rows.
  public let vertical: PoolingAxis
  /// The columns.
  public let horizontal: PoolingAxis

  /// A geometry, or why there is none.
  public init(planes: Int, vertical: PoolingAxis, horizontal: PoolingAxis) throws(PoolingMistake) {
    // Above it, `Float` cannot number the positions of a window.
    guard vertical.kernel * horizontal.kernel <= 1 << 23 else {
      throw PoolingMistake("the window is \(vertical.kernel)×\(horizontal.kernel), more than 2²³ positions")
    }
    self.planes = planes
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// The positions of a window.
  @inlinable public var taps: Int { vertical.kernel * horizontal.kernel }
  /// The positions of one image.
  @inlinable public var inputPlane: Int { vertical.input * horizontal.input }
  /// The windows of one image.
  @inlinable public var outputPlane: Int { vertical.output * horizontal.output }

  /// The places of greatest elements that ``PoolingKernels`` keep of one plane: with room to write 16 at a time.
  @inlinable public var placesPerPlane: Int { outputPlane + 16 }
  /// Whether such a place fits a byte.
  @inlinable public var placesFitBytes: Bool { taps <= 256 }
}

/// Where the greatest element of each window is: its number in the window, row by row. After the places of each plane there is room
/// for 16 more, which have no meaning.
public enum PoolingPlaces {
  /// For windows of at most 256 positions.
  case bytes(UnsafeMutablePointer<UInt8>)
  /// For all others.
  case words(UnsafeMutablePointer<Int32>)
}
