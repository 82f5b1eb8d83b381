import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

enum FeaturesCommand: Command {
  static let name = "features"
  static let operands = "[RUN]"
  static let summary =
    "Writes the outputs of the last hidden layer for a run's images as .npy, with the labels."
  static let details = "RUN is a run's folder; unless given, the last one in runs/."
  static let options = [
    Option("--part", "training|testing", "which images (testing)"),
    Option("--out", "FILE", "where they go (features.npy in the run's folder; labels beside it)"),
  ]

  private enum Part: String, CaseIterable { case training, testing }

  static func run(_ arguments: Arguments) throws {
    let part: Part = try arguments.text("--part").map { try Value.choice($0, of: "--part") } ?? .testing
    let run = try TrainedRun(RunFolder.chosen(arguments))
    let images = part == .training ? try run.images().training : try run.images().testing
    let path = arguments.text("--out") ?? run.folder.path + "/features.npy"
    var line = ProgressLine()
    let features = try run.features(of: images) { line.update($0, title: run.featureLayer) }
    line.clear()
    try features.write(npy: path)
    let labelPath = (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".labels.npy"
    try Tensor<Int32>((0..<images.count).map { Int32(images.label(at: $0)) }).write(npy: labelPath)
    print(
      "\(path): \(run.featureLayer) of \(images.count) images, \(features.shape)\n\(labelPath): their labels")
  }
}

enum NeighboursCommand: Command {
  static let name = "neighbours"
  static let operands = "FILE…"
  static let summary =
    "Finds the training images that are most like given ones by the last hidden layer (figure 4)."
  static let details = "FILE is an image, a folder of images, or - for an image on standard input."
  static let options = [
    runOption,
    Option("--count", "N", "how many (6)"),
    Option("--out", "FILE", "also draw them, each row behind its image, as a PNG file"),
  ]

  static func run(_ arguments: Arguments) throws {
    guard !arguments.operands.isEmpty else {
      throw Misuse("expected images: files, folders, or - for standard input")
    }
    let count = try arguments.integer("--count", in: 1...1000) ?? 6
    let run = try TrainedRun(RunFolder.named(by: arguments))
    let training = try run.images().training
    let files = try ImageFiles.listed(arguments.operands)
    let images = try files.map { try ImageFiles.image($0, channels: run.network.configuration.channels) }
    let queries = images.map { image in
      Tape.withoutRecording {
        run.network.features(of: run.preparation.tensor(of: image), at: run.featureLayer).flattened(from: 1)
      }
    }
    var line = ProgressLine()
    let features = try run.features(of: training) { line.update($0, title: "training images") }
    line.clear()
    let nearest = NearestFeatures(to: Tensor.concatenated(queries, axis: 0), among: features, count: count)
    for (query, file) in files.enumerated() {
      print(file)
      for (index, distance) in zip(nearest.indices[query], nearest.distances[query]) {
        print(
          "  \(fixed(distance, 2).aligned(to: 8))  \(training.classNames[training.label(at: index)])  \(training.name(at: index))"
        )
      }
    }
    guard let path = arguments.text("--out") else { return }
    let rows = try zip(images, nearest.indices).map { image, indices in
      [run.preparation.picture(image)]
        + (try indices.map { run.preparation.picture(try training.image(at: $0)) })
    }
    try Image(grid: rows).write(png: path)
    print(path)
  }
}
