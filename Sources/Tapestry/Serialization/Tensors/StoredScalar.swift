/// A type of number as a file has it.
enum StoredScalar: Hashable, Sendable, CaseIterable {
  case float64, float32, float16, bfloat16
  case int64, int32, int16, int8
  case uint64, uint32, uint16, uint8
  case bool

  /// The type of a tensor's elements.
  init(_ type: ScalarType) {
    self =
      switch type {
      case .float32: .float32
      case .float64: .float64
      case .int32: .int32
      case .uint8: .uint8
      case .bool: .bool
      }
  }

  /// The bytes of one element.
  var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The type of tensor that holds these numbers: of the same kind, and as wide where there is one.
  var scalarType: ScalarType {
    switch self {
    case .float64: .float64
    case .float32, .float16, .bfloat16: .float32
    case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16: .int32
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}

extension TensorShape {
  /// A shape that a file claims, and the bytes that its elements take, at `bitsPerElement` each.
  ///
  /// - Throws: `unsupported` for more axes than a tensor can have, `tooLarge` where the bytes cannot be counted.
  static func claimed(
    _ extents: [Int], bitsPerElement: Int
  ) throws(FileError) -> (shape: TensorShape, byteCount: Int) {
    guard extents.count <= maximumRank else {
      throw FileError(.unsupported, "a tensor of more than \(maximumRank) axes")
    }
    // Axes of extent 0 are left out, so that no order of multiplication overflows.
    var bits = bitsPerElement
    for extent in extents where extent > 0 {
      let (product, overflow) = bits.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw FileError(.tooLarge, "the shape \(extents) has more elements than can be counted")
      }
      bits = product
    }
    guard !extents.contains(0) else { return (TensorShape(extents), 0) }
    guard bits % 8 == 0 else { throw FileError(.malformed, "the shape \(extents) ends within a byte") }
    return (TensorShape(extents), bits / 8)
  }
}
