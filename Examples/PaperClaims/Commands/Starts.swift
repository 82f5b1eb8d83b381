import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import TapestryVision

/// What another implementation needs to train as an experiment does: for each, its recipe as JSON, the first weights as
/// safetensors, and the order of the images as an array of epochs × images.
struct Starts {
  private let folder: String

  init(in output: String) throws {
    folder = output + "/starts"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(.missing, path: folder, "cannot create the folder: \(error.localizedDescription)")
    }
  }

  func write(_ experiments: [Experiment]) throws {
    var seen: Set<String> = []
    for experiment in experiments where seen.insert(experiment.key).inserted {
      let path = "\(folder)/\(experiment.key)"
      try experiment.firstNetwork().write(to: path + ".safetensors")
      let loader = try experiment.trainingLoader(workers: Threads.count)
      var order: [Int32] = []
      for epoch in 0..<experiment.epochs {
        for result in loader.batches(epoch: epoch) { order += try result.get().indices.map(Int32.init) }
      }
      try Tensor<Int32>(shape: [experiment.epochs, order.count / experiment.epochs], scalars: order)
        .write(npy: path + ".order.npy")
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try WholeFile.write(Array(encoder.encode(experiment)), to: path + ".json")
      Terminal.write("\(path).safetensors\n")
    }
  }
}
