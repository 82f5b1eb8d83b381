/// A prefix code for symbols of known frequency, with codes of limited length, in the canonical form of deflate
/// (RFC 1951 section 3.2.2).
struct HuffmanCode {
  /// The bits of each symbol's code; 0 for a symbol that has none.
  let lengths: [UInt8]
  /// Each symbol's code, first bit lowest.
  let codes: [UInt16]

  /// The code with the given lengths.
  init(lengths: [UInt8]) {
    self.lengths = lengths
    var counts = [Int](repeating: 0, count: HuffmanDecodingTable.maximumLength + 1)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var next = [Int](repeating: 0, count: counts.count)
    for length in 1..<counts.count { next[length] = (next[length - 1] + counts[length - 1]) << 1 }
    codes = lengths.map { length in
      guard length > 0 else { return 0 }
      defer { next[Int(length)] += 1 }
      return UInt16(HuffmanDecodingTable.reversed(next[Int(length)], bits: Int(length)))
    }
  }

  /// The code of least total length (Huffman 1952), but for the rare codes that had to be cut to `maximumLength`.
  /// It has at least two symbols, as decoders expect.
  init(frequencies: [Int], maximumLength: Int) {
    var frequencies = frequencies
    for symbol in 0..<2 where frequencies.count(where: { $0 > 0 }) < 2 {
      frequencies[symbol] = max(frequencies[symbol], 1)
    }
    let symbols = frequencies.indices.filter { frequencies[$0] > 0 }.sorted {
      (frequencies[$0], $0) < (frequencies[$1], $1)
    }
    var counts = Self.lengthCounts(of: symbols.map { frequencies[$0] }, maximumLength: maximumLength)
    var lengths = [UInt8](repeating: 0, count: frequencies.count)
    var length = maximumLength
    for symbol in symbols {
      while counts[length] == 0 { length -= 1 }
      counts[length] -= 1
      lengths[symbol] = UInt8(length)
    }
    self.init(lengths: lengths)
  }

  /// How many codes of each length the best code for ascending `weights` has.
  private static func lengthCounts(of weights: [Int], maximumLength: Int) -> [Int] {
    // Leaves and inner nodes both come in ascending order, so that the two lightest are at the front of two queues.
    let leafCount = weights.count
    var weights = weights
    var parents = [Int](repeating: 0, count: 2 * leafCount - 1)
    var (leaf, inner) = (0, leafCount)
    for node in leafCount..<2 * leafCount - 1 {
      var sum = 0
      for _ in 0..<2 {
        let takesLeaf = leaf < leafCount && (inner == node || weights[leaf] <= weights[inner])
        let child = takesLeaf ? leaf : inner
        if takesLeaf { leaf += 1 } else { inner += 1 }
        sum += weights[child]
        parents[child] = node
      }
      weights.append(sum)
    }
    var depths = [Int](repeating: 0, count: parents.count)
    var counts = [Int](repeating: 0, count: maximumLength + 1)
    for node in stride(from: parents.count - 2, through: 0, by: -1) {
      depths[node] = depths[parents[node]] + 1
      if node < leafCount { counts[min(depths[node], maximumLength)] += 1 }
    }
    // Cutting codes short took more than all of the code space: split shorter codes until it fits again.
    var excess =
      (1...maximumLength).reduce(0) { $0 + counts[$1] << (maximumLength - $1) } - 1 << maximumLength
    while excess > 0 {
      let split = (1..<maximumLength).last { counts[$0] > 0 } ?? 1
      counts[maximumLength] -= 1
      counts[split] -= 1
      counts[split + 1] += 2
      excess -= 1
    }
    return counts
  }
}
