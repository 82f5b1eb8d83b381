import Foundation
import KernelTemplates
import Testing

@testable import Tapestry

@Suite struct PhiloxGeneratorTests {
  /// The known answers that the authors publish with Random123 (kat_vectors, philox4x32 with 10 rounds): counter and
  /// key, and the four words of the block.
  @Test(
    arguments: [
      ([0, 0, 0, 0, 0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344, 0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt64], [UInt64])])
  func publishedVectors(counterAndKey: [UInt64], words: [UInt64]) {
    func pair(_ index: Int) -> UInt64 { counterAndKey[index] | counterAndKey[index + 1] << 32 }
    let block = PhiloxCounter(key: pair(4), subsequence: pair(2), block: pair(0)).firstBlock
    #expect([block.0 & 0xffff_ffff, block.0 >> 32, block.1 & 0xffff_ffff, block.1 >> 32] == words)
  }

  /// The words of the first blocks by a plain program in Python.
  @Test func draws() {
    var generator = PhiloxGenerator(seed: 42, subsequence: 7)
    let words: [UInt64] = [
      1_743_679_276, 3_847_491_788, 1_820_248_629, 1_433_639_123, 3_856_525_632, 1_611_620_758, 2_412_640_497,
      747_558_969, 619_510_894, 4_026_575_565,
    ]
    for pair in 0..<5 { #expect(generator.next() == words[2 * pair] | words[2 * pair + 1] << 32) }
    #expect(generator.position == 5)
  }

  @Test func aSavedGeneratorGoesOnWhereItWas() throws {
    var generator = PhiloxGenerator(seed: .max, subsequence: 1 << 63)
    _ = (0..<5).map { _ in generator.next() }
    let data = try JSONEncoder().encode(generator)
    var restored = try JSONDecoder().decode(PhiloxGenerator.self, from: data)
    #expect(restored == generator)
    var copy = PhiloxGenerator(seed: .max, subsequence: 1 << 63, position: 5)
    let next = generator.next()
    #expect(restored.next() == next && copy.next() == next)
    #expect(restored == generator)
  }

  @Test func streamsDependOnTheirNumbersAlone() {
    var generator = PhiloxGenerator(seed: 1)
    let stream = generator.stream(3, 70)
    _ = generator.next()
    #expect(generator.stream(3, 70) == stream)
    #expect(generator.stream(3).stream(70) == stream)
    #expect(generator.stream() == generator)
    var seen: Set<[UInt64]> = []
    for epoch in -3..<3 {
      for index in -3..<40 {
        var stream = generator.stream(epoch, index)
        seen.insert([stream.next(), stream.next()])
      }
    }
    #expect(seen.count == 6 * 43)
    #expect(PhiloxGenerator(seed: 2).stream(3, 70) != stream)
  }

  @Test func splitsDiffer() {
    var generator = PhiloxGenerator(seed: 1)
    let copy = generator
    var first = generator.split()
    var second = generator.split()
    #expect(Set([first.next(), second.next(), generator.next()]).count == 3)
    var again = copy
    #expect(again.split().seed == first.seed)
  }

  @Test func tensorsTakeWholeBlocks() {
    var generator = PhiloxGenerator(seed: 5)
    _ = generator.next()
    let numbers = Tensor<Float>(uniform: [5], using: &generator)
    #expect(generator.position == 6)  // one draw, rounded up to a block, and two blocks
    var same = PhiloxGenerator(seed: 5, position: 2)
    #expect(Tensor<Float>(uniform: [5], using: &same).scalars == numbers.scalars)
    _ = Tensor<Double>(uniform: [5], using: &same)
    #expect(same.position == 12)
    _ = Tensor<Float>(uniform: [0, 3], using: &same)
    #expect(same.position == 12)
  }

  @Test func boundedDrawsAreEvenAndInRange() {
    var generator = PhiloxGenerator(seed: 11)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(generator.next(below: 6))] += 1 }
    // 5 degrees of freedom, p = 0.001.
    #expect(chiSquare(counts, [Double](repeating: 10_000, count: 6)) < 20.5)
    // More than half of all draws of 64 bits are rejected here.
    let bound = UInt64(1) << 63 + 1
    #expect((0..<100).allSatisfy { _ in generator.next(below: bound) < bound })
  }
}

/// Σ (observed - expected)² / expected.
func chiSquare(_ observed: [Int], _ expected: [Double]) -> Double {
  zip(observed, expected).reduce(0) { sum, pair in
    let difference = Double(pair.0) - pair.1
    return sum + difference * difference / pair.1
  }
}
