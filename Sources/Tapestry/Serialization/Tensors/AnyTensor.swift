/// A tensor whose element type is known when the program runs: what a file holds.
///
/// ```swift
/// switch try AnyTensor(npy: "labels.npy") {
/// case .int32(let labels): print(labels.shape)
/// case let other: print("expected integers, found \(other.scalarType)")
/// }
/// ```
public enum AnyTensor: Sendable {
  /// A tensor of `Float`.
  case float32(Tensor<Float>)
  /// A tensor of `Double`.
  case float64(Tensor<Double>)
  /// A tensor of `Int32`.
  case int32(Tensor<Int32>)
  /// A tensor of `UInt8`.
  case uint8(Tensor<UInt8>)
  /// A tensor of `Bool`.
  case bool(Tensor<Bool>)

  /// The elements of `tensor`, shared with it, without its history.
  public init<Scalar>(_ tensor: Tensor<Scalar>) {
    self = ErasedTensor(tensor.detached()).anyTensor
  }

  /// The type of the elements.
  public var scalarType: ScalarType { erased.scalarType }

  /// The extents of the axes.
  public var shape: TensorShape { erased.shape }

  /// The tensor as one of `Scalar`; nil where that type does not hold every number of this one's.
  ///
  /// A tensor of the same type is passed on without a copy. `Float` widens to `Double`, `UInt8` to the three other numeric
  /// types, and `Int32` to `Double`.
  public func tensor<Scalar>(of _: Scalar.Type = Scalar.self) -> Tensor<Scalar>? {
    guard scalarType == Scalar.scalarType || Self.widenings[scalarType]?.contains(Scalar.scalarType) == true
    else { return nil }
    return switch self {
    case .float32(let tensor): Tensor(tensor)
    case .float64(let tensor): Tensor(tensor)
    case .int32(let tensor): Tensor(tensor)
    case .uint8(let tensor): Tensor(tensor)
    case .bool(let tensor): Tensor(tensor)
    }
  }

  /// The other types that hold every number of a type.
  private static let widenings: [ScalarType: Set<ScalarType>] = [
    .float32: [.float64], .int32: [.float64], .uint8: [.float32, .float64, .int32],
  ]

  /// Calls `body` with the elements, in row-major order, as bytes.
  package func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result { try erased.withBytes(body) }

  var erased: ErasedTensor {
    switch self {
    case .float32(let tensor): ErasedTensor(tensor)
    case .float64(let tensor): ErasedTensor(tensor)
    case .int32(let tensor): ErasedTensor(tensor)
    case .uint8(let tensor): ErasedTensor(tensor)
    case .bool(let tensor): ErasedTensor(tensor)
    }
  }
}

extension ErasedTensor {
  /// The same tensor, its type as a case.
  var anyTensor: AnyTensor {
    switch scalarType {
    case .float32: .float32(typed())
    case .float64: .float64(typed())
    case .int32: .int32(typed())
    case .uint8: .uint8(typed())
    case .bool: .bool(typed())
    }
  }

  /// Calls `body` with the elements, in row-major order, as bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    let byteCount = shape.elementCount * scalarType.byteCount
    return try unsafe body(UnsafeRawBufferPointer(start: firstByte, count: byteCount).bytes)
  }
}
