import Tapestry

/// The numbers `0..<count` in random order, of which each is computed when it is asked for: nothing is stored.
///
/// It is a Feistel network on the numbers of as many bits as `count` needs, with Philox as its round function; a result of
/// `count` or more goes through the network again until it is smaller, which happens less than once on average (J. Black
/// and P. Rogaway, Ciphers with arbitrary finite domains, 2002, "cycle walking").
struct IndexPermutation: Sendable {
  let count: Int
  private let generator: PhiloxGenerator
  /// The bits of the two halves of a number.
  private let (highBits, lowBits): (UInt64, UInt64)

  private static let rounds: UInt64 = 8
  /// Halves of fewer bits than three would have so few round functions that some orders were likelier than others.
  private static let leastBits = 6

  /// The order that belongs to the seed and the subsequence of `generator`.
  init(count: Int, generator: PhiloxGenerator) {
    self.count = count
    self.generator = generator
    let needed = Int.bitWidth - max(count - 1, 1).leadingZeroBitCount
    let bits = UInt64(max(needed, Self.leastBits))
    (highBits, lowBits) = (bits / 2, bits - bits / 2)
  }

  /// The number at `place`.
  subscript(place: Int) -> Int {
    precondition(0..<count ~= place, "IndexPermutation: place \(place) of \(count)")
    var number = UInt64(place)
    repeat { number = enciphered(number) } while number >= count
    return Int(number)
  }

  private func enciphered(_ number: UInt64) -> UInt64 {
    var (high, low) = (number >> lowBits, number & (1 << lowBits - 1))
    var (highMask, lowMask): (UInt64, UInt64) = (1 << highBits - 1, 1 << lowBits - 1)
    for round in 0..<Self.rounds {
      // Twice the number of a block of 128 bits, of which the first half is drawn.
      var draws = PhiloxGenerator(
        seed: generator.seed, subsequence: generator.subsequence, position: (low * Self.rounds + round) * 2)
      (high, low) = (low, (high ^ draws.next()) & highMask)
      swap(&highMask, &lowMask)
    }
    return high << lowBits | low
  }
}
