/// The types of number in a safetensors file, by the names that the format gives them.
enum SafetensorsType: String, CaseIterable {
  // In the order of the format's own library, from the narrowest to the widest.
  case bool = "BOOL"
  case float4 = "F4"
  case float6E2M3 = "F6_E2M3"
  case float6E3M2 = "F6_E3M2"
  case uint8 = "U8"
  case int8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case float8E8M0 = "F8_E8M0"
  case float8E4M3FNUZ = "F8_E4M3FNUZ"
  case float8E5M2FNUZ = "F8_E5M2FNUZ"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case complex64 = "C64"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

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

  /// The place in the order in which types are written, last to first.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// The type, where tensors can be read from it.
  var stored: StoredScalar? {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int8: .int8
    case .int16: .int16
    case .uint16: .uint16
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int32: .int32
    case .uint32: .uint32
    case .float32: .float32
    case .float64: .float64
    case .int64: .int64
    case .uint64: .uint64
    case .float4, .float6E2M3, .float6E3M2, .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ,
      .float8E5M2FNUZ, .complex64:
      nil
    }
  }

  /// The bits of one element.
  var bitCount: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .complex64: 64
    case .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ: 8
    default: (stored?.byteCount ?? 0) * 8
    }
  }
}
