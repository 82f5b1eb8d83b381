import Foundation
import Tapestry
import Testing

@testable import TapestryVision
@testable import fuzz

/// The fuzzer of `Examples/Fuzz` for a bounded time, on every file of the fixtures, and what it has found before.
@Suite struct FuzzTests {
  @Test func damagedFilesAreDecodedOrRefused() throws {
    let options = try FuzzOptions([Fixture.path("JPEG"), Fixture.path("PngSuite"), Fixture.path("Bitmaps")])
    let mutator = Mutator(seeds: try options.seeds(), generator: PhiloxGenerator(seed: 2026))
    #expect(mutator.seeds.count > 100)
    for index in 0..<2 * Fixture.fuzzRounds {
      let failure = Trial.failure(of: mutator.input(index), index: index)
      #expect(failure == nil, "file \(index): \(failure ?? "")")
    }
    #expect(mutator.input(17) == mutator.input(17) && mutator.input(17) != mutator.input(18))
  }

  @Test func whatWasFoundStaysMended() throws {
    for name in try Fixture.names(in: "Corpus", suffix: "") where name != "README.md" {
      let bytes = try Fixture.bytes("Corpus/\(name)")
      for index in 0..<16 { #expect(Trial.failure(of: bytes, index: index) == nil, "\(name)") }
    }
  }

  @Test func writtenFilesAreWhole() throws {
    for seed in Mutator.writtenSeeds() { #expect(throws: Never.self) { try Image.decode(seed) } }
    #expect(throws: FuzzError.self) { try FuzzOptions(["--seed", "x"]) }
    #expect(throws: FuzzError.self) { try FuzzOptions(["--what"]) }
  }
}
