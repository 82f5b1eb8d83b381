/// A file of named tensors, open for reading: ``SafetensorsFile`` and ``NPZFile``.
///
/// Opening it reads only the names and where the tensors lie; a tensor is read when it is asked for, straight from
/// the mapped file.
///
/// ```swift
/// let file = try SafetensorsFile("weights.safetensors")
/// let weight = try file.tensor("conv1.weight", as: Float.self)
/// ```
public protocol TensorFile: Sendable {
  /// Where the file is.
  var path: String { get }

  /// The names of the tensors, in the order of the file.
  var names: [String] { get }

  /// The tensor `name`, in the type that holds the file's numbers: of the same kind, and as wide where there is one.
  /// Half-precision numbers become `Float`; integers of any other size than 8 bits without a sign become `Int32`.
  ///
  /// - Throws: `missing` where there is none of this name, `mismatch` where an integer does not fit into `Int32`,
  ///   `unsupported` for a type of number that no tensor holds, and what reading the format throws.
  func anyTensor(_ name: String) throws(FileError) -> AnyTensor

  /// The tensor `name`, as one of `type`.
  ///
  /// - Throws: `mismatch` where `type` does not hold every number of the file's type exactly
  ///   (`Float` of `Double`, for one), and what ``anyTensor(_:)`` throws.
  func tensor<Scalar>(_ name: String, as type: Scalar.Type) throws(FileError) -> Tensor<Scalar>
}

extension TensorFile {
  /// All tensors by name.
  public func tensors() throws(FileError) -> [String: AnyTensor] {
    var tensors: [String: AnyTensor] = [:]
    for name in names { tensors[name] = try anyTensor(name) }
    return tensors
  }
}
