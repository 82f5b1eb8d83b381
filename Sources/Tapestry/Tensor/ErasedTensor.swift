/// A tensor whose element type is a value instead of a type: what the tape passes along, since one chain can
/// lead through several element types.
struct ErasedTensor: Sendable {
  let scalarType: ScalarType
  let shape: TensorShape
  private let storage: Storage
  private let offset: Int
  let trace: Trace?

  init<Scalar>(_ tensor: Tensor<Scalar>) {
    scalarType = Scalar.scalarType
    shape = tensor.shape
    storage = tensor.storage
    offset = tensor.offset
    trace = tensor.trace
  }

  private init(_ other: ErasedTensor, trace: Trace?) {
    scalarType = other.scalarType
    shape = other.shape
    storage = other.storage
    offset = other.offset
    self.trace = trace
  }

  /// The same elements with another history.
  func traced(_ trace: Trace?) -> ErasedTensor { ErasedTensor(self, trace: trace) }

  /// The tensor, whose element type the caller knows.
  func typed<Scalar>(_: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    precondition(Scalar.scalarType == scalarType, "a \(scalarType) tensor is not of \(Scalar.scalarType)")
    return Tensor(shape: shape, storage: storage, offset: offset, trace: trace)
  }
}
