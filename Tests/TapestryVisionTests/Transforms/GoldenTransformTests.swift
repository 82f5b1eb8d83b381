import Tapestry
import Testing

@testable import TapestryVision

/// Against what Pillow and, for hues, torchvision make of the same images.
@Suite struct GoldenTransformTests {
  private func image(_ name: String) throws -> Image {
    try Image(contentsOf: Fixture.path("Transforms/\(name).png"))
  }

  /// The greatest difference of two samples; nil where the images are not of one shape.
  private func distance(_ a: Image, _ b: Image) -> Int? {
    guard a.width == b.width, a.height == b.height, a.color == b.color else { return nil }
    return zip(a.samples, b.samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }

  @Test(arguments: ResamplingFilter.allCases)
  func resizing(filter: ResamplingFilter) throws {
    let source = try image("rgb")
    for (width, height) in [(20, 16), (29, 31), (60, 11), (7, 45)] {
      let golden = try image("resize_rgb_\(filter)_\(width)_\(height)")
      let resized = source.resized(width: width, height: height, filter: filter)
      let difference = try #require(distance(resized, golden))
      #expect(difference <= 1, "\(width) × \(height)")
      // Products are rounded otherwise, but rarely so that it shows.
      let same = zip(resized.samples, golden.samples).count { $0 == $1 }
      #expect(Double(same) > 0.98 * Double(golden.samples.count))
      let part = source.resized(
        width: width, height: height, filter: filter,
        keeping: PixelRectangle(x: 2, y: 3, width: width - 4, height: height - 5))
      #expect(part == resized.cropped(x: 2, y: 3, width: width - 4, height: height - 5))
    }
    for name in ["gray", "rgba"] {
      let golden = try image("resize_\(name)_\(filter)_23_37")
      let resized = try image(name).resized(width: 23, height: 37, filter: filter)
      let shown =
        name == "gray" ? (resized, golden) : (resized.weightedByOpacity(), golden.weightedByOpacity())
      #expect(try #require(distance(shown.0, shown.1)) <= 1, "\(name)")
    }
  }

  @Test func resizingOfParts() throws {
    let source = try image("rgb")
    let part = PixelRectangle(x: 5, y: 7, width: 31, height: 21)
    let resized = source.resized(width: 18, height: 13, filter: .bicubic, part: part)
    #expect(try #require(distance(resized, image("part_rgb_bicubic_18_13"))) <= 1)
    #expect(resized == source.cropped(to: part).resized(width: 18, height: 13, filter: .bicubic))
    #expect(source.resized(width: 31, height: 21, part: part) == source.cropped(to: part))
  }

  @Test func everySizeOnEveryInstructionSet() {
    let sets = InstructionSet.allCases.filter { $0 <= .supported }
    for color in ColorModel.allCases {
      for (width, height) in [(1, 1), (2, 5), (5, 2), (17, 19), (33, 4)] {
        let source = Image.sample(width: width, height: height, color: color)
        for (newWidth, newHeight) in [(1, 1), (3, 7), (16, 2), (40, 41)] {
          for filter in ResamplingFilter.allCases {
            let results = sets.map { set in
              resample(source, newWidth, newHeight, filter, set)
            }
            #expect(results.allSatisfy { $0 == results[0] })
            #expect(results[0] == plain(source, newWidth, newHeight, filter))
          }
        }
      }
    }
  }

  private func resample(
    _ source: Image, _ width: Int, _ height: Int, _ filter: ResamplingFilter, _ set: InstructionSet
  ) -> [UInt8] {
    let columns = ResamplingTable(
      filter: filter, source: source.width, target: width, keeping: 0..<width)
    let rows = ResamplingTable(
      filter: filter, source: source.height, target: height, keeping: 0..<height)
    let rowByteCount = source.width * source.channelCount
    var narrow = [UInt8](repeating: 7, count: width * source.height * source.channelCount)
    var out = [UInt8](repeating: 7, count: width * height * source.channelCount)
    columns.withWeights { columns in
      set.imageKernels.resampleRows(
        source.samples, rows: source.height, rowByteCount: rowByteCount, channels: source.channelCount,
        columns,
        to: &narrow)
    }
    rows.withWeights { rows in
      set.imageKernels.resampleColumns(
        narrow, byteCount: width * source.channelCount, rowByteCount: width * source.channelCount, rows,
        to: &out)
    }
    return out
  }

  /// The same sums without vectors.
  private func plain(_ source: Image, _ width: Int, _ height: Int, _ filter: ResamplingFilter) -> [UInt8] {
    let columns = ResamplingTable(
      filter: filter, source: source.width, target: width, keeping: 0..<width)
    let rows = ResamplingTable(
      filter: filter, source: source.height, target: height, keeping: 0..<height)
    let channels = source.channelCount
    func byte(_ sum: Float) -> UInt8 { UInt8(min(max(sum, 0), 255)) }
    var narrow = Image(
      width: width, height: source.height, color: source.color,
      samples: [UInt8](repeating: 0, count: width * source.height * channels))
    for y in 0..<source.height {
      for x in 0..<width {
        for c in 0..<channels {
          var sum: Float = 0.5
          for k in 0..<columns.taps {
            sum += columns.weights[x * columns.taps + k] * Float(source[Int(columns.firsts[x]) + k, y, c])
          }
          narrow[x, y, c] = byte(sum)
        }
      }
    }
    var out: [UInt8] = []
    for y in 0..<height {
      for i in 0..<width * channels {
        func term(_ k: Int) -> Float {
          rows.weights[y * rows.taps + k] * Float(narrow[i / channels, Int(rows.firsts[y]) + k, i % channels])
        }
        var sum: Float = 0.5
        for k in stride(from: 0, to: rows.taps, by: 4) {
          switch rows.taps - k {
          case 1: sum += term(k)
          case 2: sum += term(k) + term(k + 1)
          case 3: sum += term(k) + term(k + 1) + term(k + 2)
          default: sum += term(k) + term(k + 1) + (term(k + 2) + term(k + 3))
          }
        }
        out.append(byte(sum))
      }
    }
    return out
  }

  @Test func rotation() throws {
    for name in ["gray", "rgb", "rgba"] {
      for degrees in [30, -100] {
        let rotated = try image(name).rotated(degrees: Double(degrees))
        let golden = try image("rotate_\(name)_\(degrees)")
        let difference = try #require(
          distance(rotated.weightedByOpacity(), golden.weightedByOpacity()))
        // Pillow rounds down, and once more when it divides by opacity.
        #expect(difference <= (name == "rgba" ? 2 : 1), "\(name) \(degrees)")
      }
    }
  }

