import AlexNet
import Foundation
import Tapestry

/// The outcomes of finished trainings, each in a file, so that no training is done twice.
struct ResultStore: Sendable {
  let folder: String

  init(in output: String) throws {
    folder = output + "/results"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder)
      where AtomicFile.target(ofTemporary: name) != nil {
        try? FileManager.default.removeItem(atPath: folder + "/" + name)
      }
    } catch {
      throw FileError(.missing, path: folder, "cannot use the folder: \(error.localizedDescription)")
    }
  }

  private func path(of experiment: Experiment) -> String { "\(folder)/\(experiment.key).json" }
  private func weights(of experiment: Experiment) -> String { "\(folder)/\(experiment.key).safetensors" }

  /// The outcome of `experiment`; nil where it is not finished, or its files are damaged or of another experiment.
  func outcome(of experiment: Experiment) -> Outcome? {
    guard let bytes = try? WholeFile.read(path(of: experiment), limit: 1 << 28),
      let outcome = try? Self.decoder.decode(Outcome.self, from: Data(bytes)),
      outcome.experiment == experiment,
      !experiment.keepsWeights || FileManager.default.fileExists(atPath: weights(of: experiment))
    else { return nil }
    return outcome
  }

  /// Keeps an outcome, and the network where the experiment asks for it.
  func keep(_ outcome: Outcome, _ network: AlexNet<Float>) throws {
    if outcome.experiment.keepsWeights { try network.write(to: weights(of: outcome.experiment)) }
    try WholeFile.write(Array(Self.encoder.encode(outcome)), to: path(of: outcome.experiment))
  }

  /// The trained network of an experiment that keeps its weights.
  func network(of experiment: Experiment) throws -> AlexNet<Float> {
    try AlexNet(contentsOf: weights(of: experiment))
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
