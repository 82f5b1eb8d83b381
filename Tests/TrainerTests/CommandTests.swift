import Foundation
import Tapestry
import TapestryVision
import Testing

@testable import AlexNetTrainer

@Suite struct CommandTests {
  /// A training, and all that is done with its run, as a user does it.
  @Test func aRunIsTrainedAndUsed() throws {
    let folder = try TemporaryFolder()
    let run = try BuiltProgram.trainedRun(in: folder)
    for name in ["recipe.json", "metrics.csv", "weights.safetensors", "report.html", "filters.png"] {
      #expect(FileManager.default.fileExists(atPath: run + "/" + name), "\(name)")
    }
    #expect(try MetricsFile(path: run + "/metrics.csv").read().map(\.epoch) == [1, 2, 3])

    let evaluation = try object(BuiltProgram.run("evaluate", run, "--json").output)
    #expect(evaluation["images"] as? Int == 20)
    let confusion = try #require(evaluation["confusion"] as? [[Int]])
    #expect(confusion.joined().reduce(0, +) == 20)
    for view in ["single", "ten_crops"] {
      let errors = try #require(evaluation[view] as? [String: Double])
      #expect(try (0...1).contains(#require(errors["top1_error"])))
      #expect(try #require(errors["top5_error"]) <= #require(errors["top1_error"]))
    }
    let table = try BuiltProgram.run("evaluate", run)
    #expect(table.status == 0)
    for text in ["single view", "ten crops", "Ankle boot", "confusion"] {
      #expect(table.output.contains(text))
    }

    try predict(with: run, in: folder)
    try export(run, in: folder)
    try show(run)

    let features = try BuiltProgram.run("features", run)
    #expect(features.status == 0)
    let array = try Tensor<Float>(npy: run + "/features.npy")
    #expect(array.shape[0] == 20)
    #expect(try Tensor<Int32>(npy: run + "/features.labels.npy").shape == [20])
  }

  private func predict(with run: String, in folder: TemporaryFolder) throws {
    let picture = try MemoryDataSet.fashionMNIST(.training).image(at: 3)
    let pictures = folder.path + "/pictures"
    try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
    try picture.write(png: pictures + "/one.png")
    try WholeFile.write(Array("no image".utf8), to: pictures + "/notes.txt")
    let table = try BuiltProgram.run("predict", "--run", run, pictures)
    #expect(table.status == 0 && table.output.contains("one.png") && !table.output.contains("notes"))
    #expect(table.output.split(separator: "\n").count == 6)
    let json = try object(
      BuiltProgram.run("predict", "--run", run, "--json", "-", input: picture.pngData()).output)
    let predictions = try #require(json["predictions"] as? [[String: Any]])
    #expect(predictions.count == 5)
    let probabilities = predictions.compactMap { $0["probability"] as? Double }
    #expect(probabilities == probabilities.sorted(by: >))

    let wrong = try BuiltProgram.run("predict", "--run", run, pictures + "/notes.txt")
    #expect(
      wrong.status == 1
        && wrong.errors.contains("notes.txt, byte 0: the first bytes are not those of an image"))

