import KernelTemplates
import Testing

@Suite("What measures the machine's limits")
struct LimitKernelTests {
  @Test("copies and reads every element", arguments: 0..<KernelSets.count)
  func memory(set: Int) {
    let kernels = KernelSets.float[set]
    let source = (0..<256).map(Float.init)
    var copy = [Float](repeating: -1, count: 256)
    kernels.plainCopy(source, to: &copy, count: 256)
    #expect(copy == source)
    // The first lane of the sums of vectors.
    let lanes = kernels.operationsPerRound / 24
    let expected = stride(from: 0, to: 256, by: lanes).reduce(Float(0)) { $0 + source[$1] }
    #expect(kernels.plainRead(source, count: 256) == expected)
  }

  @Test("makes as many multiply-adds as it says", arguments: 0..<KernelSets.count)
  func multiplyAdds(set: Int) {
    // x ← 2x + 1 from 0 gives 2ⁿ - 1 after n rounds, in each of twelve chains.
    #expect(KernelSets.double[set].multiplyAdds(rounds: 10, 2, 1) == 12 * 1023)
    #expect(KernelSets.float[set].multiplyAdds(rounds: 0, 2, 1) == 0)
  }
}
