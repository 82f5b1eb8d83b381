import Tapestry
import Testing

@testable import TapestryVision

@Suite struct BitmapTests {
  @Test func goldenFiles() throws {
    let lines = String(decoding: try Fixture.bytes("Bitmaps/golden.txt"), as: UTF8.self).split(
      separator: "\n")
    #expect(lines.count == 12)
    var options = ImageDecodingOptions()
    options.color = .rgba
    for line in lines {
      let fields = line.split(separator: " ")
      let image = try Image(contentsOf: Fixture.path("Bitmaps/\(fields[0])"), options: options)
      #expect(image.width == Int(fields[1]) && image.height == Int(fields[2]), "\(fields[0])")
      #expect(CRC32.value(of: image.samples.span.bytes) == UInt32(fields[3], radix: 16), "\(fields[0])")
    }
  }

  @Test(
    arguments: [
      ("P1 # a comment\n3 2\n1 0 1\n0#x\n10", [0, 255, 0, 255, 0, 255]),
      ("P2\n2 1 10\n0 5", [0, 128]),
      ("P2 1\t1\r\n65535\n65535 and the rest is not read", [255]),
      ("P3\n1 1\n255\n1 2 3", [1, 2, 3]),
      ("P5\n2 1 255\nAB", [65, 66]),
      ("P5 1 1 256\n\u{1}\u{0}", [255]),
      ("P5 1 1 511\n\u{1}\u{0}", [128]),
      ("P5 1 1 10\nA", [255]),
    ] as [(String, [UInt8])])
  func netpbm(text: String, samples: [UInt8]) throws {
    #expect(try Image(decoding: Array(text.utf8)).samples == samples)
  }

  @Test(
    arguments: [
      ("P5 2 2 255\nABC", .truncated), ("P5 2 2 0\nABCD", .malformed), ("P5 2 2 70000\n", .malformed),
      ("P5 0 2 255\n", .malformed), ("P5 99999999999999999999 2 255\n", .malformed),
      ("P5 2000000000 2000000000 255\n", .tooLarge), ("P2 1 1 9 x", .malformed), ("P2 1 1 9", .truncated),
      ("P1 1 1 2", .malformed), ("P5 1 1 255", .malformed), ("P5", .truncated),
      ("P2 5000 5000 255 1", .truncated),
    ] as [(String, FileError.Reason)])
  func netpbmRefusals(text: String, reason: FileError.Reason) {
    #expect(fileError { _ = try Image(decoding: Array(text.utf8)) }?.reason == reason)
  }

  @Test func netpbmWriting() throws {
    for color in ColorModel.allCases {
      let image = Image.sample(width: 5, height: 4, color: color)
      #expect(try Image(decoding: image.pnmData()) == (color == .gray ? image : image.converted(to: .rgb)))
    }
  }

  @Test func truncation() throws {
    var options = ImageDecodingOptions()
    options.acceptsTruncation = true
    for name in try Fixture.names(in: "Bitmaps", suffix: "m") + Fixture.names(in: "Bitmaps", suffix: "p") {
      let bytes = try Fixture.bytes("Bitmaps/\(name)")
      let whole = try Image(decoding: bytes)
      for count in bytes.indices {
        let part = Array(bytes[..<count])
        // The run lengths may end before their last mark.
        if let image = try? Image(decoding: part) { #expect(image == whole, "\(name) \(count)") }
        if let decoded = try? Image.decode(part, options: options) {
          #expect(decoded.image.width == whole.width && (decoded.warning != nil || decoded.image == whole))
        }
      }
    }
  }

  @Test func brokenBitmaps() throws {
    let bytes = try Fixture.bytes("Bitmaps/palette4.bmp")
    var generator = TestGenerator(state: 3)
    var options = ImageDecodingOptions()
    options.maximumPixelCount = 1 << 20
    for _ in 0..<2000 {
      var broken = bytes
      for _ in 0..<3 {
        broken[Int.random(in: 2..<70, using: &generator)] = UInt8(truncatingIfNeeded: generator.next())
      }
      // Any answer is right that is an image or an error of the one type.
      if let image = try? Image(decoding: broken, options: options) {
        #expect(image.samples.count <= 4 << 20)
      }
    }
    for (offset, value, reason) in [
      (14, 41, FileError.Reason.unsupported), (28, 5, .unsupported), (30, 9, .unsupported),
      (18, 0, .malformed),
      (21, 127, .tooLarge), (10, 255, .truncated),
    ] {
      var broken = bytes
      broken[offset] = UInt8(value)
      #expect(fileError { _ = try Image(decoding: broken) }?.reason == reason, "byte \(offset)")
    }
  }
}
