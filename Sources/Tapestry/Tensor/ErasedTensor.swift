/// A tensor whose element type is a value instead of a type: what the tape passes along, since one chain can
/// lead through several element types.
struct ErasedTensor: Sendable {
  let scalarType: ScalarType
  let shape: TensorShape
  private var storage: Storage
  private var offset: Int
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

  /// The address of the first element.
  var firstByte: UnsafeRawPointer {
    unsafe UnsafeRawPointer(storage.base + offset * scalarType.byteCount)
  }

  /// The address of the first element, for writing; copies the elements first when they are shared. Valid as long as
  /// this tensor is not changed in any other way.
  mutating func mutableFirstByte() -> UnsafeMutableRawPointer {
    if !isKnownUniquelyReferenced(&storage) || !storage.isWritable {
      let byteCount = shape.elementCount * scalarType.byteCount
      let copy = Storage(byteCount: byteCount)
      unsafe copy.base.copyMemory(from: firstByte, byteCount: byteCount)
      (storage, offset) = (copy, 0)
    }
    return unsafe storage.base + offset * scalarType.byteCount
  }

  /// The same elements with another history.
  func traced(_ trace: Trace?) -> ErasedTensor { ErasedTensor(self, trace: trace) }

  /// The tensor, whose element type the caller knows.
  consuming func typed<Scalar>(_: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    precondition(Scalar.scalarType == scalarType, "a \(scalarType) tensor is not of \(Scalar.scalarType)")
    return Tensor(shape: shape, storage: storage, offset: offset, trace: trace)
  }
}

extension Tensor {
  /// The value of a function that `Float` and `Double` have, for gradients of operations that are written for every type.
  func asFloatingPoint(
    _ float: (Tensor<Float>) -> Tensor<Float>, _ double: (Tensor<Double>) -> Tensor<Double>
  ) -> Tensor {
    switch Scalar.scalarType {
    case .float32: ErasedTensor(float(ErasedTensor(self).typed())).typed()
    case .float64: ErasedTensor(double(ErasedTensor(self).typed())).typed()
    case .int32, .uint8, .bool: preconditionFailure("a gradient of \(Scalar.scalarType)")
    }
  }
}
