/// The text of a header, and a place in it: what reading JSON and Python's literals has in common.
struct TextReader {
  private let text: [UInt8]
  /// Where the text begins in the file.
  private let base: Int
  private var position = 0

  init(_ text: [UInt8], base: Int) {
    self.text = text
    self.base = base
  }

  /// An error at the current place.
  func failure(_ reason: FileError.Reason, _ message: String) -> FileError {
    FileError(reason, at: base + position, message)
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  /// The next byte that is not white space.
  mutating func peek() -> Unicode.Scalar? {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D { position += 1 }
    return next.map { Unicode.Scalar($0) }
  }

  /// Goes past `character` if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  /// Goes past `character`, which must come next.
  mutating func expect(_ character: Unicode.Scalar) throws(FileError) {
    guard take(character) else {
      let found = next.map { "\"\(Unicode.Scalar($0).escaped(asASCII: true))\"" } ?? "the end of the header"
      throw failure(.malformed, "expected \"\(character)\", found \(found)")
    }
  }

  /// Goes past `word`, which must come next.
  mutating func expect(word: String) throws(FileError) {
    _ = peek()
    guard text[position...].starts(with: word.utf8) else { throw failure(.malformed, "expected \(word)") }
    position += word.utf8.count
  }

  /// The end of the text, where nothing but white space may be left.
  mutating func expectEnd() throws(FileError) {
    guard peek() == nil else { throw failure(.malformed, "expected the end of the header") }
  }

  /// Reads items between `open` and `close`, with commas between them, and perhaps one after the last.
  mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, allowsFinalComma: Bool = false,
    item: (inout TextReader) throws(FileError) -> Void
  ) throws(FileError) {
    try expect(open)
    if take(close) { return }
    while true {
      try item(&self)
      if take(close) { return }
      try expect(",")
      if allowsFinalComma, take(close) { return }
    }
  }

  /// A number of digits, without a sign.
  mutating func integer() throws(FileError) -> Int {
    _ = peek()
    let start = position
    var value = 0
    while let byte = next, (0x30...0x39).contains(byte) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(byte - 0x30))
      guard !overflow && !carry else { throw failure(.tooLarge, "the number does not fit into 64 bits") }
      value = sum
      position += 1
    }
    let count = position - start
    guard count == 1 || count > 1 && text[start] != 0x30 else {
      throw failure(.malformed, "expected a number that is not negative")
    }
    return value
  }

  /// A list of at most `limit` numbers.
  mutating func integers(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, limit: Int, allowsFinalComma: Bool = false,
    suffix: Unicode.Scalar? = nil
  ) throws(FileError) -> [Int] {
    var values: [Int] = []
    try list(open, close, allowsFinalComma: allowsFinalComma) { (reader) throws(FileError) in
      guard values.count < limit else {
        throw reader.failure(.unsupported, "expected at most \(limit) numbers")
      }
      values.append(try reader.integer())
      if let suffix { _ = reader.take(suffix) }
    }
    return values
  }

  /// A string between two of `quote`, without escapes.
  mutating func plainString(quote: Unicode.Scalar) throws(FileError) -> String {
    try expect(quote)
    let start = position
    while let byte = next, byte != quote.value, byte != 0x5C, byte >= 0x20 { position += 1 }
    let end = position
    try expect(quote)
    return try string(start..<end)
  }

  /// A JSON string (RFC 8259 section 7).
  mutating func jsonString() throws(FileError) -> String {
    try expect("\"")
    var string = ""
    while true {
      let start = position
      while let byte = next, byte != 0x22, byte != 0x5C, byte >= 0x20 { position += 1 }
      string += try self.string(start..<position)
      guard let byte = next, byte >= 0x20 else { throw failure(.malformed, "the string does not end") }
      position += 1
      if byte == 0x22 { return string }
      string.unicodeScalars.append(try escape())
    }
  }

  /// What follows a backslash.
  private mutating func escape() throws(FileError) -> Unicode.Scalar {
    guard let byte = next else { throw failure(.malformed, "the string does not end") }
    position += 1
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return Unicode.Scalar(byte)
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      var code = try hexadecimal()
      if code & 0xFC00 == 0xD800, text[position...].starts(with: "\\u".utf8) {
        position += 2
        let low = try hexadecimal()
        guard low & 0xFC00 == 0xDC00 else { throw failure(.malformed, "half of a surrogate pair") }
        code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure(.malformed, "half of a surrogate pair") }
      return scalar
    default: throw failure(.malformed, "an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(FileError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw failure(.malformed, "expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  private func string(_ range: Range<Int>) throws(FileError) -> String {
    guard let string = String(validating: text[range], as: UTF8.self) else {
      throw FileError(.malformed, at: base + range.lowerBound, "the string is not valid UTF-8")
    }
    return string
  }
}
