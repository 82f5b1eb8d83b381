import Tapestry
import Testing

@testable import TapestryVision

@Suite struct PNGTests {
  @Test func pngSuite() throws {
    let lines = String(decoding: try Fixture.bytes("PngSuite/golden.txt"), as: UTF8.self).split(
      separator: "\n")
    #expect(lines.count == 205)
    var options = ImageDecodingOptions()
    options.color = .rgba
    for line in lines {
      let fields = line.split(separator: " ")
      let image = try Image(contentsOf: Fixture.path("PngSuite/\(fields[0]).png"), options: options)
      #expect(image.width == Int(fields[1]) && image.height == Int(fields[2]), "\(fields[0])")
      let check = CRC32.value(of: image.samples.span.bytes)
      #expect(check == UInt32(fields[3], radix: 16), "\(fields[0])")
    }
  }

  /// The damaged files of the suite, each refused for what is wrong with it.
  @Test(arguments: [
    ("xc1n0g08", FileError.Reason.malformed, "color type 1"), ("xc9n2c08", .malformed, "color type 9"),
    ("xcrn0g04", .malformed, "signature"), ("xcsn0g01", .checksum, "IDAT"),
    ("xd0n2c08", .malformed, "0 bits"),
    ("xd3n2c08", .malformed, "3 bits"), ("xd9n2c08", .malformed, "99 bits"),
    ("xdtn0g01", .missing, "image data"),
    ("xhdn0g08", .checksum, "IHDR"), ("xlfn0g04", .malformed, "signature"),
    ("xs1n0g01", .unsupported, "JPEG"),
    ("xs2n0g01", .unsupported, "JPEG"), ("xs4n0g01", .unsupported, "JPEG"),
    ("xs7n0g01", .malformed, "signature"),
  ]) func damagedFilesOfPngSuite(name: String, reason: FileError.Reason, text: String) {
    let path = Fixture.path("PngSuite/\(name).png")
    let error = fileError { _ = try Image(contentsOf: path) }
    #expect(error?.reason == reason && error?.path == path)
    #expect(error?.message.contains(text) == true, "\(error?.message ?? "no error")")
  }

