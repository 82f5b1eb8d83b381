import KernelTemplates
import Testing

@testable import Tapestry

/// The random kernels of every instruction set, on several threads, against the plain generator.
@Suite struct RandomKernelTests {
  static let counts = [
    0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33, 63, 65, 1023, 1024, 1025, 2049, 32_768, 98_309,
  ]

  /// The words of a stream, one block after another.
  static func words(_ count: Int, from start: PhiloxCounter) -> [UInt32] {
    var words: [UInt32] = []
    words.reserveCapacity(count + 3)
    for index in 0..<(count + 3) / 4 {
      let block = start.advanced(byBlocks: index).firstBlock
      for half in [block.0, block.1] {
        words.append(UInt32(truncatingIfNeeded: half))
        words.append(UInt32(half >> 32))
      }
    }
    return Array(words.prefix(count))
  }

  @Test func wordsAreThoseOfTheStream() {
    // The second crosses from 32 into 64 bits of the block's number, the third around its end.
    for block in [0, 0xffff_fffe, UInt64.max - 2] {
      let start = PhiloxCounter(key: 0x1234_5678_9abc_def0, subsequence: 3 << 40, block: block)
      let expected = Self.words(98_309, from: start)
      for kernels in KernelSets.float {
        for count in Self.counts where block == 0 || count < 100 {
          for threads in [1, 5] {
            var out = [UInt32](repeating: 0, count: count + 1)
            Threads.with(threads) { kernels.randomWords(&out, count: count, from: start) }
            #expect(out.dropLast() == expected.prefix(count), "\(kernels), \(count) words")
            #expect(out[count] == 0)
          }
        }
      }
    }
  }

  @Test func uniformNumbersHaveTheSameBitsEverywhere() {
    let start = PhiloxCounter(key: 9, subsequence: 8, block: 7)
    let words = Self.words(2 * 98_309, from: start)
    for count in Self.counts {
      let floats = words.prefix(count).map { -3 + Float($0 >> 8) * 0x1p-24 * 8 }
      for kernels in KernelSets.float {
        var out = [Float](repeating: 0, count: count + 1)
        kernels.uniform(&out, count: count, lower: -3, upper: 5, from: start)
        #expect(out == floats + [0], "\(kernels), \(count) numbers")
      }
      let doubles = (0..<count).map { index -> Double in
        let (low, high) = (UInt64(words[2 * index]), UInt64(words[2 * index + 1]))
        return Double((high << 32 | low) >> 11) * 0x1p-53
      }
      for kernels in KernelSets.double {
        var out = [Double](repeating: 0, count: count + 1)
        Threads.with(2) { kernels.uniform(&out, count: count, lower: 0, upper: 1, from: start) }
        #expect(out == doubles + [0], "\(kernels), \(count) numbers")
      }
    }
  }

  @Test func uniformNumbersStayBelowTheirBound() {
    // Scaling rounds most of these fractions up to the bound.
    let range = (lower: Float(1), upper: Float(1).nextUp)
    for kernels in KernelSets.float {
      var out = [Float](repeating: 0, count: 1000)
      kernels.uniform(
        &out, count: 1000, lower: range.lower, upper: range.upper,
        from: PhiloxCounter(key: 0, subsequence: 0, block: 0))
      #expect(out.allSatisfy { $0 == 1 })
    }
  }

  @Test func uniformIntegersAndTruthValues() {
    let start = PhiloxCounter(key: 1, subsequence: 2, block: 3)
    let words = Self.words(2 * 98_309, from: start)
    for (lower, range) in [(Int32(-7), UInt64(19)), (.min, 1 << 32), (5, 1), (0, 0x7fff_ffff)] {
      for kernels in KernelSets.float {
        for count in Self.counts where count < 3000 {
          var out = [Int32](repeating: 77, count: count + 1)
          kernels.uniformIntegers(&out, count: count, lower: lower, range: range, from: start)
          let expected = (0..<count).map {
            let bits = UInt64(words[2 * $0]) | UInt64(words[2 * $0 + 1]) << 32
            return Int32(Int64(lower) + Int64(bits.multipliedFullWidth(by: range).high))
          }
          #expect(out == expected + [77], "\(kernels), \(count) of \(range) numbers")
        }
      }
    }
    for threshold in [0, 1 << 30, UInt32.max] {
      for kernels in KernelSets.float {
        for count in Self.counts {
          var out = [Bool](repeating: true, count: count + 1)
          kernels.bernoulli(&out, count: count, threshold: threshold, from: start)
          #expect(out == words.prefix(count).map { $0 < threshold } + [true], "\(kernels), \(count)")
        }
      }
    }
  }

  /// Numbers of the formulas in Python's `math` and SciPy's `norm.ppf`, for the seed 42 and the subsequence 7.
  @Test func normalNumbersAgreeWithTheFormulas() {
    let start = PhiloxCounter(key: 42, subsequence: 7, block: 0)
    let floats = [1.0651506514973663, -0.8175250498030573, -0.6584500329833514, 1.1328659636047043]
    let doubles = [-0.23572248211643423, 0.4055612018502357, 0.6430517087700217, 1.2437409985356467]
    let truncated = [1.1640807157615882, -0.40876112480854093, -0.30308759768139, -0.8820117147716956]
    for kernels in KernelSets.float {
      var out = [Float](repeating: 0, count: 4)
      kernels.normal(&out, count: 4, mean: 0, standardDeviation: 1, from: start)
      for (value, expected) in zip(out, floats) { #expect(abs(Double(value) - expected) < 1e-6) }
    }
    for kernels in KernelSets.double {
      var out = [Double](repeating: 0, count: 4)
      kernels.normal(&out, count: 4, mean: 10, standardDeviation: 2, from: start)
      for (value, expected) in zip(out, doubles) { #expect(abs(value - (10 + 2 * expected)) < 1e-14) }
      kernels.truncatedNormal(&out, count: 4, mean: 0, standardDeviation: 1, from: start)
      for (value, expected) in zip(out, truncated) { #expect(abs(value - expected) < 2e-15) }
    }
  }

  @Test func normalNumbersDoNotDependOnCountAndThreads() {
    let start = PhiloxCounter(key: 4, subsequence: 5, block: 6)
    func check<Scalar: FloatingPointScalar>(_ kernels: any FloatingPointKernels<Scalar>.Type) {
      let all = 98_309
      var long = [Scalar](repeating: 0, count: all)
      Threads.with(1) { kernels.normal(&long, count: all, mean: 0, standardDeviation: 1, from: start) }
      var truncated = long
      Threads.with(1) {
        kernels.truncatedNormal(&truncated, count: all, mean: 0, standardDeviation: 1, from: start)
      }
      for count in Self.counts {
        var out = [Scalar](repeating: 77, count: count + 1)
        Threads.with(5) { kernels.normal(&out, count: count, mean: 0, standardDeviation: 1, from: start) }
        #expect(out == long.prefix(count) + [77], "\(kernels), \(count) numbers")
        Threads.with(5) {
          kernels.truncatedNormal(&out, count: count, mean: 0, standardDeviation: 1, from: start)
        }
        #expect(out == truncated.prefix(count) + [77], "\(kernels), \(count) truncated numbers")
      }
    }
    for kernels in KernelSets.float { check(kernels) }
    for kernels in KernelSets.double { check(kernels) }
  }
}
