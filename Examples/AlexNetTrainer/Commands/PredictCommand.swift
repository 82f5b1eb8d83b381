import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

enum PredictCommand: Command {
  static let name = "predict"
  static let operands = "FILE…"
  static let summary = "Says what is to be seen in images: the five most probable classes of each."
  static let details = """
    FILE is an image (JPEG, PNG, BMP, PGM, PPM), a folder of images, or - for an image on standard input.
    """
  static let options = [
    runOption,
    Option("--crops", nil, "average over ten crops: slower, a little better"),
    Option("--top", "N", "how many classes (5)"),
    Option("--json", nil, "print a line of JSON an image"),
  ]

  static func run(_ arguments: Arguments) throws {
    guard !arguments.operands.isEmpty else {
      throw Misuse("expected images: files, folders, or - for standard input")
    }
    let count = try arguments.integer("--top", in: 1...1000) ?? 5
    let run = try TrainedRun(RunFolder.named(by: arguments))
    let view: PredictionView = arguments.has("--crops") ? .tenCrops : .center
    var failures = 0
    for file in try ImageFiles.listed(arguments.operands) {
      do throws(FileError) {
        let image = try ImageFiles.image(file, channels: run.network.configuration.channels)
        let input = run.preparation.tensor(of: image, isWhole: view == .tenCrops)
        let predictions = Tape.withoutRecording {
          run.network.predictions(for: input, top: count, from: view)[0]
        }
        try show(predictions, of: file, asJSON: arguments.has("--json"))
      } catch {
        FileHandle.standardError.write(Data("alexnet: predict: \(error)\n".utf8))
        failures += 1
      }
    }
    if failures > 0 { throw Failure("\(failures) of the images could not be read") }
  }

  private static func show(_ predictions: [Prediction], of file: String, asJSON: Bool) throws(FileError) {
    if asJSON {
      let list = predictions.map {
        ["class": $0.className, "index": $0.index, "probability": $0.probability] as [String: Any]
      }
      if let text = try? jsonText(["file": file, "predictions": list]) { print(text) }
      return
    }
    print(file)
    let width = predictions.map(\.className.count).max() ?? 0
    let room = max(min(Terminal.width - width - 14, 40), 5)
    for prediction in predictions {
      let share = percent(prediction.probability).aligned(to: 8)
      print(
        "  \(prediction.className.padded(to: width)) \(share)  \(bar(prediction.probability, width: room))")
    }
  }
}

/// `--run`, for commands whose operands are something else.
let runOption = Option("--run", "RUN", "the folder of a run (the last one in runs/)")

/// Images that a command line names.
enum ImageFiles {
  /// The files, with those in folders in the place of these.
  static func listed(_ operands: [String]) throws -> [String] {
    try operands.flatMap { operand -> [String] in
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: operand, isDirectory: &isFolder), isFolder.boolValue
      else {
        return [operand]
      }
      guard let names = FileManager.default.enumerator(atPath: operand) else {
        throw FileError(.missing, path: operand, "cannot list the folder")
      }
      let files = names.compactMap { $0 as? String }.filter { name in
        !name.split(separator: "/").contains { $0.hasPrefix(".") } && isImage(operand + "/" + name)
      }
      guard !files.isEmpty else {
        throw FileError(.missing, path: operand, "there are no images in the folder")
      }
      return files.sorted().map { operand + "/" + $0 }
    }
  }

  /// The image in `file`, or on standard input where that is `-`, gray or colored.
  static func image(_ file: String, channels: Int) throws(FileError) -> Image {
    var options = DataSource.decoding
    if channels == 1 { options.color = .gray }
    guard file == "-" else { return try Image(contentsOf: file, options: options) }
    let bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
    do {
      return try Image(decoding: bytes, options: options)
    } catch {
      throw error.located(in: "standard input")
    }
  }

  private static func isImage(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let start = [UInt8]((try? file.read(upToCount: 16)) ?? Data())
    return unsafe ImageFormat(signatureOf: start.span.bytes) != nil
  }
}
