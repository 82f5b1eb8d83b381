// One tensor a file, in NumPy's own format.

extension AnyTensor {
  /// The tensor in the `.npy` file at `path`, in the type that holds the file's numbers: of the same kind, and as
  /// wide where there is one. Half-precision numbers become `Float`; integers of any other size than 8 bits without
  /// a sign become `Int32`.
  ///
  /// Reads versions 1 to 3 of the format, both orders of bytes and both orders of axes.
  ///
  /// - Parameter mapped: Whether the tensor may share the mapped file's memory, where nothing is to be converted. Nothing is
  ///   read then until it is used; but the program is ended when another one cuts the file short meanwhile.
  /// - Throws: `mismatch` where an integer does not fit into `Int32`; `truncated`, `malformed`, `unsupported` or
  ///   `tooLarge` for what is no such file, before its elements are read.
  public init(npy path: String, mapped: Bool = false) throws(FileError) {
    self = try StoredTensor(npy: path).read(mapped: mapped)
  }

  /// Writes the tensor to a `.npy` file at `path`, which takes an older one's place only when it is complete.
  public func write(npy path: String) throws(FileError) {
    var file = try AtomicFile(replacing: path)
    try file.write(NPYHeader.bytes(scalarType, shape))
    try erased.withBytes { (bytes) throws(FileError) in try file.write(bytes) }
    try file.commit()
  }
}

extension Tensor {
  /// The tensor in the `.npy` file at `path`.
  ///
  /// ```swift
  /// let images = try Tensor<Float>(npy: "images.npy")
  /// ```
  ///
  /// - Parameter mapped: As in ``AnyTensor/init(npy:mapped:)``.
  /// - Throws: `mismatch` where `Scalar` does not hold every number of the file's type exactly (`Float` of `Double`,
  ///   for one), and what ``AnyTensor/init(npy:mapped:)`` throws.
  public init(npy path: String, mapped: Bool = false) throws(FileError) {
    self = try StoredTensor(npy: path).read(as: Scalar.self, mapped: mapped)
  }

  /// Writes the tensor to a `.npy` file at `path`, which takes an older one's place only when it is complete.
  public func write(npy path: String) throws(FileError) { try AnyTensor(self).write(npy: path) }
}

extension StoredTensor {
  /// The tensor in the `.npy` file at `path`.
  fileprivate init(npy path: String) throws(FileError) {
    let file = try MappedFile(path: path)
    let storage = file.storage()
    try self.init(npy: storage, range: 0..<file.byteCount, name: "the array", path: path)
  }

  /// The tensor whose `.npy` file is the bytes `range` of `storage`.
  init(npy storage: Storage, range: Range<Int>, name: String, path: String) throws(FileError) {
    let header: NPYHeader
    do throws(FileError) {
      header = try storage.withBytes(range) { (bytes) throws(FileError) in try NPYHeader(bytes) }
    } catch {
      throw error.located(in: path, base: range.lowerBound)
    }
    self.init(
      name: name, path: path, shape: header.shape, type: header.type, isBigEndian: header.isBigEndian,
      isColumnMajor: header.isColumnMajor, storage: storage,
      byteOffset: range.lowerBound + header.dataOffset)
  }
}