  @Test func colors() throws {
    let source = try image("rgb")
    for factor in [0.4, 1.7] {
      for (name, changed) in [
        ("brightness", source.adjustingBrightness(by: factor)),
        ("contrast", source.adjustingContrast(by: factor)),
        ("saturation", source.adjustingSaturation(by: factor)),
      ] {
        #expect(try #require(distance(changed, image("\(name)_\(factor)"))) <= 1, "\(name) \(factor)")
      }
    }
    for turn in [0.15, -0.4] {
      let changed = source.adjustingHue(by: turn)
      #expect(try #require(distance(changed, image("hue_\(turn)"))) <= 1, "hue \(turn)")
    }
    #expect(try source.converted(to: .gray) == image("luma"))
    var generator = PhiloxGenerator(seed: 1)
    let gray = Grayscale()(source, using: &generator)
    #expect(try gray == image("luma").converted(to: .rgb))
    // Opacity stays, and colors are as without it.
    let rgba = try image("rgba")
    let bright = rgba.adjustingContrast(by: 1.7)
    #expect(bright.converted(to: .rgb) == source.adjustingContrast(by: 1.7))
    #expect(
      stride(from: 3, to: bright.samples.count, by: 4).allSatisfy { bright.samples[$0] == rgba.samples[$0] })
  }
}
