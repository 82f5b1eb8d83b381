import AlexNet
import ExampleSupport
import Foundation
import Tapestry

enum ExportCommand: Command {
  static let name = "export"
  static let operands = "[RUN]"
  static let summary =
    "Writes a run's network for other programs: as ONNX, or as safetensors with PyTorch's names."
  static let details = "RUN is a run's folder; unless given, the last one in runs/."
  static let options = [
    Option(
      "--out", "FILE",
      "where it goes; .onnx or .safetensors decides on the format (model.onnx in the run's folder)")
  ]

  static func run(_ arguments: Arguments) throws {
    let run = try TrainedRun(RunFolder.chosen(arguments))
    let path = arguments.text("--out") ?? run.folder.path + "/model.onnx"
    let metadata = try run.preparation.metadata.merging(["classes": jsonText(run.network.classNames)]) {
      old, _ in old
    }
    if path.hasSuffix(".onnx") {
      try WholeFile.write(ONNXFile.bytes(of: run.network, metadata: metadata), to: path)
    } else if path.hasSuffix(".safetensors") {
      try run.network.write(to: path, metadata: metadata)
    } else {
      throw Misuse("--out \(path): expected a name that ends in .onnx or .safetensors")
    }
    print("\(path): \(run.network.parameterCount) parameters")
  }
}

enum ReportCommand: Command {
  static let name = "report"
  static let operands = "[RUN]"
  static let summary = "Makes the page that shows what came out of a run, anew."
  static let details = "RUN is a run's folder; unless given, the last one in runs/."
  static let options: [Option] = []

  static func run(_ arguments: Arguments) throws {
    let run = try TrainedRun(RunFolder.chosen(arguments))
    print(try Report(run).write())
    print(run.folder.report)
  }
}
