import Foundation
import Tapestry
import Testing

@testable import AlexNetTrainer

@Suite struct ResumeTests {
  private static let epochs = 120

  /// Kills a training twenty times at random moments, and goes on with it each time, now on one thread, now on two: the weights
  /// that come out are those of a training that nobody disturbed.
  @Test func killsAtRandomMomentsChangeNothing() throws {
    let folder = try TemporaryFolder()
    let data = try folder.writeImages(training: 64, testing: 20)
    func training(_ run: String, _ options: [String]) -> Process {
      let process = BuiltProgram.process(options + ["--save-every", "3"])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      return process
    }
    let beginning = ["train", "--data", data, "--epochs", "\(Self.epochs)"] + BuiltProgram.tiny + ["--out"]
    let (whole, broken) = (folder.path + "/whole", folder.path + "/broken")
    let undisturbed = training(whole, beginning + [whole])
    try undisturbed.run()

    var kills = 0
    var hasBegun = false
    while kills < 20 {
      let options =
        hasBegun ? ["train", "--resume", broken, "--threads", "\(kills % 2 + 1)"] : beginning + [broken]
      let process = training(broken, options)
      try process.run()
      usleep(UInt32.random(in: 20_000...180_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try #require(
        process.terminationReason == .uncaughtSignal, "after \(kills) kills the training was at its end")
      kills += 1
      hasBegun = FileManager.default.fileExists(atPath: broken + "/recipe.json")
      if !hasBegun { try? FileManager.default.removeItem(atPath: broken) }
    }
    let last = training(broken, ["train", "--resume", broken])
    try last.run()
    last.waitUntilExit()
    #expect(last.terminationStatus == 0)
    undisturbed.waitUntilExit()
    #expect(undisturbed.terminationStatus == 0)

    try expectSameTensors(whole + "/weights.safetensors", broken + "/weights.safetensors")
    let (expected, found) = (try RunFolder(existing: whole), try RunFolder(existing: broken))
    #expect(
      found.checkpoints.map { $0.dropFirst(broken.count) }
        == expected.checkpoints.map { $0.dropFirst(whole.count) })
    try expectSameTensors(expected.checkpoints[0], found.checkpoints[0])
    let (lines, others) = (
      try MetricsFile(path: expected.metrics).read(), try MetricsFile(path: found.metrics).read()
    )
    #expect(lines.map(\.test) == others.map(\.test) && lines.map(\.training) == others.map(\.training))
    #expect(lines.map(\.rate) == others.map(\.rate))
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: broken).filter {
      $0.hasSuffix(".tmp")
    }
    #expect(leftovers.isEmpty)
  }

  /// In the second case, nearly all of the time goes into checks on the test images.
  @Test(arguments: [(64, 20), (8, 4000)])
  func anInterruptedTrainingSaysHowToGoOn(images: (training: Int, testing: Int)) throws {
    let folder = try TemporaryFolder()
    let data = try folder.writeImages(training: images.training, testing: images.testing)
    let run = folder.path + "/run"
    let process = BuiltProgram.process(
      ["train", "--data", data, "--epochs", "100000", "--save-every", "1000000", "--out", run]
        + BuiltProgram.tiny)
    let log = folder.path + "/log"
    try WholeFile.write([], to: log)
    process.standardOutput = FileHandle(forWritingAtPath: log)
    try process.run()
    for _ in 0..<3000 where !FileManager.default.fileExists(atPath: run + "/weights.safetensors") {
      usleep(10_000)
    }
    kill(process.processIdentifier, SIGINT)
    for _ in 0..<3000 where process.isRunning { usleep(10_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let text = String(decoding: try WholeFile.read(log, limit: 1 << 24), as: UTF8.self)
    #expect(process.terminationStatus == 130)
    #expect(text.contains("alexnet train --resume \(run)"))
    let saved = try #require(RunFolder(existing: run).checkpoints.first)
    #expect(text.contains("stopping after step \(Int(saved.filter(\.isNumber).suffix(9)) ?? -1)"))
  }

  @Test func aDamagedCheckpointIsNamedAndTheOneBeforeIsUsed() throws {
    let folder = try TemporaryFolder()
    let run = try BuiltProgram.trainedRun(in: folder)
    let checkpoints = try RunFolder(existing: run).checkpoints
    #expect(checkpoints.count == RunFolder.checkpointCount)
    var bytes = try WholeFile.read(checkpoints[0], limit: 1 << 28)
    bytes[bytes.count - 9] ^= 0x10
    try WholeFile.write(bytes, to: checkpoints[0])
    let damaged = try BuiltProgram.run("train", "--resume", run)
    #expect(damaged.status == 0)
    #expect(damaged.output.contains("left out: \(checkpoints[0]): the checksum does not match"))
    for path in checkpoints { try WholeFile.write(Array("nothing".utf8), to: path) }
    let lost = try BuiltProgram.run("train", "--resume", run)
    #expect(lost.status == 1)
    #expect(lost.errors.contains("no checkpoint is sound"))
  }

  private func expectSameTensors(_ path: String, _ other: String) throws {
    let (one, two) = (try SafetensorsFile(path), try SafetensorsFile(other))
    #expect(one.names == two.names)
    for name in one.names {
      let (a, b) = (try one.anyTensor(name), try two.anyTensor(name))
      #expect(
        a.withBytes { $0.array(0..<$0.byteCount) } == b.withBytes { $0.array(0..<$0.byteCount) }, "\(name)")
    }
  }
}
