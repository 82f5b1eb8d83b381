import Testing

@testable import Tapestry

/// The golden vectors are what Python's zlib and gzip modules make of `TestBytes.text`.
@Suite struct InflateTests {
  static let fixed = TestBytes.base64(
    """
    K0nNK84vUjCwUjDgKoGwDa0UDGFsIysFExjb2ErBEsY2Aaoxg3FMrRSMTGEcMysFY7iMOVA7XI+FlYIZ3DBLKwULuC2GQOuN4Ryg
    /UZwdYYgF5jDeUA3mBvBeUBXIDhAVxgjTAQ6wwwhB3SHJdyFhkCHGCOsA7rEHO53I6BLDOH6jIBOMYWrNAI6xRLuNSOgU0zgzjQC
    OsUSEWpAt5gg9AHdYolQCXSLKcI+oFss4BygU8zgzjQGOsUI7nNjoFMs4CqNgU4xRUQM0ClGcEcbA51iAQ90Y6BTzOAOMwbFDsIG
    oFMMEXIgp8C9ZwxyC5xnAnSLCdx2E6BbjOH2mQDdYoiQA7oFoQ0UKvBwMAE6xQJuuQnQKeaI9AR0ijlCDugUc4Q+S2SeqQGySlND
    ZFNMjZBtMDVGtt3UBMlhpqbIbjY1Q/aPqTmyX00tkMPB1BIcRgA=
    """)
  static let dynamic = TestBytes.base64(
    """
    TdJJbgQxCAXQfU7hIxSTp/tkm5aSvr/yncgfdkYG86Dq/fn18/puz27Px/v/LLvJPetufs+227pnR06/QeymcYO+m/FmoJw1c7fO
    x9Zuk10E7Y0B+ivz5AgGIxiGMoIiAygsXwSj5x0ci0IBxLIdJIOzKyTCOgUlmKmgLI6moDiZCsrKrcHiWQfLykxYIvvBMhmA0sk0
    UJSTGyiTmQZK5IcBRYk2UCaXbqB0wux8newAiuTdoXA8OxZGDouzu8Ni7OewSN7BkmVnK9yDgzLZ3EEZ+T+BMvIOlJF1q0bx1MyQ
    +kpo7RBWu4cXWEQ1R6/zxKizxqx7iPW3o18=
    """)

  private func inflate(_ stream: [UInt8], limit: Int = 1 << 20, sizeHint: Int? = nil) throws(FileError)
    -> [UInt8]
  {
    try Inflater.decode(stream.span.bytes, limit: limit, sizeHint: sizeHint).bytes
  }

  @Test func goldenStreams() throws {
    let text = TestBytes.text
    let count = UInt8(text.count & 0xFF)
    let stored = [1, count, 3, ~count, ~3] + text
    for stream in [Self.fixed, Self.dynamic, stored] {
      #expect(try inflate(stream) == text)
      #expect(try inflate(stream, limit: text.count) == text)
      // The output grows from a few bytes to all of them, in the middle of blocks and matches.
      #expect(try inflate(stream, sizeHint: 1) == text)
    }
    let longer = Self.dynamic + [1, 2, 3]
    #expect(try Inflater.decode(longer.span.bytes, limit: 1000).end == Self.dynamic.count)
  }

  @Test func framedStreams() throws {
    let start = Array(TestBytes.text[..<40])
    let zlib = TestBytes.base64("eNorSc0rzi9SMLBSMOAqgbANrRQMYWwjKwUTMBsAAOgMQA==")
    #expect(try Zlib.decode(zlib.span.bytes, limit: 40) == start)
    let own = Zlib.encode(start.span.bytes)
    #expect(try Zlib.decode(own.span.bytes, limit: 40) == start)
    let gzip = TestBytes.base64(
      "H4sICAAAAAAC/25hbWUudHh0ACtJzSvOL1IwsFIw4CqBsA2tFAxhbCMrBRMwGwAK1qmrKAAAAA==")
    #expect(try Gzip.decode(gzip.span.bytes, limit: 40) == start)
    let twice = gzip + gzip
    #expect(try Gzip.decode(twice.span.bytes, limit: 80) == start + start)
    for index in zlib.indices.dropFirst(2) {
      var broken = zlib
      broken[index] ^= 1
      #expect(fileError { _ = try Zlib.decode(broken.span.bytes, limit: 100) } != nil, "byte \(index)")
    }
    for index in gzip.indices {
      let cut = Array(gzip[..<index])
      #expect(fileError { _ = try Gzip.decode(cut.span.bytes, limit: 100) } != nil, "\(index) bytes")
    }
  }

  @Test func checksums() {
    let digits = Array("123456789".utf8)
    #expect(CRC32.value(of: digits.span.bytes) == 0xCBF4_3926)
    #expect(Adler32.value(of: digits.span.bytes) == 0x091E_01DE)
    // Every split and every remainder of sixteen gives the same.
    let bytes = TestBytes.random(count: 67, alphabet: 256, seed: 1)
    let whole = CRC32.value(of: bytes.span.bytes)
    for split in 0...67 {
      var crc = CRC32()
      let (head, tail) = (bytes[..<split], bytes[split...])
      crc.update(head.span.bytes)
      crc.update(tail.span.bytes)
      #expect(crc.value == whole)
    }
  }

  @Test func everyTruncationThrows() {
    for stream in [Self.fixed, Self.dynamic] {
      for count in stream.indices {
        let reason = fileError { _ = try inflate(Array(stream[..<count])) }?.reason
        #expect(reason == .truncated, "\(count) of \(stream.count) bytes")
      }
    }
  }

  @Test func flippedBitsThrowOrEnd() {
    var generator = TestGenerator(state: 7)
    for _ in 0..<300 {
      var stream = Bool.random(using: &generator) ? Self.fixed : Self.dynamic
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        stream[Int.random(in: stream.indices, using: &generator)] ^=
          1 << UInt8.random(in: 0..<8, using: &generator)
      }
      let bytes = try? inflate(stream, limit: 5000)
      #expect((bytes?.count ?? 0) <= 5000)
    }
  }

  @Test func noiseThrowsOrEnds() {
    for seed in 0..<300 {
      let noise = TestBytes.random(count: 100, alphabet: 256, seed: UInt64(seed))
      #expect(((try? inflate(noise, limit: 1000))?.count ?? 0) <= 1000)
    }
  }

  @Test func bombsStopAtTheLimit() throws {
    let zeros = [UInt8](repeating: 0, count: 200_000)
    let bomb = Deflate.encode(zeros.span.bytes)
    #expect(bomb.count < 400)
    let error = fileError { _ = try inflate(bomb, limit: 1000) }
    #expect(error?.reason == .tooLarge)
    #expect(try inflate(bomb, limit: 200_000).count == 200_000)
    #expect(fileError { _ = try inflate(bomb, limit: 199_999) }?.reason == .tooLarge)
  }

  @Test(
    arguments: [
      ([0x07], "type 3"),  // block type 3
      ([0x01, 5, 0, 5, 0], "complement"),
      ([0x03, 0x02], "bytes back"),  // a match at the very beginning
      ([0xFD, 0xFF, 0xFF], "at most 286"),  // 288 literal codes
      ([0x05, 0xC0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "prefix code"),
    ] as [([UInt8], String)])
  func brokenRules(stream: [UInt8], words: String) {
    let error = fileError { _ = try inflate(stream) }
    #expect(error?.reason == .malformed)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
