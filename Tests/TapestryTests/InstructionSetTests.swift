import Foundation
import KernelTemplates
import Testing

@testable import Tapestry

@Suite struct InstructionSetTests {
  @Test func setsAreOrderedByWidth() {
    #expect(InstructionSet.allCases == [.portable, .avx2, .avx512])
    #expect(InstructionSet.allCases == InstructionSet.allCases.sorted())
    #expect(InstructionSet.current <= InstructionSet.supported)
  }

  @Test func theFlagsOfTheFirstProcessorAreRead() {
    let text = """
      processor\t: 0
      flags\t\t: fpu sse2 avx2 fma
      vmx flags\t: vnmi

      processor\t: 1
      flags\t\t: avx512f
      """
    #expect(Processor.features(inProcessorInfo: text) == ["fpu", "sse2", "avx2", "fma"])
    #expect(Processor.features(inProcessorInfo: "Features : fp asimd").isEmpty)
    #expect(Processor.features(inProcessorInfo: "").isEmpty)
  }

  @Test func theKernelsFollowTheCurrentSet() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.allCases where set <= InstructionSet.supported {
        InstructionSet.current = set
        guard InstructionSet.current == set else { exit(1) }
        guard "\(InstructionSet.floatKernels)".lowercased() == "\(set)float" else { exit(2) }
        guard "\(InstructionSet.doubleKernels)".lowercased() == "\(set)double" else { exit(3) }
      }
    }
  }

  @Test func theEnvironmentNamesTheFirstSet() async {
    await #expect(processExitsWith: .success) {
      setenv("TAPESTRY_ISA", "portable", 1)
      exit(InstructionSet.current == .portable ? 0 : 1)
    }
    await #expect(processExitsWith: .success) {
      setenv("TAPESTRY_ISA", "", 1)
      exit(InstructionSet.current == InstructionSet.supported ? 0 : 1)
    }
  }

  @Test func anUnknownNameTrapsWithTheNamesThatWork() async throws {
    let result = try await #require(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      setenv("TAPESTRY_ISA", "mmx", 1)
      _ = InstructionSet.current
    }
    let words = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(words.contains("TAPESTRY_ISA=mmx: expected one of the sets that this machine supports: portable"))
  }

  @Test(.enabled(if: InstructionSet.supported < .avx512)) func anUnsupportedSetTraps() async {
    await #expect(processExitsWith: .failure) { InstructionSet.current = .avx512 }
  }
}
