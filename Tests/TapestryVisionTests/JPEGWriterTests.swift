import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct JPEGWriterTests {
  /// Decibels; the decoder's samples are those of libjpeg-turbo.
  private func signalToNoise(_ a: Image, _ b: Image) -> Double {
    let sum = zip(a.samples, b.samples).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    return 10 * log10(255 * 255 * Double(a.samples.count) / sum)
  }

  /// What remains of a photograph at each quality is no worse by 0.15 dB than what Pillow 13 leaves of it, at about its size.
  @Test(
    arguments: [
      (1, JPEGEncodingOptions.Chroma.halved, 21.99, 2_868), (25, .halved, 32.12, 9_122),
      (50, .halved, 34.78, 13_882),
      (75, .halved, 37.31, 20_347), (90, .halved, 40.70, 33_567), (100, .halved, 48.98, 91_868),
      (90, .full, 41.51, 39_788), (100, .full, 54.77, 124_828),
    ])
  func photographs(quality: Int, chroma: JPEGEncodingOptions.Chroma, decibels: Double, byteCount: Int) throws
  {
    let image = try ImageFolder.photographs().image(at: 4).cropped(x: 3, y: 5, width: 400, height: 300)
    let bytes = image.jpegData(JPEGEncodingOptions(quality: quality, chroma: chroma))
    let decoded = try Image.decode(bytes)
    #expect(decoded.format == .jpeg && decoded.warning == nil)
    #expect(decoded.image.width == image.width && decoded.image.height == image.height)
    // Pillow's transform is of integers, whose ties show where steps are 1.
    #expect((-0.15...0.5).contains(signalToNoise(decoded.image, image) - decibels))
    #expect((0.94...1.01).contains(Double(bytes.count) / Double(byteCount)))
  }

  @Test func everySizeAndColor() throws {
    for color in ColorModel.allCases {
      for (width, height) in [(1, 1), (7, 9), (8, 8), (16, 17), (33, 15), (64, 3)] {
        for chroma in [JPEGEncodingOptions.Chroma.halved, .full] {
          for restartInterval in [0, 1, 3] {
            let image = Image(
              width: width, height: height, color: color,
              samples: (0..<width * height).flatMap { pixel in
                (0..<color.channelCount).map {
                  UInt8(60 + 2 * (pixel % width) + 3 * (pixel / width) + 10 * $0)
                }
              })
            let options = JPEGEncodingOptions(quality: 98, chroma: chroma, restartInterval: restartInterval)
            let bytes = image.jpegData(options)
            let decoded = try Image(decoding: bytes)
            let expected = color == .gray ? image : image.converted(to: .rgb)
            #expect(decoded.width == width && decoded.height == height && decoded.color == expected.color)
            #expect(
              zip(decoded.samples, expected.samples).allSatisfy { abs(Int($0) - Int($1)) <= 12 },
              "\(color) \(width) × \(height)")
            let markers = bytes.indices.dropLast().count { bytes[$0] == 0xFF && 0xD0...0xD7 ~= bytes[$0 + 1] }
            let side = color != .gray && chroma == .halved ? 16 : 8
            let units = ((width + side - 1) / side) * ((height + side - 1) / side)
            #expect(markers == (restartInterval == 0 ? 0 : (units - 1) / restartInterval))
          }
        }
      }
    }
  }

  @Test func extremesAndNoise() throws {
    // Blacks and whites in turn give the greatest coefficients, noise the longest codes.
    var generator = TestGenerator(state: 5)
    let noise = (0..<64 * 64 * 3).map { _ in generator.next() % 2 == 0 ? UInt8(0) : 255 }
    for samples in [noise, (0..<64 * 64 * 3).map { $0 / 3 % 2 == 0 ? 0 : 255 }] {
      let image = Image(width: 64, height: 64, color: .rgb, samples: samples)
      let full = try Image(decoding: image.jpegData(JPEGEncodingOptions(quality: 100, chroma: .full)))
      #expect(zip(full.samples, samples).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
      #expect(throws: Never.self) { try Image(decoding: image.jpegData(JPEGEncodingOptions(quality: 1))) }
    }
  }

  @Test func stepsAreThoseOfTheIndependentGroup() {
    // The first steps that its programs write at these qualities.
    for (quality, luma, chroma) in [
      (1, [255, 255, 255], [255, 255, 255]), (10, [80, 55, 50], [85, 90, 120]),
      (50, [16, 11, 10], [17, 18, 24]),
      (75, [8, 6, 5], [9, 9, 12]), (95, [2, 1, 1], [2, 2, 2]), (100, [1, 1, 1], [1, 1, 1]),
    ] as [(Int, [UInt8], [UInt8])] {
      #expect(JPEGWriter.steps(JPEGConstants.quantization[0], quality).prefix(3) == luma[...])
      #expect(JPEGWriter.steps(JPEGConstants.quantization[1], quality).prefix(3) == chroma[...])
    }
  }

  @Test func everyInstructionSetWritesTheSame() throws {
    let image = Image.sample(width: 40, height: 24)
    let sets = InstructionSet.allCases.filter { $0 <= .supported }
    let reciprocals = (0..<64).map { 1 / Float($0 / 2 + 1) }
    let results = sets.map { set in
      var y = [UInt8](repeating: 0, count: 960)
      var (cb, cr, half) = (y, y, [UInt8](repeating: 0, count: 20))
      var blocks = [Int16](repeating: 0, count: 5 * 64)
      set.imageKernels.convertToYCC(image.samples, count: 960, y: &y, cb: &cb, cr: &cr)
      set.imageKernels.halve(cb, cr, count: 20, to: &half)
      set.imageKernels.forwardTransform(y, stride: 40, count: 5, reciprocals: reciprocals, to: &blocks)
      return blocks.map { Int($0) } + (y + cb + cr + half).map { Int($0) }
    }
    #expect(results.allSatisfy { $0 == results[0] })
    // The definition of the transform.
    let samples = results[0][320..<1280].map { Double($0) - 128 }
    for (u, v) in [(0, 0), (1, 0), (0, 5), (7, 7), (3, 4)] {
      var sum = 0.0
      for y in 0..<8 {
        for x in 0..<8 {
          sum +=
            samples[40 * y + 8 + x] * cos(Double((2 * x + 1) * u) * .pi / 16)
            * cos(Double((2 * y + 1) * v) * .pi / 16)
        }
      }
      let scale = (u == 0 ? 0.5.squareRoot() : 1) * (v == 0 ? 0.5.squareRoot() : 1) / 4
      let place = 8 * v + u
      #expect(abs(Double(results[0][64 + place]) - sum * scale * Double(reciprocals[place])) <= 0.501)
    }
  }

  @Test func filesAreWritten() throws {
    let path = NSTemporaryDirectory() + "/tapestry-\(UInt64.random(in: 0...UInt64.max)).jpg"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let image = Image.sample(width: 20, height: 10)
    try image.write(jpeg: path)
    #expect(try Image(contentsOf: path) == Image(decoding: image.jpegData()))
    #expect(fileError { try image.write(jpeg: path + "/none/x.jpg") } != nil)
  }
}
