import ExampleSupport
import Tapestry
import TapestryVision

enum PrepareCommand: Command {
  static let name = "prepare"
  static let operands = "DATA --out FOLDER"
  static let summary = "Decodes and resizes images once, into files that a training reads without decoding."
  static let details = """
    DATA is what `alexnet train --data` takes, and so is FOLDER then. A preparation that was broken off is gone on with by the
    same command.
    """
  static let options = [
    Option("--out", "FOLDER", "where the prepared images go"),
    Option("--side", "N", "the width and height that images are resized and cut to (256)"),
    Option(
      "--quality", "Q",
      "store JPEG files of this quality, 1 to 100, which take a tenth (pixels as they are)"),
    Option("--workers", "N", "the threads that decode images (one a processor)"),
    Option("--verify", nil, "verify the checksums of what is there in the end"),
  ]

  static func run(_ arguments: Arguments) throws {
    let data = try arguments.operand("the images")
    guard let folder = arguments.text("--out") else {
      throw Misuse("--out FOLDER is needed: where the prepared images go")
    }
    let source = try DataSource(data)
    var options = PreparationOptions()
    options.side = try arguments.integer("--side", in: 1...4096) ?? 256
    options.color = source.channels == 1 ? .gray : .rgb
    options.jpegQuality = try arguments.integer("--quality", in: 1...100)
    options.workers = try arguments.integer("--workers", in: 1...1024)
    for (part, images) in [("train", source.training), ("val", source.testing)] {
      var line = ProgressLine()
      let path = folder + "/" + part
      let prepared = try PreparedDataSet(preparing: images, in: path, options: options) { done, count in
        line.update(Double(done) / Double(count), title: path) { ["\(done) of \(count) images"] }
      }
      if arguments.has("--verify") { try prepared.verify() }
      line.finish(
        "\(path): \(prepared.count) images of \(prepared.width) × \(prepared.height), \(prepared.classNames.count) classes"
      )
      for problem in try prepared.skipped() { print("left out: \(problem)") }
    }
  }
}
