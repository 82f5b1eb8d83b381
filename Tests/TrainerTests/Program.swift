import Foundation
import Tapestry
import TapestryVision

/// The built program, run as a user runs it.
enum BuiltProgram {
  /// What a run of the program left behind.
  struct Outcome {
    let status: Int32
    let wasKilled: Bool
    let output: String
    let errors: String
  }

  /// Where the program is: beside the tests.
  static let path: String = {
    #if os(macOS)
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
      return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("alexnet").path
    #else
      return Bundle.main.bundleURL.appendingPathComponent("alexnet").path
    #endif
  }()

  /// A process that is not started yet.
  static func process(_ arguments: [String], in folder: String? = nil) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    return process
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: String..., in folder: String? = nil, input: [UInt8] = []
  ) throws -> Outcome {
    try run(arguments, in: folder, input: input)
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], in folder: String? = nil, input: [UInt8] = []
  ) throws -> Outcome {
    let process = process(arguments, in: folder)
    let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
    (process.standardOutput, process.standardError, process.standardInput) = (output, errors, stdin)
    try process.run()
    if !input.isEmpty { try stdin.fileHandleForWriting.write(contentsOf: Data(input)) }
    try stdin.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: text,
      errors: complaint)
  }
}

/// A folder that is there as long as this value is.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("trainer-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A few images of Fashion-MNIST as IDX files: so few that a training takes no time.
  func writeImages(training: Int, testing: Int) throws -> String {
    let folder = path + "/fashion"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let all = try MemoryDataSet.fashionMNIST(.training)
    let size = all.width * all.height
    for (prefix, range) in [("train", 0..<training), ("t10k", training..<training + testing)] {
      func header(_ kind: UInt8, _ extents: [Int]) -> [UInt8] {
        [0, 0, 8, kind]
          + extents.flatMap { extent in (0..<4).map { UInt8(truncatingIfNeeded: extent >> (24 - 8 * $0)) } }
      }
      let images =
        header(3, [range.count, all.height, all.width])
        + all.samples[range.lowerBound * size..<range.upperBound * size]
      try Data(images).write(to: URL(fileURLWithPath: "\(folder)/\(prefix)-images-idx3-ubyte"))
      let labels = header(1, [range.count]) + all.labels[range]
      try Data(labels).write(to: URL(fileURLWithPath: "\(folder)/\(prefix)-labels-idx1-ubyte"))
    }
    return folder
  }
}

extension BuiltProgram {
  /// Options of a training that takes no time.
  static let tiny = ["--width", "0.1", "--batch", "8"]

  /// A tiny training that ran to its end. Returns its folder.
  static func trainedRun(in folder: TemporaryFolder, epochs: Int = 3) throws -> String {
    let data = try folder.writeImages(training: 40, testing: 20)
    let run = folder.path + "/run"
    let process = process(["train", "--data", data, "--epochs", "\(epochs)", "--out", run] + tiny)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return run
  }
}
