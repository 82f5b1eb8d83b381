import ExampleSupport
import Foundation
import Tapestry
import Testing

@testable import PaperClaims

@Suite struct ProgramTests {
  /// Trainings that take no time.
  private let tiny = ["--seeds", "2", "--images", "0.016", "--epochs", "0.01"]

  /// All claims but the one whose network is too large for a test.
  @Test func everyClaimIsTriedAndReported() throws {
    let folder = try TemporaryFolder()
    let names = Claims.all(Scale()).map(\.name).filter { $0 != "full-size" }
    let claims = try BuiltPaper.run(["--out", folder.path, "--seeds", "1"] + tiny.dropFirst(2) + names)
    #expect(claims.status == 0, "\(claims.errors)")
    let page = try folder.text("claims.html")
    for claim in Claims.all(Scale()) where names.contains(claim.name) {
      #expect(claims.output.contains(claim.title))
      #expect(page.contains("<h2>\(escaped(claim.title))</h2>"))
      #expect(try folder.text(claim.name + ".csv").split(separator: "\n").count > 1, "\(claim.name)")
    }
    for part in ["<polyline", "data:image/png;base64,", "five guesses", "nearest training images"] {
      #expect(page.contains(part), "\(part)")
    }
    // Everything is in the page itself.
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
    for name in ["filters-1.png", "nearest-fashion.png", "nearest-patches.png"] {
      #expect(FileManager.default.fileExists(atPath: folder.path + "/" + name), "\(name)")
    }

    let again = try BuiltPaper.run(["--out", folder.path, "--seeds", "1"] + tiny.dropFirst(2) + names)
    #expect(again.status == 0)
    #expect(try folder.text("claims.html") == page)
    #expect(!again.output.contains("images/s"), "nothing is trained twice: \(again.output)")
  }

  /// Kills the program when some trainings are finished: they are not done again, and what comes out is what comes out
  /// undisturbed, on another number of threads too.
  @Test func finishedTrainingsOutliveAKill() throws {
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    let few = ["--seeds", "2", "--images", "0.03", "--epochs", "0.5"]
    #expect(try BuiltPaper.run(["relu", "--out", whole.path, "--threads", "1"] + few).status == 0)
    let all = try results(in: whole)

    let process = BuiltPaper.process(["relu", "--out", broken.path, "--threads", "2"] + few)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    for _ in 0..<30_000 where try process.isRunning && results(in: broken).count < 3 { usleep(1000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try #require(process.terminationReason == .uncaughtSignal, "the program was at its end already")
    let finished = try results(in: broken)
    #expect(finished.count >= 3 && finished.count < all.count)

    // What an older one has left, and a file that was damaged.
    let store = broken.path + "/results/"
    try WholeFile.write([], to: store + ".left.json.123.tmp")
    let damaged = try #require(finished.keys.min())
    try WholeFile.write(Array("{".utf8), to: store + damaged)
    let resumed = try BuiltPaper.run(["relu", "--out", broken.path, "--threads", "2"] + few)
    #expect(resumed.status == 0)
    #expect(resumed.output.contains("\(finished.count - 1) trainings were done before"))
    let after = try results(in: broken)
    #expect(after.keys.sorted() == all.keys.sorted())
    for (name, bytes) in finished where name != damaged { #expect(after[name] == bytes, "\(name)") }
    #expect(try broken.text("relu.csv") == whole.text("relu.csv"))
    #expect(!FileManager.default.fileExists(atPath: store + ".left.json.123.tmp"))
  }

  /// The files of finished trainings.
  private func results(in folder: TemporaryFolder) throws -> [String: [UInt8]] {
    let path = folder.path + "/results"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return [:] }
    let finished = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
    return Dictionary(
      uniqueKeysWithValues: try finished.map { ($0, try WholeFile.read(path + "/" + $0, limit: 1 << 24)) })
  }

  @Test func startsAreWrittenForOthers() throws {
    let folder = try TemporaryFolder()
    #expect(try BuiltPaper.run(["dropout", "--starts", "--out", folder.path] + tiny).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/starts").sorted()
    #expect(names.count == 12)
    for name in names where name.hasSuffix(".order.npy") {
      let order = try Tensor<Int32>(npy: folder.path + "/starts/" + name)
      #expect(order.shape == [1, 128])
      #expect(Set(order.scalars) == Set(0..<128))
    }
  }

  @Test(
    arguments: [
      (["fly"], 2, "fly: there is no such claim; there are relu, normalization"),
      (["--seeds", "0"], 2, "--seeds 0: expected a whole number from 1 to 100"),
      (["--epochs", "nan"], 2, "--epochs nan: expected a number from 0.001 to 10.0"),
      (["--quik"], 2, "--quik: there is no such option"),
      (["relu", "--out", "/dev/null/claims"], 1, "/dev/null/claims"),
    ] as [([String], Int32, String)])
  func whatIsWrongIsSaid(words: [String], status: Int32, message: String) throws {
    let outcome = try BuiltPaper.run(words)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func helpNamesEverything() throws {
    let help = try BuiltPaper.run(["--help"])
    #expect(help.status == 0 && help.output.hasPrefix("usage: alexnet-paper"))
    for claim in Claims.all(Scale()) { #expect(help.output.contains(claim.name)) }
    for option in Program.options { #expect(help.output.contains(option.name)) }
  }
}
