import AlexNet
import Foundation
import Tapestry

/// What this program does when it starts itself, since the figure is that of a whole process.
enum Child {
  /// Trains a few steps, and prints the most memory that the process has held in MiB, and, of the three steps after the third,
  /// the page faults and the growth in MiB.
  case memory(batch: Int)
  /// Predicts the class of one image with the weights of a file.
  case startup(path: String)

  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch parts.first {
    case "memory": self = .memory(batch: Int(parts[parts.count - 1]) ?? 1)
    case "startup" where parts.count == 2: self = .startup(path: parts[1])
    default: return nil
    }
  }

  private var text: String {
    switch self {
    case .memory(let batch): "memory:\(batch)"
    case .startup(let path): "startup:\(path)"
    }
  }

  /// What this program prints as `child`.
  static func run(_ child: Child, _ options: Options) -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    #if !os(Linux)
      process.executableURL = Bundle.main.executableURL
    #endif
    process.arguments = ["--child", child.text, "--threads", "\(options.threads)"]
    let output = Pipe()
    process.standardOutput = output
    do {
      try process.run()
    } catch {
      fatalError("benchmark: cannot start itself: \(error)")
    }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { fatalError("benchmark: \(child) failed") }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func callAsFunction() throws {
    switch self {
    case .memory(let batch):
      var step = TrainingStep(batch: batch)
      for _ in 0..<3 { step.run() }
      let before = Usage.now
      for _ in 0..<3 { step.run() }
      let after = Usage.now
      print(
        after.peakMebibytes, after.minorFaults - before.minorFaults,
        after.peakMebibytes - before.peakMebibytes)
    case .startup(let path):
      let network = try AlexNet<Float>(contentsOf: path, mapped: true)
      let prediction = network.predictions(for: Tensor(ones: [1, 3, 224, 224]), top: 1)[0][0]
      print(prediction.className, prediction.probability)
    }
  }
}

/// What the operating system counts for this process.
struct Usage {
  /// The most memory that it has held.
  let peakMebibytes: Double
  /// The pages that it was given without reading a disk.
  let minorFaults: Int
  /// The time that processors have worked for it, those of all threads together.
  let processorSeconds: Double

  static var now: Usage {
    var usage = rusage()
    #if os(Linux)
      let who = __rusage_who_t(RUSAGE_SELF.rawValue)
      let unit = 1024.0
    #else
      let who = RUSAGE_SELF
      let unit = 1024.0 * 1024
    #endif
    unsafe getrusage(who, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return Usage(
      peakMebibytes: Double(usage.ru_maxrss) / unit, minorFaults: Int(usage.ru_minflt),
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime))
  }
}
