import Foundation
import Tapestry
import TapestryVision

/// Feeds damaged files to whatever reads files from outside, as long as one likes: images above all, and files of data sets,
/// tensors and prepared images.
///
///     swift run -c release fuzz --seconds 600 Tests/TapestryVisionTests/Fixtures
///
/// Reading runs in a process of its own. One that crashes, or needs more than 20 seconds of a processor's time for a file, is
/// replaced, and the file is kept in the folder that `--corpus` names.
@main struct Fuzz {
  static func main() {
    do throws(FuzzError) {
      let found = try run(FuzzOptions(Array(CommandLine.arguments.dropFirst())))
      exit(found == 0 ? 0 : 1)
    } catch {
      print("fuzz: \(error.message)")
      exit(2)
    }
  }

  /// Does what is asked. Returns how many files were read wrongly.
  private static func run(_ options: FuzzOptions) throws(FuzzError) -> Int {
    let folder =
      options.workerFolder
      ?? NSTemporaryDirectory() + "/tapestry-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FuzzError("cannot create \(folder): \(error)")
    }
    defer { if options.workerFolder == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let workplace = try Workplace(folder)
    let mutator = try Mutator(
      seeds: options.seeds() + workplace.seeds, generator: PhiloxGenerator(seed: options.seed))
    guard options.workerFolder != nil else { return try supervise(options, mutator, in: folder) }
    try work(mutator, Trial(workplace: workplace), from: options.first)
    return 0
  }

  /// Reads one file after another as long as there is a process that wants it, and says in the file "state" which one it is
  /// about to read, and how many were read before.
  private static func work(_ mutator: Mutator, _ trial: Trial, from first: Int) throws(FuzzError) {
    let path = trial.workplace.folder + "/state"
    guard let file = FileHandle(forWritingAtPath: path) else { throw FuzzError("cannot open \(path)") }
    var tally = Tally()
    var index = first
    let supervisor = getppid()
    while getppid() == supervisor {
      let text = ([index] + tally.numbers).map(String.init).joined(separator: " ")
      try? file.seek(toOffset: 0)
      try? file.write(contentsOf: Data((text + "\n").utf8))
      let input = mutator.input(index)
      ProcessorLimit.restart(seconds: processorSeconds)
      let verdict = trial.verdict(on: input, index: index)
      if case .wrong(let failure) = verdict {
        print("file \(index): \(failure)")
        exit(3)
      }
      tally.add(input.kind, isAccepted: verdict == .accepted)
      index += 1
    }
  }

  /// How long a processor may work for one file.
  private static let processorSeconds = 20.0

  private static func supervise(
    _ options: FuzzOptions, _ mutator: Mutator, in folder: String
  ) throws(FuzzError) -> Int {
    let end = Date().addingTimeInterval(options.seconds)
    var tally = Tally()
    var (first, found) = (options.first, 0)
    print("\(mutator.seeds.count) files to damage, seed \(options.seed)")
    while Date() < end {
      let outcome = try Self.startWorker(options, from: first, in: folder, until: end)
      tally.add(outcome.state.tally)
      first = outcome.state.index
      guard let reason = outcome.reason else { break }
      found += 1
      try keep(mutator.input(first), first, reason, in: options.corpus)
      first += 1
    }
    print("\(first - options.first) files read, \(found) of them wrongly")
    for line in tally.lines { print(line) }
    return found
  }

  /// Runs a worker. Returns how far it came, and why it ended before the time.
  private static func startWorker(
    _ options: FuzzOptions, from first: Int, in folder: String, until end: Date
  ) throws(FuzzError) -> (state: State, reason: String?) {
    let path = folder + "/state"
    guard FileManager.default.createFile(atPath: path, contents: Data("\(first)\n".utf8)) else {
      throw FuzzError("cannot write \(path)")
    }
    let worker = Process()
    worker.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).standardizedFileURL
    worker.arguments =
      ["--seed", String(options.seed), "--first", String(first), "--worker", folder] + options.paths
    do { try worker.run() } catch { throw FuzzError("cannot start a worker: \(error)") }
    defer {
      // Not by a signal that it might have been started without.
      if worker.isRunning { kill(worker.processIdentifier, SIGKILL) }
      worker.waitUntilExit()
    }
    var (state, looks) = (State(first), 0)
    while worker.isRunning {
      Thread.sleep(forTimeInterval: 0.2)
      let now = State(contentsOf: path) ?? state
      looks = now.index == state.index ? looks + 1 : 0
      state = now
      if Date() > end { return (state, nil) }
      // A worker that waits needs no processor; looks are counted, since both may be kept waiting from outside.
      if looks > 3000 { return (state, "it waits and does not work") }
    }
    state = State(contentsOf: path) ?? state
    let status = worker.terminationStatus
    guard worker.terminationReason == .uncaughtSignal else { return (state, "status \(status)") }
    return (
      state,
      status == ProcessorLimit.signal
        ? "no end after \(processorSeconds) seconds of a processor" : "signal \(status)"
    )
  }

  /// How far a worker has come.
  private struct State {
    let index: Int
    let tally: Tally

    init(_ index: Int) { (self.index, tally) = (index, Tally()) }

    /// What a worker has written last. An older text may be longer; then its end follows on the next line.
    init?(contentsOf path: String) {
      let text = try? String(contentsOfFile: path, encoding: .utf8)
      let numbers = text?.split(separator: "\n").first?.split(separator: " ").compactMap { Int($0) } ?? []
      guard let index = numbers.first else { return nil }
      (self.index, tally) = (index, Tally(numbers: Array(numbers.dropFirst())))
    }
  }

  private static func keep(_ file: Seed, _ index: Int, _ reason: String, in folder: String)
    throws(FuzzError)
  {
    let path = folder + "/found-\(index).\(file.kind.rawValue)"
    print("file \(index): \(reason); kept as \(path)")
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(file.bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FuzzError("cannot write \(path): \(error)")
    }
  }
}
