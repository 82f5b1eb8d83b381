import Tapestry
import Testing

@testable import TapestryVision

@Suite struct JPEGTests {
  /// Bit for bit what libjpeg-turbo's accurate integer transform and smooth upsampling give, at every reduction.
  @Test func goldenFiles() throws {
    let lines = String(decoding: try Fixture.bytes("JPEG/golden.txt"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count > 80)
    for line in lines {
      let fields = line.split(separator: " ")
      var options = ImageDecodingOptions()
      options.color = .rgb
      options.reduction = try #require(.init(rawValue: Int(fields[1]) ?? 0))
      let image = try Image(contentsOf: Fixture.path("JPEG/\(fields[0])"), options: options)
      #expect(image.width == Int(fields[2]) && image.height == Int(fields[3]), "\(line)")
      #expect(CRC32.value(of: image.samples.span.bytes) == UInt32(fields[4], radix: 16), "\(line)")
    }
  }

  @Test func colorModels() throws {
    #expect(try Image(contentsOf: Fixture.path("JPEG/gray.jpg")).color == .gray)
    #expect(try Image(contentsOf: Fixture.path("JPEG/cmyk.jpg")).color == .rgb)
    #expect(try Image.decode(contentsOf: Fixture.path("JPEG/420.jpg")).format == .jpeg)
  }

  @Test func orientation() throws {
    let path = Fixture.path("JPEG/orientation6.jpg")
    var options = ImageDecodingOptions()
    options.appliesOrientation = true
    let (stored, upright) = (try Image(contentsOf: path), try Image(contentsOf: path, options: options))
    #expect(stored.width == 20 && stored.height == 12 && upright.width == 12 && upright.height == 20)
    // Orientation 6: the stored first row is on the right, the stored first column at the top.
    for y in 0..<20 {
      for x in 0..<12 { #expect(upright[x, y, 1] == stored[y, 11 - x, 1]) }
    }
  }

  /// Exif data in both orders of bytes, which say that the first row is on the left and upside down.
  @Test(arguments: ["II", "MM"]) func orientationInBothOrders(order: String) throws {
    func number(_ value: UInt32, _ count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
      return order == "II" ? bytes : bytes.reversed()
    }
    // One entry before the orientation, a short.
    var tiff = Array(order.utf8) + number(42, 2) + number(8, 4) + number(2, 2)
    for (tag, value) in [(0x0100, 7), (0x0112, 8)] as [(UInt32, UInt32)] {
      tiff += number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0]
    }
    let segment = Array("Exif\0\0".utf8) + tiff + [0, 0, 0, 0]
    var bytes = try Fixture.bytes("JPEG/small_7x5.jpg")
    let stored = try Image(decoding: bytes)
    bytes.insert(contentsOf: [0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment, at: 2)
    var options = ImageDecodingOptions()
    #expect(try Image(decoding: bytes) == stored)
    options.appliesOrientation = true
    #expect(try Image(decoding: bytes, options: options) == stored.oriented(8))
  }

  /// Sequential files of the extended process, of which the baseline is a part.
  @Test func extendedFiles() throws {
    var bytes = try Fixture.bytes("JPEG/420.jpg")
    let whole = try Image(decoding: bytes)
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes[frame + 1] = 0xC1
    #expect(try Image(decoding: bytes) == whole)
  }

  /// The places of a stored image's corner pixels 1 to 4 after each orientation (TIFF 6.0, tag 274).
  @Test func everyOrientation() {
    let image = Image(width: 3, height: 2, color: .gray, samples: [1, 0, 2, 3, 0, 4])
    let expected: [[UInt8]] = [
      [1, 0, 2, 3, 0, 4], [2, 0, 1, 4, 0, 3], [4, 0, 3, 2, 0, 1], [3, 0, 4, 1, 0, 2], [1, 3, 0, 0, 2, 4],
      [3, 1, 0, 0, 4, 2], [4, 2, 0, 0, 3, 1], [2, 4, 0, 0, 1, 3],
    ]
    for orientation in 1...8 {
      #expect(image.oriented(orientation).samples == expected[orientation - 1], "\(orientation)")
    }
  }

  @Test func refusalsByName() throws {
    let bytes = try Fixture.bytes("JPEG/420.jpg")
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    for (marker, name) in [
      (0xC3, "lossless"), (0xC5, "hierarchical"), (0xC9, "arithmetic"), (0xCA, "arithmetic"),
    ] {
      var other = bytes
      other[frame + 1] = UInt8(marker)
      let error = fileError { _ = try Image(decoding: other) }
      #expect(error?.reason == .unsupported && error?.message.contains(name) == true)
    }
    var other = bytes
    other[frame + 4] = 12
    let error = fileError { _ = try Image(decoding: other) }
    #expect(error?.reason == .unsupported && error?.message.contains("12 bits") == true)
    other = bytes
    other[frame + 5] = 0xFF  // the height
    #expect(fileError { _ = try Image(decoding: other) }?.reason == .truncated)
    other[frame + 7] = 0xFF  // and the width
    #expect(fileError { _ = try Image(decoding: other) }?.reason == .tooLarge)
    var options = ImageDecodingOptions()
    options.maximumByteCount = 10_000
    #expect(fileError { _ = try Image(decoding: bytes, options: options) }?.reason == .tooLarge)
  }

  @Test(arguments: [
    "420.jpg", "restart.jpg", "separate_scans.jpg", "progressive_420.jpg", "progressive_restart.jpg",
  ])
  func everyTruncation(name: String) throws {
    let bytes = try Fixture.bytes("JPEG/\(name)")
    let whole = try Image(decoding: bytes)
    var options = ImageDecodingOptions()
    options.acceptsTruncation = true
    var lastRow = 0
    for count in stride(from: 0, to: bytes.count - 3, by: 7) {
      let part = Array(bytes[..<count])
      let error = fileError { _ = try Image(decoding: part) }
      #expect(error != nil, "\(count)")
      guard let decoded = try? Image.decode(part, options: options) else { continue }
      let warning = try #require(decoded.warning, "\(count)")
      guard !name.hasPrefix("progressive") else { continue }
      // Smooth chroma reaches one row up.
      let rows = max(0, warning.row - 1) * whole.width * 3
      #expect(decoded.image.samples[..<rows] == whole.samples[..<rows], "\(count)")
      #expect(decoded.image.samples[rows...] != whole.samples[rows...], "\(count)")
      lastRow = max(lastRow, warning.row)
    }
    #expect(name.hasPrefix("progressive") || lastRow > whole.height / 2)
  }

  /// Random damage: whatever comes out is an image or an error of the one type. `TAPESTRY_FUZZ` sets the rounds.
  @Test func mutations() throws {
    var generator = TestGenerator(state: 11)
    var options = ImageDecodingOptions()
    options.maximumPixelCount = 1 << 20
    let names =
      try Fixture.names(in: "JPEG", suffix: ".jpg").map { "JPEG/\($0)" }
      + Fixture.names(in: "PngSuite", suffix: ".png").map { "PngSuite/\($0)" }
    let files = try names.map { try Fixture.bytes($0) }
    var outcomes = (images: 0, errors: 0)
    for _ in 0..<Fixture.fuzzRounds {
      var bytes = files[Int.random(in: files.indices, using: &generator)]
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 2..<bytes.count, using: &generator)
        switch generator.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
        case 1: bytes[place] ^= 1 << UInt8(generator.next() % 8)
        case 2: bytes.remove(at: place)
        default: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][Int(generator.next() % 5)]
        }
      }
      options.acceptsTruncation.toggle()
      options.reduction = ImageDecodingOptions.Reduction.allCases[Int(generator.next() % 4)]
      do {
        let image = try Image(decoding: bytes, options: options)
        #expect(image.samples.count == image.width * image.height * image.channelCount)
        outcomes.images += 1
      } catch {
        outcomes.errors += 1
      }
    }
    #expect(outcomes.images > 10 && outcomes.errors > 10)
  }
}
