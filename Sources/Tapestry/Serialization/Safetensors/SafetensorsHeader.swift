/// What stands in front of the tensors of a safetensors file: its size in 8 bytes, and JSON of that size.
struct SafetensorsHeader {
  /// A tensor that the header lists.
  struct Entry {
    let name: String
    let type: SafetensorsType
    let shape: TensorShape
    /// Where in the file its elements are.
    let bytes: Range<Int>
  }

  /// The tensors, in the order of their elements.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// The most bytes of JSON that a file may have, as in the format's own library.
  private static let maximumByteCount = 100_000_000
  private static let metadataKey = "__metadata__"

  private init() {}
}

// MARK: - Reading

extension SafetensorsHeader {
  /// Reads the header of `file`, and checks that its tensors fill the rest of it without gaps and overlaps.
  init(_ file: RawSpan) throws(FileError) {
    guard file.byteCount >= 8 else {
      throw FileError(.truncated, at: file.byteCount, "a safetensors file has at least 8 bytes")
    }
    let claimed = file.littleEndian(UInt64.self, at: 0)
    guard claimed <= UInt64(Self.maximumByteCount) else {
      throw FileError(
        .tooLarge, at: 0,
        "the header claims \(claimed) bytes: expected at most \(Self.maximumByteCount); is this a safetensors file?"
      )
    }
    let dataOffset = 8 + Int(claimed)
    guard dataOffset <= file.byteCount else {
      throw FileError(
        .truncated, at: file.byteCount, "the header claims \(claimed) bytes, \(file.byteCount - 8) follow")
    }
    guard claimed > 0, file.byte(at: 8) == UInt8(ascii: "{") else {
      throw FileError(.malformed, at: 8, "the header does not begin with \"{\"")
    }

    self.init()
    var text = TextReader(file.array(8..<dataOffset), base: 8)
    var names: Set<String> = []
    try text.list("{", "}") { (text) throws(FileError) in
      let name = try text.jsonString()
      guard names.insert(name).inserted else {
        throw text.failure(.malformed, "two entries of the header are named \(name)")
      }
      try text.expect(":")
      if name == Self.metadataKey {
        metadata = try Self.metadata(&text)
      } else {
        entries.append(try Self.entry(name, &text, dataOffset: dataOffset, end: file.byteCount))
      }
    }
    try text.expectEnd()
    try checkOrder(dataOffset: dataOffset, end: file.byteCount)
  }

  private static func metadata(_ text: inout TextReader) throws(FileError) -> [String: String] {
    var metadata: [String: String] = [:]
    try text.list("{", "}") { (text) throws(FileError) in
      let key = try text.jsonString()
      try text.expect(":")
      guard metadata.updateValue(try text.jsonString(), forKey: key) == nil else {
        throw text.failure(.malformed, "the metadata has \(key) twice")
      }
    }
    return metadata
  }

  private static func entry(
    _ name: String, _ text: inout TextReader, dataOffset: Int, end: Int
  ) throws(FileError) -> Entry {
    var type: SafetensorsType?
    var extents: [Int]?
    var offsets: [Int]?
    try text.list("{", "}") { (text) throws(FileError) in
      let key = try text.jsonString()
      try text.expect(":")
      switch key {
      case "dtype" where type == nil:
        let description = try text.jsonString()
        type = SafetensorsType(rawValue: description)
        if type == nil { throw text.failure(.unsupported, "\(name) has the unknown type \(description)") }
      case "shape" where extents == nil:
        extents = try text.integers("[", "]", limit: TensorShape.maximumRank)
      case "data_offsets" where offsets == nil: offsets = try text.integers("[", "]", limit: 2)
      default: throw text.failure(.malformed, "\(name) has an unknown or repeated key: \(key)")
      }
    }
    guard let type, let extents, let offsets, offsets.count == 2 else {
      throw text.failure(.malformed, "\(name) needs a dtype, a shape, and two data_offsets")
    }
    let (shape, byteCount) = try TensorShape.claimed(extents, bitsPerElement: type.bitCount)
    guard offsets[0] <= offsets[1], offsets[1] <= end - dataOffset else {
      throw text.failure(
        offsets[0] > offsets[1] ? .malformed : .truncated,
        "\(name) claims the bytes \(offsets[0]) to \(offsets[1]) of \(end - dataOffset)")
    }
    guard offsets[1] - offsets[0] == byteCount else {
      throw text.failure(
        .malformed,
        "\(name) claims \(offsets[1] - offsets[0]) bytes, but \(shape) elements of \(type.rawValue) take \(byteCount)"
      )
    }
    return Entry(
      name: name, type: type, shape: shape, bytes: dataOffset + offsets[0]..<dataOffset + offsets[1])
  }

  private mutating func checkOrder(dataOffset: Int, end: Int) throws(FileError) {
    entries.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
    var position = dataOffset
    for entry in entries {
      guard entry.bytes.lowerBound == position else {
        let kind = entry.bytes.lowerBound < position ? "overlaps the tensor" : "leaves a hole"
        throw FileError(.malformed, at: entry.bytes.lowerBound, "\(entry.name) \(kind) before it")
      }
      position = entry.bytes.upperBound
    }
    guard position == end else {
      throw FileError(.malformed, at: position, "\(end - position) bytes at the end belong to no tensor")
    }
  }
}

// MARK: - Writing

extension SafetensorsHeader {
  /// The header of a file of `tensors`, and their order: the widest types first, so that all are aligned, then by name, as in
  /// the format's own library.
  static func bytes(
    of tensors: [String: AnyTensor], metadata: [String: String]
  ) throws(FileError) -> (header: [UInt8], order: [String]) {
    guard tensors[metadataKey] == nil else {
      throw FileError(.malformed, "a tensor of a safetensors file cannot be named \(metadataKey)")
    }
    let typed = tensors.map { (name: $0, type: SafetensorsType($1.scalarType), shape: $1.shape) }
    let sorted = typed.sorted { ($1.type.order, $0.name) < ($0.type.order, $1.name) }
    var items: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0)):\(quoted($1))" }
      items.append("\"\(metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for (name, type, shape) in sorted {
      let end = offset + shape.elementCount * type.bitCount / 8
      let extents = shape.map(String.init).joined(separator: ",")
      items.append(
        #"\#(quoted(name)):{"dtype":"\#(type.rawValue)","shape":[\#(extents)],"data_offsets":[\#(offset),\#(end)]}"#
      )
      offset = end
    }
    var text = Array("{\(items.joined(separator: ","))}".utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: -text.count & 7)
    guard text.count <= maximumByteCount else {
      throw FileError(
        .tooLarge, "the header takes \(text.count) bytes: at most \(maximumByteCount) are allowed")
    }
    var header: [UInt8] = []
    header.append(littleEndian: UInt64(text.count))
    return (header + text, sorted.map(\.name))
  }

  /// `string` as JSON.
  private static func quoted(_ string: String) -> String {
    var quoted = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{8}": quoted += "\\b"
      case "\u{C}": quoted += "\\f"
      case "\0"..<" ":
        quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
