import KernelTemplates

/// A generator of random numbers that is a value: copy it, and both copies draw the same numbers.
///
/// ```swift
/// var generator = PhiloxGenerator(seed: 42)
/// let weights = Tensor<Float>(normal: [10, 784], standardDeviation: 0.01, using: &generator)
/// let order = Tensor<Int32>(permutation: 60_000, using: &generator)
/// let isFlipped = Bool.random(using: &generator)
/// ```
///
/// It is Philox 4×32-10 (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3; SC 2011): each
/// number is a function of the seed and of its place in the stream, with no hidden state. So draws do not depend on
/// threads, a saved generator goes on where it was, and a stream of its own can be had for anything that has a number:
///
/// ```swift
/// var augmentation = generator.stream(epoch, index)   // for one presentation of one image
/// ```
///
/// It passes the usual statistical tests, but is not meant for cryptography.
public struct PhiloxGenerator: RandomNumberGenerator, Hashable, Codable, Sendable {
  /// The key of 64 bits.
  public let seed: UInt64
  /// Which of the seed's independent sequences this is.
  public let subsequence: UInt64
  /// How many numbers of 64 bits have been drawn.
  public private(set) var position: UInt64

  /// A generator at some place of a sequence: by default at the start of the seed's first.
  public init(seed: UInt64, subsequence: UInt64 = 0, position: UInt64 = 0) {
    self.seed = seed
    self.subsequence = subsequence
    self.position = position
  }

  /// 64 random bits: half a block of Philox, the first word in the lower half.
  public mutating func next() -> UInt64 {
    let block = PhiloxCounter(key: seed, subsequence: subsequence, block: position / 2).firstBlock
    defer { position &+= 1 }
    return position % 2 == 0 ? block.0 : block.1
  }

  /// A generator of its own for the numbers `indices`, such as an epoch and the index of an image: the same one for the
  /// same numbers, whatever has been drawn from this one.
  ///
  /// Seed and subsequence of the result are 128 bits mixed from those of this generator and from the numbers, so that two
  /// streams meeting by chance is out of the question.
  public func stream(_ indices: Int...) -> PhiloxGenerator {
    indices.reduce(self) { parent, index in
      // Blocks under another key than the parent's own draws, so that no stream repeats them.
      let block = PhiloxCounter(
        key: ~parent.seed, subsequence: parent.subsequence, block: UInt64(bitPattern: Int64(index))
      ).firstBlock
      return PhiloxGenerator(seed: block.0, subsequence: block.1)
    }
  }

  /// A generator of its own, another one at each call: its seed and subsequence are drawn from this one.
  public mutating func split() -> PhiloxGenerator {
    PhiloxGenerator(seed: next(), subsequence: next())
  }

  /// A number of `0..<bound`, all equally likely (D. Lemire, Fast random integer generation in an interval, 2019). The
  /// standard library's own algorithm may change from version to version.
  package mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let excess = (0 &- bound) % bound
      while product.low < excess { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// The start of a stream of `words` words of 32 bits, which this generator skips. Draws for tensors take whole blocks.
  mutating func take(words: Int) -> PhiloxCounter {
    let block = position / 2 + position % 2
    position = (block &+ UInt64(words / 4 + (words % 4 > 0 ? 1 : 0))) &* 2
    return PhiloxCounter(key: seed, subsequence: subsequence, block: block)
  }
}