  /// Every kind of file, in sizes for which passes of interlaced files are empty or rows end within a byte.
  @Test(arguments: [0, 2, 3, 4, 6] as [UInt8]) func everyKindAndSize(type: UInt8) throws {
    var generator = TestGenerator(state: UInt64(type))
    let depths = [0: [1, 2, 4, 8, 16], 3: [1, 2, 4, 8]][type] ?? [8, 16]
    for depth in depths {
      for isInterlaced in [false, true] {
        for (width, height) in [(1, 1), (1, 9), (2, 3), (3, 5), (5, 2), (7, 8), (9, 4), (23, 11)] {
          var builder = PNGBuilder(
            width: width, height: height, depth: depth, type: type, isInterlaced: isInterlaced)
          if type == 3 {
            builder.palette = (0..<3 << depth).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
          }
          let samples = (0..<width * height * builder.channels).map { _ in
            Int(generator.next() % (1 << UInt64(depth)))
          }
          let image = try Image(decoding: builder.file(samples, dataPieces: 1 + width % 3))
          let expected = expectedSamples(samples, builder)
          #expect(
            image.samples == expected, "type \(type), depth \(depth), \(width) × \(height), \(isInterlaced)")
          #expect(image.color == (type == 0 ? .gray : type < 4 ? .rgb : .rgba))
        }
      }
    }
  }

  private func expectedSamples(_ samples: [Int], _ builder: PNGBuilder) -> [UInt8] {
    let most = 1 << builder.depth - 1
    let bytes = samples.map { UInt8((Double($0) / Double(most) * 255).rounded()) }
    switch builder.type {
    case 3: return samples.flatMap { builder.palette[3 * $0..<3 * $0 + 3] }
    case 4:
      return stride(from: 0, to: bytes.count, by: 2).flatMap {
        [bytes[$0], bytes[$0], bytes[$0], bytes[$0 + 1]]
      }
    default: return bytes
    }
  }

  @Test func transparency() throws {
    let gray = PNGBuilder(width: 2, height: 1, depth: 16, type: 0, transparency: [0x12, 0x34])
    #expect(try Image(decoding: gray.file([0x1234, 0x1235])).samples == [18, 18, 18, 0, 18, 18, 18, 255])
    let color = PNGBuilder(width: 2, height: 1, depth: 8, type: 2, transparency: [0, 1, 0, 2, 0, 3])
    #expect(try Image(decoding: color.file([1, 2, 3, 1, 2, 4])).samples == [1, 2, 3, 0, 1, 2, 4, 255])
    let palette = PNGBuilder(
      width: 2, height: 1, depth: 4, type: 3, palette: [1, 2, 3, 4, 5, 6], transparency: [7])
    #expect(try Image(decoding: palette.file([0, 1])).samples == [1, 2, 3, 7, 4, 5, 6, 255])
  }

  @Test(arguments: ColorModel.allCases) func writing(color: ColorModel) throws {
    for (width, height) in [(1, 1), (2, 7), (37, 21), (64, 40)] {
      let image = Image.sample(width: width, height: height, color: color)
      let bytes = image.pngData()
      #expect(try Image.decode(bytes) == DecodedImage(image: image, format: .png, warning: nil))
      #expect(bytes.count < 100 + image.samples.count * 5 / 4)
    }
  }

  @Test func filtersAreUsed() {
    // A ramp that no match shortens, but that a filter turns into equal bytes.
    let values = (0..<256 * 64).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
    let ramp = Image(width: 256, height: 64, color: .gray, samples: values)
    #expect(ramp.pngData().count < 300)
  }

  @Test func everyTruncationThrows() throws {
    let bytes = PNGBuilder(width: 9, height: 9, depth: 8, type: 2, isInterlaced: true).file(
      (0..<243).map { $0 * 31 & 0xFF }, dataPieces: 3)
    for count in bytes.indices {
      let error = fileError { _ = try Image(decoding: Array(bytes[..<count])) }
      #expect(error?.reason == (count < 4 ? .unsupported : .truncated), "\(count)")
    }
  }

  @Test func everyFlippedBitOfTheDataIsNoticed() throws {
    let bytes = PNGBuilder(width: 5, height: 5, depth: 8, type: 0).file((0..<25).map { $0 * 7 })
    for index in bytes.indices {
      var broken = bytes
      broken[index] ^= 0x20
      #expect(fileError { _ = try Image(decoding: broken) } != nil, "byte \(index)")
    }
  }

  @Test func damageNamesTheRow() throws {
    var options = ImageDecodingOptions()
    options.acceptsTruncation = true
    let image = Image.sample(width: 60, height: 50)
    let bytes = image.pngData()
    #expect(try Image.decode(bytes, options: options).warning == nil)
    var last = 0
    for count in stride(from: 60, to: bytes.count, by: 97) {
      let decoded = try Image.decode(Array(bytes[..<count]), options: options)
      let warning = try #require(decoded.warning)
      #expect(warning.row >= last)
      #expect(decoded.image.samples[..<(warning.row * 180)] == image.samples[..<(warning.row * 180)])
      #expect(decoded.image.samples[(warning.row * 180)...].allSatisfy { $0 == 0 })
      last = warning.row
    }
    #expect(last > 30)
    var builder = PNGBuilder(width: 4, height: 4, depth: 8, type: 0)
    builder.filters = [0, 1, 5]
    let broken = builder.file([Int](repeating: 9, count: 16))
    let error = fileError { _ = try Image(decoding: broken) }
    #expect(error?.reason == .malformed && error?.message.contains("row 2 has the filter 5") == true)
    #expect(try Image.decode(broken, options: options).warning?.row == 2)
  }

  @Test func interlacedDamageNamesTheFirstIncompleteRow() throws {
    var options = ImageDecodingOptions()
    options.acceptsTruncation = true
    var builder = PNGBuilder(width: 16, height: 16, depth: 8, type: 0, isInterlaced: true)
    // The passes have 2, 2, 2, 4, 4, 8 and 8 rows.
    for (filterRow, expected) in [(0, 0), (14, 0), (21, 1), (22, 1), (25, 7)] {
      builder.filters = (0..<30).map { $0 == filterRow ? 9 : 0 }
      let bytes = builder.file([Int](repeating: 200, count: 256))
      #expect(try Image.decode(bytes, options: options).warning?.row == expected, "\(filterRow)")
    }
  }

  @Test func refusals() {
    typealias Change = (inout PNGBuilder) -> Void
    let cases: [(FileError.Reason, Change)] = [
      (.malformed, { $0.depth = 3 }), (.malformed, { $0.type = 1 }), (.malformed, { $0.type = 3 }),
      (.malformed, { $0.transparency = [1] }), (.unsupported, { $0.extraChunks = [("ABCD", [])] }),
      (.malformed, { $0.width = 0 }), (.tooLarge, { $0.width = 0x7FFF_FFFF }),
      (
        .truncated,
        {
          $0.width = 1000; $0.height = 1000
        }
      ),
    ]
    for (index, (reason, change)) in cases.enumerated() {
      var builder = PNGBuilder(width: 2, height: 2, depth: 8, type: 0)
      let good = builder.file([1, 2, 3, 4])
      change(&builder)
      var header: [UInt8] = []
      header.append(bigEndian: UInt32(builder.width))
      header.append(bigEndian: UInt32(builder.height))
      header += [UInt8(builder.depth), builder.type, 0, 0, 0]
      var bytes = PNGDecoder.signature
      PNGBuilder.append("IHDR", header, &bytes)
      for (name, body) in builder.extraChunks { PNGBuilder.append(name, body, &bytes) }
      if !builder.transparency.isEmpty { PNGBuilder.append("tRNS", builder.transparency, &bytes) }
      #expect(fileError { _ = try Image(decoding: bytes + good[33...]) }?.reason == reason, "case \(index)")
    }
    let ignored = PNGBuilder(
      width: 1, height: 1, depth: 8, type: 0, extraChunks: [("tEXt", [1, 2]), ("gAMA", [0, 0, 0, 1])])
    #expect((try? Image(decoding: ignored.file([5])))?.samples == [5])
  }

  @Test func limits() {
    let bytes = Image.sample(width: 30, height: 20).pngData()
    var options = ImageDecodingOptions()
    options.maximumPixelCount = 599
    #expect(fileError { _ = try Image(decoding: bytes, options: options) }?.reason == .tooLarge)
    options.maximumPixelCount = 600
    #expect(fileError { _ = try Image(decoding: bytes, options: options) } == nil)
    options.maximumByteCount = 1800
    #expect(fileError { _ = try Image(decoding: bytes, options: options) }?.reason == .tooLarge)
  }
}
