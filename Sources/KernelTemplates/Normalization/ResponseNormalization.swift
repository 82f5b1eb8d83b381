/// A normalisation of each element by the squares of its neighbours along the channels: images of `channels` planes of
/// `pixels` each, and the constants of b = a / (k + α Σ a²)^β.
///
/// The window of channel c is `c - before ... c + after`, clipped to the channels there are.
public struct ResponseNormalization<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  /// The number of images.
  public var images: Int
  /// The channels of an image.
  public var channels: Int
  /// The elements of a channel of one image.
  public var pixels: Int
  /// The channels of the window before its own.
  public var before: Int
  /// The channels of the window after its own.
  public var after: Int
  /// The factor of the sum of squares.
  public var alpha: Scalar
  /// The exponent.
  public var beta: Scalar
  /// What is added to the sum.
  public var k: Scalar

  /// The extents and constants.
  public init(
    images: Int, channels: Int, pixels: Int, before: Int, after: Int, alpha: Scalar, beta: Scalar, k: Scalar
  ) {
    self.images = images
    self.channels = channels
    self.pixels = pixels
    self.before = before
    self.after = after
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }

  /// The channels whose squares count for the channel `channel`.
  @inlinable @inline(__always)
  func window(of channel: Int) -> Range<Int> {
    max(0, channel - before)..<min(channels, channel + after + 1)
  }

  /// The channels to which the channel `channel` counts.
  @inlinable @inline(__always)
  func influence(of channel: Int) -> Range<Int> {
    max(0, channel - after)..<min(channels, channel + before + 1)
  }

  /// Cuts the images into blocks of at most `blockPixels` pixels of all channels, several small ones a piece of work.
  @inlinable @inline(__always)
  func forEachBlock(
    of blockPixels: Int, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    guard images > 0, channels > 0, pixels > 0 else { return }
    let blocksPerImage = (pixels + blockPixels - 1) / blockPixels
    let length = (pixels + blocksPerImage - 1) / blocksPerImage
    let blocks = images * blocksPerImage
    let blocksPerPiece = max(1, 32_768 / (channels * length))
    Parallel.forEach((blocks + blocksPerPiece - 1) / blocksPerPiece) { piece in
      for block in piece * blocksPerPiece..<min((piece + 1) * blocksPerPiece, blocks) {
        let pixel = block % blocksPerImage * length
        if pixel < pixels {
          body(block / blocksPerImage * channels * pixels + pixel, min(length, pixels - pixel))
        }
      }
    }
  }
}

/// How powers of s are found; a type each, so that the choice is made outside of the loops.
public protocol ResponsePower {
  /// What finds the powers where this one could not.
  associatedtype Fallback: ResponsePower
  /// s^-β. Lanes of `failures` become 1 where it was not found.
  static func power<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> V
  /// s^-β and s^(-β-1), likewise.
  static func powers<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> (V, V)
}

/// β = ¾, by multiplications: roots and divisions would take longer than the memory does.
public enum ThreeQuarterPower: ResponsePower {
  /// What finds the powers where this one could not.
  public typealias Fallback = ExactThreeQuarterPower

  /// s^-¾, within 2 ulp: an estimate from the bits, and two corrections (three for `Double`) by the first terms of
  /// y (s³ y⁴)^-¼ = y (1 + h/4 + 5h²/32 + …), h = 1 - s³ y⁴, each of which triples the right digits.
  @inlinable @inline(__always)
  public static func power<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> V {
    var y = s.threeQuarterPowerEstimate()
    let first = residual(s, y)
    // The estimate is of no use for numbers that are not positive, normal and finite.
    failures = .select(first * first < V(0.25), failures, V(1))
    y = corrected(y, first)
    y = corrected(y, residual(s, y))
    return V.isSinglePrecision ? y : corrected(y, residual(s, y))
  }

  /// 1 - s³ y⁴; neither power overflows.
  @inlinable @inline(__always)
  static func residual<V: KernelVector>(_ s: V, _ y: V) -> V {
    let root = s * y
    return .fma(root * root, V(-0.0) - root * y, V(1))
  }

  @inlinable @inline(__always)
  static func corrected<V: KernelVector>(_ y: V, _ h: V) -> V {
    .fma(y * h, .fma(h, V(5 / 32), V(0.25)), y)
  }

  /// The same and its quotient by s, made of s^-½ = s^-¾ · s^¼ and s^¼ = s · s^-¾, within 4 ulp.
  @inlinable @inline(__always)
  public static func powers<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> (V, V) {
    let power = power(s, beta, failures: &failures)
    let inverseRoot = power * (s * power)
    let estimate = inverseRoot * inverseRoot
    let inverse = V.fma(estimate, .fma(V(-0.0) - s, estimate, V(1)), estimate)
    failures = .select(inverse < V(.infinity), failures, V(1))
    return (power, power * inverse)
  }
}

/// β = ¾ for any s.
public enum ExactThreeQuarterPower: ResponsePower {
  /// What finds the powers where this one could not.
  public typealias Fallback = ExactThreeQuarterPower

  /// s^-¾ = 1 / (√s √√s)
  @inlinable @inline(__always)
  public static func power<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> V {
    let root = s.squareRoot()
    return V(1) / (root * root.squareRoot())
  }

  /// The first divided by s.
  @inlinable @inline(__always)
  public static func powers<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> (V, V) {
    let power = power(s, beta, failures: &failures)
    return (power, power / s)
  }
}

/// Any β.
public enum GeneralPower: ResponsePower {
  /// What finds the powers where this one could not.
  public typealias Fallback = GeneralPower

  /// exp(-β log s)
  @inlinable @inline(__always)
  public static func power<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> V {
    .exp((V(-0.0) - beta) * .log(s))
  }

  /// The first divided by s.
  @inlinable @inline(__always)
  public static func powers<V: KernelVector>(_ s: V, _ beta: V, failures: inout V) -> (V, V) {
    let power = power(s, beta, failures: &failures)
    return (power, power / s)
  }
}
