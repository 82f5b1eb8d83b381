import Foundation
import Tapestry
import TapestryVision

/// Feeds damaged image files to the decoders, as long as one likes.
///
///     swift run -c release fuzz --seconds 600 Tests/TapestryVisionTests/Fixtures
///
/// Decoding runs in a process of its own. One that crashes, or takes longer than 20 seconds for a file, is replaced, and the
/// file is kept in the folder that `--corpus` names.
@main struct Fuzz {
  static func main() {
    do throws(FuzzError) {
      let options = try FuzzOptions(Array(CommandLine.arguments.dropFirst()))
      let mutator = try Mutator(seeds: options.seeds(), generator: PhiloxGenerator(seed: options.seed))
      if let state = options.workerState {
        try work(mutator, from: options.first, state: state)
      } else {
        try supervise(options, mutator)
      }
    } catch {
      print("fuzz: \(error.message)")
      exit(2)
    }
  }

  /// Decodes one file after another, and says in the file `state` which one it is about to.
  private static func work(_ mutator: Mutator, from first: Int, state: String) throws(FuzzError) {
    guard let file = FileHandle(forWritingAtPath: state) else { throw FuzzError("cannot open \(state)") }
    var index = first
    while true {
      let text = String(index)
      try? file.seek(toOffset: 0)
      try? file.write(contentsOf: Data((text + "\n").utf8))
      if let failure = Trial.failure(of: mutator.input(index), index: index) {
        print("file \(index): \(failure)")
        exit(3)
      }
      index += 1
    }
  }

  private static func supervise(_ options: FuzzOptions, _ mutator: Mutator) throws(FuzzError) {
    let state = NSTemporaryDirectory() + "/tapestry-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: state) }
    let end = Date().addingTimeInterval(options.seconds)
    var (first, found) = (options.first, 0)
    print("\(mutator.seeds.count) files to damage, seed \(options.seed)")
    while Date() < end {
      guard FileManager.default.createFile(atPath: state, contents: Data("\(first)\n".utf8)) else {
        throw FuzzError("cannot write \(state)")
      }
      let outcome = try Self.run(options, from: first, state: state, until: end)
      guard let reason = outcome.reason else {
        first = outcome.index
        break
      }
      found += 1
      try keep(mutator.input(outcome.index), outcome.index, reason, in: options.corpus)
      first = outcome.index + 1
    }
    print("\(first - options.first) files decoded, \(found) of them wrongly")
    if found > 0 { exit(1) }
  }

  /// Runs a worker. Returns the file that it has come to, and why it ended before the time.
  private static func run(_ options: FuzzOptions, from first: Int, state: String, until end: Date)
    throws(FuzzError) -> (index: Int, reason: String?)
  {
    let worker = Process()
    worker.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    worker.arguments =
      ["--seed", String(options.seed), "--first", String(first), "--worker", state] + options.paths
    do { try worker.run() } catch { throw FuzzError("cannot start a worker: \(error)") }
    defer {
      if worker.isRunning { worker.terminate() }
      worker.waitUntilExit()
    }
    var (index, since) = (first, Date())
    while worker.isRunning {
      Thread.sleep(forTimeInterval: 0.2)
      let now = reached(state) ?? index
      if now != index { (index, since) = (now, Date()) }
      if Date() > end { return (index, nil) }
      if Date().timeIntervalSince(since) > 20 { return (index, "no end after 20 seconds") }
    }
    return (reached(state) ?? index, "status \(worker.terminationStatus)")
  }

  /// The number that a worker has written last. An older one may be longer; then its end follows on the next line.
  private static func reached(_ state: String) -> Int? {
    let text = try? String(contentsOfFile: state, encoding: .utf8)
    return text?.split(separator: "\n").first.flatMap { Int($0) }
  }

  private static func keep(_ bytes: [UInt8], _ index: Int, _ reason: String, in folder: String)
    throws(FuzzError)
  {
    let path = folder + "/found-\(index)"
    print("file \(index): \(reason); kept as \(path)")
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FuzzError("cannot write \(path): \(error)")
    }
  }
}
