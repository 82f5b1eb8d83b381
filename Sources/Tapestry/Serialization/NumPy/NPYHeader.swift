/// What stands in front of the elements of a `.npy` file (NumPy's format.py, versions 1 to 3).
struct NPYHeader {
  let shape: TensorShape
  let type: StoredScalar
  let isBigEndian: Bool
  let isColumnMajor: Bool
  /// Where the elements begin, and what they take.
  let dataOffset: Int
  let dataByteCount: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The most bytes of text that a header may have; those of plain arrays have about a hundred.
  private static let maximumByteCount = 1 << 16
  /// The headers' sizes are multiples of this, so that elements are aligned.
  private static let alignment = 64

  private static let types: [(code: String, type: StoredScalar)] = [
    ("f8", .float64), ("f4", .float32), ("f2", .float16),
    ("i8", .int64), ("i4", .int32), ("i2", .int16), ("i1", .int8),
    ("u8", .uint64), ("u4", .uint32), ("u2", .uint16), ("u1", .uint8), ("b1", .bool),
  ]
}

// MARK: - Reading

extension NPYHeader {
  /// Reads the header of `file`, and checks that the elements that it claims are all that follows.
  init(_ file: RawSpan) throws(FileError) {
    guard file.byteCount >= 10 else {
      throw FileError(.truncated, at: file.byteCount, "a .npy file has at least 10 bytes")
    }
    guard file.array(0..<6) == Self.magic else {
      throw FileError(.malformed, at: 0, "this is no .npy file: it does not begin with \\x93NUMPY")
    }
    let version = file.byte(at: 6)
    guard (1...3).contains(version), file.byte(at: 7) == 0 else {
      throw FileError(
        .unsupported, at: 6, "format version \(version).\(file.byte(at: 7)): expected 1.0, 2.0 or 3.0")
    }
    let start = version == 1 ? 10 : 12
    guard file.byteCount >= start else {
      throw FileError(.truncated, at: file.byteCount, "the header's length is missing")
    }
    let length =
      version == 1 ? Int(file.littleEndian(UInt16.self, at: 8)) : Int(file.littleEndian(UInt32.self, at: 8))
    guard length <= Self.maximumByteCount else {
      throw FileError(
        .tooLarge, at: 8, "the header claims \(length) bytes: expected at most \(Self.maximumByteCount)")
    }
    dataOffset = start + length
    guard dataOffset <= file.byteCount else {
      throw FileError(
        .truncated, at: file.byteCount, "the header claims \(length) bytes, \(file.byteCount - start) follow")
    }

    let fields = try NPYFields(TextReader(file.array(start..<dataOffset), base: start))
    (type, isBigEndian) = try Self.type(fields.type)
    isColumnMajor = fields.isColumnMajor
    (shape, dataByteCount) = try TensorShape.claimed(fields.extents, bitsPerElement: type.byteCount * 8)
    let found = file.byteCount - dataOffset
    guard dataByteCount == found else {
      throw FileError(
        dataByteCount > found ? .truncated : .malformed, at: dataOffset,
        "\(shape) elements of \(type) take \(dataByteCount) bytes, but \(found) follow")
    }
  }

  /// The type that NumPy writes as a mark of its order of bytes and a code.
  private static func type(_ description: String) throws(FileError) -> (StoredScalar, isBigEndian: Bool) {
    let mark = description.first
    let known = types.first { $0.code == description.dropFirst() }
    guard let mark, "<>|=".contains(mark), let known, mark != "|" || known.type.byteCount == 1 else {
      throw FileError(
        .unsupported, "elements of type \"\(description)\": expected numbers or truth values, such as \"<f4\""
      )
    }
    return (known.type, mark == ">")
  }
}

/// The dictionary in a header: a literal of Python's, such as
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
private struct NPYFields {
  let type: String
  let isColumnMajor: Bool
  let extents: [Int]

  init(_ text: TextReader) throws(FileError) {
    var text = text
    var type: String?
    var isColumnMajor: Bool?
    var extents: [Int]?
    try text.list("{", "}", allowsFinalComma: true) { (text) throws(FileError) in
      let key = try Self.string(&text)
      try text.expect(":")
      switch key {
      case "descr" where type == nil:
        guard text.peek() != "[" else {
          throw text.failure(.unsupported, "elements that are records: expected numbers")
        }
        type = try Self.string(&text)
      case "fortran_order" where isColumnMajor == nil:
        isColumnMajor = text.peek() == "T"
        try text.expect(word: isColumnMajor == true ? "True" : "False")
      case "shape" where extents == nil:
        // Python 2 wrote long integers with an L.
        extents = try text.integers(
          "(", ")", limit: TensorShape.maximumRank, allowsFinalComma: true, suffix: "L")
      default: throw text.failure(.malformed, "an unknown or repeated key in the header: \(key)")
      }
    }
    try text.expectEnd()
    guard let type, let isColumnMajor, let extents else {
      throw text.failure(.malformed, "the header needs 'descr', 'fortran_order' and 'shape'")
    }
    self.type = type
    self.isColumnMajor = isColumnMajor
    self.extents = extents
  }

  private static func string(_ text: inout TextReader) throws(FileError) -> String {
    try text.plainString(quote: text.peek() == "\"" ? "\"" : "'")
  }
}

// MARK: - Writing

extension NPYHeader {
  /// The header of a row-major array, byte for byte as NumPy writes it.
  static func bytes(_ type: ScalarType, _ shape: TensorShape) -> [UInt8] {
    let stored = StoredScalar(type)
    let code = types.first { $0.type == stored }?.code ?? ""
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.rank == 1 ? "," : "")
    var text =
      "{'descr': '\(type.byteCount == 1 ? "|" : "<")\(code)', 'fortran_order': False, 'shape': (\(extents)), }"
    // NumPy leaves room for the first axis to grow in place, to 21 digits.
    if let first = shape.first { text += String(repeating: " ", count: 21 - "\(first)".count) }
    let padding = -(magic.count + 4 + text.utf8.count + 1) & (alignment - 1)
    text += String(repeating: " ", count: padding) + "\n"

    var bytes = magic + [1, 0]
    bytes.append(littleEndian: UInt16(text.utf8.count))
    return bytes + text.utf8
  }
}
