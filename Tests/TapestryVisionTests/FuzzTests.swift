import Foundation
import Tapestry
import Testing

@testable import TapestryVision
@testable import fuzz

/// The fuzzer of `Examples/Fuzz` for a bounded time, on every file of the fixtures, and what it has found before.
@Suite struct FuzzTests {
  /// In a process of its own, which is ended where reading a file does not end.
  @Test func damagedFilesAreReadOrRefused() async {
    await #expect(
      processExitsWith: .success,
      "the program tells which file: fuzz --seed 2026 with the folders JPEG, PngSuite and Bitmaps"
    ) {
      try Fixture.withWorkplace { workplace in
        let options = try FuzzOptions([
          Fixture.path("JPEG"), Fixture.path("PngSuite"), Fixture.path("Bitmaps"),
        ])
        let mutator = Mutator(
          seeds: try options.seeds() + workplace.seeds, generator: PhiloxGenerator(seed: 2026))
        #expect(mutator.seeds.count > 100)
        let trial = Trial(workplace: workplace)
        var tally = Tally()
        for index in 0..<2 * Fixture.fuzzRounds {
          let input = mutator.input(index)
          ProcessorLimit.restart(seconds: 20)
          let verdict = trial.verdict(on: input, index: index)
          if case .wrong(let failure) = verdict { Issue.record("file \(index), \(input.kind): \(failure)") }
          tally.add(input.kind, isAccepted: verdict == .accepted)
        }
        // Damage that every file of a kind is refused for would try nothing behind the first check.
        #expect(!tally.numbers.contains(0), "\(tally.lines)")
        #expect(mutator.input(17) == mutator.input(17) && mutator.input(17) != mutator.input(18))
      }
    }
  }

  @Test func whatWasFoundStaysMended() throws {
    try Fixture.withWorkplace { workplace in
      for name in try Fixture.names(in: "Corpus", suffix: "") where name != "README.md" {
        let seed = Seed(kind: FileKind(path: name), bytes: try Fixture.bytes("Corpus/\(name)"))
        for index in 0..<16 {
          let verdict = Trial(workplace: workplace).verdict(on: seed, index: index)
          #expect(verdict == .accepted || verdict == .refused, "\(name)")
        }
      }
    }
  }

  @Test func wholeFilesAreAccepted() throws {
    try Fixture.withWorkplace { workplace in
      let seeds = Mutator.writtenSeeds() + workplace.seeds
      #expect(Set(seeds.map(\.kind)) == Set(FileKind.allCases))
      for (index, seed) in seeds.enumerated() {
        var repaired = seed.bytes
        Checksums.repair(&repaired, of: seed.kind)
        #expect(repaired == seed.bytes, "\(seed.kind)")
        let verdict = Trial(workplace: workplace).verdict(on: seed, index: index)
        #expect(verdict == .accepted, "file \(index), \(seed.kind)")
      }
    }
    #expect(throws: FuzzError.self) { try FuzzOptions(["--seed", "x"]) }
    #expect(throws: FuzzError.self) { try FuzzOptions(["--what"]) }
  }

  @Test func onlyTheProcessorsTimeIsLimited() async {
    await #expect(processExitsWith: .signal(ProcessorLimit.signal)) {
      ProcessorLimit.restart(seconds: 0.05)
      var generator = TestGenerator(state: 1)
      while generator.next() != 0 || generator.next() != 0 {}
    }
    await #expect(processExitsWith: .success) {
      ProcessorLimit.restart(seconds: 0.25)
      try await Task.sleep(for: .milliseconds(750))
    }
  }

  @Test func theProgramReadsDamagedFiles() throws {
    let process = Process()
    process.executableURL = Fixture.fuzzProgram
    process.arguments = ["--seconds", "2", Fixture.path("Bitmaps")]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0, "\(text)")
    #expect(text.contains(" files read, 0 of them wrongly\n"), "\(text)")
    #expect(text.contains(/image: \d+ read, \d+ refused/), "\(text)")
  }
}

extension Fixture {
  /// Calls `body` with files that are removed afterwards.
  fileprivate static func withWorkplace(_ body: (Workplace) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(try Workplace(folder.path))
  }

  /// The built program, which is beside the tests.
  fileprivate static var fuzzProgram: URL {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("fuzz")
    #else
      return Bundle.main.bundleURL.appendingPathComponent("fuzz")
    #endif
  }
}
