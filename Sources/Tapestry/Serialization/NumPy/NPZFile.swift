/// A `.npz` file: NumPy's arrays in a zip archive, stored or deflated, of any size.
///
/// ```swift
/// try NPZFile.write(["x": AnyTensor(x), "y": AnyTensor(y)], to: "data.npz", deflated: true)
/// let x = try NPZFile("data.npz").tensor("x", as: Float.self)
/// ```
public struct NPZFile: TensorFile {
  /// Where the file is.
  public let path: String
  /// The names of the arrays, in the order of the archive. Other members of the archive have none.
  public let names: [String]
  private let archive: ZipArchive
  private let isMapped: Bool

  /// Opens the file at `path`, and reads the archive's directory.
  ///
  /// - Parameter mapped: Whether tensors that are not compressed may share the mapped file's memory, as in
  ///   ``AnyTensor/init(npy:mapped:)``. They are read once all the same, for their checksum.
  public init(_ path: String, mapped: Bool = false) throws(FileError) {
    archive = try ZipArchive(path: path)
    self.path = path
    isMapped = mapped
    names = archive.names.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
  }

  /// The tensor `name`, as ``TensorFile`` says; also throws `checksum` where its bytes are damaged.
  public func anyTensor(_ name: String) throws(FileError) -> AnyTensor {
    try stored(name).read(mapped: isMapped)
  }

  /// The tensor `name` as one of `type`, as ``TensorFile`` says; also throws `checksum` where its bytes are damaged.
  public func tensor<Scalar>(
    _ name: String, as type: Scalar.Type = Scalar.self
  ) throws(FileError) -> Tensor<Scalar> {
    try stored(name).read(as: type, mapped: isMapped)
  }

  /// Writes `tensors` to a file at `path`, in the order of their names. It takes an older one's place only when it
  /// is complete.
  public static func write(
    _ tensors: [String: AnyTensor], to path: String, deflated: Bool = false
  ) throws(FileError) {
    var writer = try ZipWriter(path: path)
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      try tensor.erased.withBytes { (bytes) throws(FileError) in
        try writer.add(
          name + suffix, head: NPYHeader.bytes(tensor.scalarType, tensor.shape), body: bytes,
          deflated: deflated)
      }
    }
    try writer.finish()
  }

  private static let suffix = ".npy"

  private func stored(_ name: String) throws(FileError) -> StoredTensor {
    guard names.contains(name) else {
      throw FileError(.missing, path: path, "the file has no array named \(name)")
    }
    let (storage, range) = try archive.bytes(of: archive.member(named: name + Self.suffix))
    return try StoredTensor(npy: storage, range: range, name: name, path: path)
  }
}
