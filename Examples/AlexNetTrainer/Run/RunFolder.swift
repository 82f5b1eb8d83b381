import ExampleSupport
import Foundation
import Tapestry

/// The folder of a training.
///
/// ```
/// recipe.json               what was trained, and how
/// statistics.json           what images are normalised by, from the training images
/// weights.safetensors       the network with the lowest test error
/// metrics.csv               a line a check
/// events.out.tfevents.…     the same for TensorBoard, and the loss every few steps
/// checkpoints/              the last few, to go on from
/// report.html               what came out, on a page
/// ```
struct RunFolder {
  let path: String

  /// How many checkpoints are kept.
  static let checkpointCount = 3

  var recipe: String { path + "/recipe.json" }
  var statistics: String { path + "/statistics.json" }
  var weights: String { path + "/weights.safetensors" }
  var metrics: String { path + "/metrics.csv" }
  var report: String { path + "/report.html" }
  private var checkpointFolder: String { path + "/checkpoints" }

  /// The folder of an earlier run.
  init(existing path: String) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: recipe) else {
      throw Failure(
        "\(path): there is no run here: expected a folder with a recipe.json, as `alexnet train` writes it")
    }
  }

  /// A folder for a new run: `path`, or else the next free one in `runs`.
  init(new path: String?, preset: Recipe.Preset) throws {
    let files = FileManager.default
    let free = (1...).lazy.map { "runs/\(preset.rawValue)-\($0)" }.first { !files.fileExists(atPath: $0) }
    self.path = path ?? free ?? "runs"
    if files.fileExists(atPath: recipe) {
      throw Failure(
        "\(self.path): there is a run already: --resume \(self.path) goes on with it, --out names another")
    }
    do {
      try files.createDirectory(atPath: checkpointFolder, withIntermediateDirectories: true)
    } catch {
      throw Failure("\(self.path): cannot create the folder: \(error.localizedDescription)")
    }
  }

  /// The run that a command is about: the named one, or else the last that was begun in `runs`.
  static func chosen(_ arguments: Arguments) throws -> RunFolder {
    guard arguments.operands.isEmpty else {
      return try RunFolder(existing: arguments.operand("the folder of a run"))
    }
    return try last()
  }

  /// As ``chosen(_:)``, for a command whose operands are something else.
  static func named(by arguments: Arguments) throws -> RunFolder {
    try arguments.text("--run").map { try RunFolder(existing: $0) } ?? last()
  }

  private static func last() throws -> RunFolder {
    let files = FileManager.default
    func begun(_ path: String) -> Date {
      (try? files.attributesOfItem(atPath: path + "/recipe.json"))?[.modificationDate] as? Date
        ?? .distantPast
    }
    let runs = ((try? files.contentsOfDirectory(atPath: "runs")) ?? []).map { "runs/" + $0 }
      .filter { files.fileExists(atPath: $0 + "/recipe.json") }
    guard let last = runs.max(by: { (begun($0), $0) < (begun($1), $1) }) else {
      throw Misuse("there is no run in runs/: expected the folder of one")
    }
    return try RunFolder(existing: last)
  }

  /// Where the checkpoint after `step` is, or will be.
  func checkpoint(_ step: Int) -> String {
    checkpointFolder + "/step-\(String(format: "%09d", step)).safetensors"
  }

  /// The checkpoints, the newest first.
  var checkpoints: [String] {
    names(in: checkpointFolder).filter { $0.hasPrefix("step-") }.sorted(by: >).map {
      checkpointFolder + "/" + $0
    }
  }

  /// Removes all checkpoints but the last few.
  func prune() {
    for path in checkpoints.dropFirst(Self.checkpointCount) {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  /// Removes what writing has left behind where the process was killed.
  func removeUnfinished() {
    for folder in [path, checkpointFolder] {
      for name in names(in: folder) where name.hasPrefix(".") && name.hasSuffix(".tmp") {
        try? FileManager.default.removeItem(atPath: folder + "/" + name)
      }
    }
  }

  private func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}
