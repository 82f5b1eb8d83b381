/// Writes a message in the encoding of Protocol Buffers (protobuf.dev, "Encoding"): what TensorBoard's event files and ONNX
/// are made of.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// The bytes of the message that `body` writes.
  static func message(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    body(&writer)
    return writer.bytes
  }

  mutating func integer(_ field: Int, _ value: Int) {
    key(field, wireType: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func double(_ field: Int, _ value: Double) {
    key(field, wireType: 1)
    bytes.append(littleEndian: value.bitPattern)
  }

  mutating func float(_ field: Int, _ value: Float) {
    key(field, wireType: 5)
    bytes.append(littleEndian: value.bitPattern)
  }

  mutating func text(_ field: Int, _ value: String) { self.bytes(field, Array(value.utf8)) }

  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    key(field, wireType: 2)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
    bytes(field, Self.message(body))
  }

  private mutating func key(_ field: Int, wireType: Int) { varint(UInt64(field << 3 | wireType)) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
