import Tapestry

extension OperationRows {
  mutating func addRandom() {
    for probability in [0.25, 0.5] {
      let generator = PhiloxGenerator(seed: 11, subsequence: 5)
      add(
        "dropout(\(probability))", shapes: Shapes.unary.map { [$0] }, large: [[[300_007]], [[601, 513]]]
      ) {
        var generator = generator
        return $0[0].dropout(probability, using: &generator)
      } reference: {
        var generator = generator
        return $0[0].dropped(probability, &generator)
      }
    }
  }
}

extension PlainTensor {
  /// Zero where a word of the stream is a smaller share of 2³² than the probability.
  fileprivate func dropped(_ probability: Double, _ generator: inout PhiloxGenerator) -> PlainTensor {
    var result = self
    var bits: UInt64 = 0
    for index in scalars.indices {
      bits = index % 2 == 0 ? generator.next() : bits >> 32
      let isDropped = Double(bits & 0xffff_ffff) < probability * 0x1p32
      result.scalars[index] = isDropped ? 0 : scalars[index] / (1 - probability)
    }
    return result
  }
}
