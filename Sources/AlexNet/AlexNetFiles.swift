import Foundation
import Tapestry

extension AlexNet {
  /// The network of a weights' file that ``write(to:metadata:)`` made: its configuration, class names and weights.
  ///
  /// - Parameters:
  ///   - path: A safetensors file.
  ///   - mapped: Whether the weights stay in the mapped file, where they are read when first used: the quickest start for a
  ///     program that only predicts. The file must not be cut short while the network is in use.
  /// - Throws: `missing` where the file does not say what network it is for, `malformed` where that is no network,
  ///   and as ``init(_:loading:)``.
  public init(contentsOf path: String, mapped: Bool = false) throws(FileError) {
    let file = try SafetensorsFile(path, mapped: mapped)
    guard let text = file.metadata[AlexNetMetadata.configuration] else {
      throw FileError(
        .missing, path: path,
        "the file does not say what network it is for: there is no \(AlexNetMetadata.configuration) in its metadata"
      )
    }
    guard
      let configuration = try? JSONDecoder().decode(AlexNetConfiguration.self, from: Data(text.utf8))
    else {
      throw FileError(
        .malformed, path: path, "\(AlexNetMetadata.configuration) in the metadata is no configuration")
    }
    try self.init(configuration, loading: file)
    guard let text = file.metadata[AlexNetMetadata.classNames] else { return }
    guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)),
      names.count == configuration.classes
    else {
      throw FileError(
        .malformed, path: path,
        "\(AlexNetMetadata.classNames) in the metadata are not the names of \(configuration.classes) classes"
      )
    }
    nameClasses(names)
  }

  /// A network with the weights of `file`, whose names are PyTorch's: for the preset ``AlexNetConfiguration/oneWeirdTrick(classes:width:)``,
  /// those of torchvision's file. No weights are drawn first.
  ///
  /// - Throws: `mismatch` with a list of every weight that is missing, left over, or of another shape or type, or where there
  ///   is no such network; and what reading throws.
  public init(_ configuration: AlexNetConfiguration, loading file: some TensorFile) throws(FileError) {
    do throws(AlexNetConfigurationError) {
      let count = try configuration.parameterCount()
      // So that a file cannot make this take more memory than a large network of a few bytes' description.
      guard count <= AlexNetMetadata.mostParameters else {
        throw AlexNetConfigurationError(
          description: "\(count) parameters, more than \(AlexNetMetadata.mostParameters)")
      }
      var generator = PhiloxGenerator(seed: 0)
      try self.init(configuration, drawing: &generator, isUnset: true)
    } catch {
      throw FileError(.mismatch, path: file.path, "the network: \(error)")
    }
    try load(file)
  }

  /// Writes the weights to a safetensors file under PyTorch's names, with the configuration and the names of the classes in its
  /// metadata. It takes an older file's place only when it is complete.
  ///
  /// - Parameters:
  ///   - path: Where the file goes.
  ///   - metadata: Further text to go with it.
  public func write(to path: String, metadata: [String: String] = [:]) throws(FileError) {
    var metadata = metadata
    metadata[AlexNetMetadata.configuration] = AlexNetMetadata.text(configuration)
    metadata[AlexNetMetadata.classNames] = AlexNetMetadata.text(classNames)
    try write(safetensors: path, metadata: metadata)
  }
}

/// What a weights' file says beside its tensors.
private enum AlexNetMetadata {
  static let configuration = "alexnet.configuration"
  static let classNames = "alexnet.classes"
  /// Thirty times the paper's network.
  static let mostParameters = 1 << 31

  /// A value as JSON, the same bytes for the same value.
  static func text(_ value: some Encodable) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }
}