    let sheet = folder.path + "/neighbours.png"
    let near = try BuiltProgram.run(
      "neighbours", "--run", run, "--count", "3", "--out", sheet, pictures + "/one.png")
    #expect(near.status == 0)
    // The image itself is one of the training images.
    #expect(near.output.contains("0.00") && near.output.split(separator: "\n").count == 5)
    #expect(try Image(contentsOf: sheet).width == 4 * 32 + 4)
  }

  private func export(_ run: String, in folder: TemporaryFolder) throws {
    let weights = folder.path + "/exported.safetensors"
    #expect(try BuiltProgram.run("export", run, "--out", weights).status == 0)
    #expect(
      try SafetensorsFile(weights).names.sorted()
        == SafetensorsFile(run + "/weights.safetensors").names.sorted())
    let onnx = try BuiltProgram.run("export", run)
    #expect(onnx.status == 0)
    let bytes = try WholeFile.read(run + "/model.onnx", limit: 1 << 28)
    #expect(bytes.starts(with: [0x08, 0x07, 0x12, 0x08] + Array("Tapestry".utf8)))
    let other = try BuiltProgram.run("export", run, "--out", folder.path + "/model.pt")
    #expect(other.status == 2 && other.errors.contains("expected a name that ends in .onnx or .safetensors"))
  }

  private func show(_ run: String) throws {
    try FileManager.default.removeItem(atPath: run + "/report.html")
    #expect(try BuiltProgram.run("report", run).status == 0)
    let page = String(decoding: try WholeFile.read(run + "/report.html", limit: 1 << 28), as: UTF8.self)
    for part in [
      "<polyline", "data:image/png;base64,", "Nearest images", "Confusion", "momentum", "instruction set",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    // Everything is in the page itself.
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"))
    let network = try BuiltProgram.run("inspect", run)
    #expect(network.output.contains("conv1") || network.output.contains("features.0"))
    let tensors = try BuiltProgram.run("inspect", RunFolder(existing: run).checkpoints[0])
    #expect(
      tensors.output.contains("optimizer.mean.features.0.weight") && tensors.output.contains("crc32"))
  }

  @Test func imagesArePreparedOnce() throws {
    let folder = try TemporaryFolder()
    let data = try folder.writeImages(training: 40, testing: 20)
    let prepared = folder.path + "/prepared"
    for _ in 0..<2 {
      let outcome = try BuiltProgram.run("prepare", data, "--out", prepared, "--side", "32", "--verify")
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("\(prepared)/train: 40 images of 32 × 32, 10 classes"))
    }
    let training = try BuiltProgram.run(
      "train", "--data", prepared, "--image-size", "28", "--epochs", "1", "--width", "0.1", "--batch", "8",
      "--out", folder.path + "/run")
    #expect(training.status == 0)
    #expect(training.output.contains("40 images for training, 20 for testing"))
    // Their statistics were written with them.
    #expect(!training.output.contains("reading all training images"))
  }

  @Test func thePaperIsShown() throws {
    let paper = try BuiltProgram.run("inspect", "--preset", "paper")
    #expect(paper.status == 0 && paper.output.contains("60,965,224"))
  }

  @Test func helpIsThereForEachCommand() throws {
    let all = try BuiltProgram.run("--help")
    #expect(all.status == 0)
    for command in Program.commands {
      #expect(all.output.contains(command.name))
      let help = try BuiltProgram.run(command.name, "--help")
      #expect(help.status == 0 && help.output.hasPrefix("usage: alexnet \(command.name)"))
      for option in command.options { #expect(help.output.contains(option.name), "\(option.name)") }
    }
  }

  @Test(
    arguments: [
      (["fly"], 2, "fly: there is no such command"),
      (["train", "--batch", "0"], 2, "--batch 0: expected a whole number from 1 to 65536"),
      (["train", "--dat", "x"], 2, "--dat: there is no such option"),
      (["train", "images"], 2, "images: expected only options here"),
      (["train", "--data", "/no/such/folder"], 1, "/no/such/folder"),
      (["train", "--resume", "/no/run"], 1, "/no/run: there is no run here"),
      (["train", "--resume", "x", "--batch", "3"], 2, "--batch does not go with --resume"),
      (["train", "--image-size", "40"], 2, "--image-size 40: the images have 28 × 28 pixels"),
      (["train", "--classes", "3"], 2, "--classes 3: the data have 10"),
      (["train", "--recipe", "/no/recipe.json"], 1, "/no/recipe.json"), (["predict"], 2, "expected images"),
      (["evaluate", "/no/run"], 1, "/no/run: there is no run here"),
      (["train", "--out", "/dev/null/run"], 1, "/dev/null/run"),
      (["inspect", "/no/file.npz"], 1, "/no/file.npz"),
      (["train", "--preset", "vgg"], 2, "--preset vgg: expected small, paper"),
    ] as [([String], Int32, String)])
  func whatIsWrongIsSaid(words: [String], status: Int32, message: String) throws {
    let process = BuiltProgram.process(words)
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == status)
    #expect(text.contains(message), "\(text)")
  }

  @Test func aRunIsNotWrittenOver() throws {
    let folder = try TemporaryFolder()
    let run = try BuiltProgram.trainedRun(in: folder, epochs: 1)
    let again = try BuiltProgram.run("train", "--out", run)
    #expect(
      again.status == 1 && again.errors.contains("there is a run already: --resume \(run) goes on with it"))
    let done = try BuiltProgram.run("train", "--resume", run)
    #expect(done.status == 0)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
