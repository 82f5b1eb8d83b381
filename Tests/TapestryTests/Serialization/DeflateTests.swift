import Testing

@testable import Tapestry

@Suite struct DeflateTests {
  private func roundTrip(_ bytes: [UInt8]) throws -> Int {
    let stream = Deflate.encode(bytes.span.bytes)
    #expect(try Inflater.decode(stream.span.bytes, limit: bytes.count).bytes == bytes)
    return stream.count
  }

  @Test func smallInputs() throws {
    for count in 0..<40 {
      _ = try roundTrip([UInt8](repeating: 7, count: count))
      _ = try roundTrip(TestBytes.random(count: count, alphabet: 256, seed: UInt64(count)))
    }
  }

  @Test func textShrinksAsWithZlib() throws {
    // zlib takes 329 bytes at its best; a chunk's end on a whole byte takes five more, and the last block two.
    #expect(try roundTrip(TestBytes.text) < 350)
  }

  @Test func noiseIsStored() throws {
    let count = 70_000  // more than one stored block, and more than one block of symbols
    #expect(try roundTrip(TestBytes.random(count: count, alphabet: 256, seed: 3)) < count + 40)
  }

  @Test func everyAlphabet() throws {
    for alphabet in [1, 2, 3, 16, 200] {
      let size = try roundTrip(TestBytes.random(count: 5000, alphabet: alphabet, seed: UInt64(alphabet)))
      #expect(size < 5050)
    }
    #expect(try roundTrip([UInt8](repeating: 1, count: 5000)) < 50)
  }

  @Test func matchesReachBackAWindow() throws {
    let piece = TestBytes.random(count: 300, alphabet: 256, seed: 5)
    for gap in [32_768 - 300, 32_768] {
      let filler = [UInt8](repeating: 0, count: gap)
      let size = try roundTrip(piece + filler + piece)
      #expect(size < (gap < 32_768 ? 500 : 800))
    }
  }

  @Test func skewedFrequenciesKeepCodesShort() throws {
    // Fibonacci frequencies make the deepest trees: 24 symbols would take codes of 23 bits.
    var frequencies = [1, 1]
    while frequencies.count < 24 { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
    for limit in [7, 15] {
      let code = HuffmanCode(frequencies: frequencies, maximumLength: limit)
      #expect(code.lengths.max() == UInt8(limit))
      #expect(code.lengths.reduce(0) { $0 + 1 << (limit - Int($1)) } == 1 << limit)
    }
  }

  @Test func chunksJoinAndDoNotDependOnThreads() throws {
    // Three chunks would take megabytes, which a debug build chews on for long: encode ranges by hand.
    let bytes = TestBytes.random(count: 6000, alphabet: 4, seed: 9)
    var stream: [UInt8] = []
    for range in [0..<1000, 1000..<1003, 1003..<6000] {
      stream += Deflate.encodeChunk(bytes.span.bytes, range)
    }
    stream += Deflate.endOfStream
    #expect(try Inflater.decode(stream.span.bytes, limit: 6000).bytes == bytes)
  }
}
