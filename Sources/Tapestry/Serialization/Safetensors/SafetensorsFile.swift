/// A safetensors file: tensors by name, and text about them.
///
/// ```swift
/// try SafetensorsFile.write(["weight": AnyTensor(w), "bias": AnyTensor(b)], to: "model.safetensors")
/// let file = try SafetensorsFile("model.safetensors")
/// let w = try file.tensor("weight", as: Float.self)
/// ```
///
/// Opening a file checks all that its header says: the header's size, that names are not repeated, and that the
/// tensors fill the file without gaps and overlaps. The file is mapped; a tensor is read, once, when it is asked for.
public struct SafetensorsFile: TensorFile {
  /// Where the file is.
  public let path: String
  /// The names of the tensors, in the order of their elements.
  public let names: [String]
  /// The text that the file carries.
  public let metadata: [String: String]
  private let entries: [String: SafetensorsHeader.Entry]
  private let storage: Storage
  private let isMapped: Bool

  /// Opens the file at `path`, and reads its header.
  ///
  /// - Parameter mapped: Whether tensors may share the mapped file's memory, as in ``AnyTensor/init(npy:mapped:)``: the
  ///   quickest way to start a program that only uses the weights.
  public init(_ path: String, mapped: Bool = false) throws(FileError) {
    let file = try MappedFile(path: path)
    let header: SafetensorsHeader
    do throws(FileError) {
      header = try file.withBytes { (bytes) throws(FileError) in try SafetensorsHeader(bytes) }
    } catch {
      throw error.located(in: path)
    }
    self.path = path
    isMapped = mapped
    storage = file.storage()
    names = header.entries.map(\.name)
    metadata = header.metadata
    entries = Dictionary(uniqueKeysWithValues: header.entries.map { ($0.name, $0) })
  }

  /// The shape of the tensor `name`, without reading it; nil where there is none of this name.
  public func shape(of name: String) -> TensorShape? { entries[name]?.shape }

  /// The tensor `name`, as ``TensorFile`` says.
  public func anyTensor(_ name: String) throws(FileError) -> AnyTensor {
    try stored(name).read(mapped: isMapped)
  }

  /// The tensor `name` as one of `type`, as ``TensorFile`` says.
  public func tensor<Scalar>(
    _ name: String, as type: Scalar.Type = Scalar.self
  ) throws(FileError) -> Tensor<Scalar> {
    try stored(name).read(as: type, mapped: isMapped)
  }

  /// Writes `tensors` to a file at `path`, which takes an older one's place only when it is complete. The bytes
  /// depend on the contents alone.
  ///
  /// - Throws: `malformed` where a tensor is named `__metadata__`, which the format keeps for itself.
  public static func write(
    _ tensors: [String: AnyTensor], metadata: [String: String] = [:], to path: String
  ) throws(FileError) {
    let header: [UInt8]
    let order: [String]
    do throws(FileError) {
      (header, order) = try SafetensorsHeader.bytes(of: tensors, metadata: metadata)
    } catch {
      throw error.located(in: path)
    }
    var file = try AtomicFile(replacing: path)
    try file.write(header)
    for name in order {
      try tensors[name]?.erased.withBytes { (bytes) throws(FileError) in try file.write(bytes) }
    }
    try file.commit()
  }

  private func stored(_ name: String) throws(FileError) -> StoredTensor {
    guard let entry = entries[name] else {
      throw FileError(.missing, path: path, "the file has no tensor named \(name)")
    }
    guard let type = entry.type.stored else {
      throw FileError(
        .unsupported, path: path, at: entry.bytes.lowerBound,
        "\(name) holds numbers of type \(entry.type.rawValue), which no tensor has")
    }
    return StoredTensor(
      name: name, path: path, shape: entry.shape, type: type, storage: storage,
      byteOffset: entry.bytes.lowerBound)
  }
}
