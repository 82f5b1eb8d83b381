import Foundation
import Tapestry

/// A file that a training goes on from: the network, the optimiser's memory, and the ``Progress``, with a checksum over
/// all of it. The tensors are those of a safetensors file, and readable as such.
enum CheckpointFile {
  private static let progressKey = "progress"
  private static let checksumKey = "crc32"

  /// Writes a checkpoint, which has its name only when it is complete.
  static func write(
    _ model: some Model, _ optimizer: any Optimizer, _ progress: Progress, to path: String
  ) throws {
    let tensors = model.state.merging(optimizer.state.tensors) { own, _ in own }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(progress), as: UTF8.self)
    try SafetensorsFile.write(
      tensors, metadata: [progressKey: text, checksumKey: checksum(tensors, text)], to: path)
  }

  /// Takes up the checkpoint at `path`.
  ///
  /// - Throws: A `FileError` where the file is damaged or belongs to another network; then nothing has changed.
  static func read(
    _ path: String, into model: inout some Model, _ optimizer: inout any Optimizer
  ) throws -> Progress {
    let file = try SafetensorsFile(path)
    guard let text = file.metadata[progressKey], let expected = file.metadata[checksumKey] else {
      throw FileError(.malformed, path: path, "the file is no checkpoint: it has no progress or no checksum")
    }
    let tensors = try file.tensors()
    guard checksum(tensors, text) == expected else {
      throw FileError(.checksum, path: path, "the checksum does not match: the file is damaged")
    }
    let progress: Progress
    do {
      progress = try JSONDecoder().decode(Progress.self, from: Data(text.utf8))
    } catch {
      throw FileError(.malformed, path: path, "the progress is not as expected: \(error)")
    }
    let state = try OptimizerState(tensors, for: model)
    try model.load(file, ignoringOthers: true)
    optimizer.state = state
    return progress
  }

  private static func checksum(_ tensors: [String: AnyTensor], _ text: String) -> String {
    var crc = CRC32()
    func add(_ text: String) { unsafe crc.update(Array(text.utf8).span.bytes) }
    add(text)
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      add("\(name) \(tensor.scalarType) \(tensor.shape)")
      tensor.withBytes { crc.update($0) }
    }
    return String(crc.value, radix: 16)
  }
}
