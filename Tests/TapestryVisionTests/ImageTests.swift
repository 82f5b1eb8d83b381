import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct ImageTests {
  @Test func samplesAndTensors() {
    for color in ColorModel.allCases {
      var image = Image.sample(width: 37, height: 5, color: color)
      image[36, 4, color.channelCount - 1] = 77
      #expect(image[36, 4, color.channelCount - 1] == 77 && image.samples.last == 77)
      let bytes = Tensor<UInt8>(image)
      let floats = Tensor<Float>(image)
      let scaled = Tensor<Float>(image, scale: 2)
      #expect(bytes.shape == [color.channelCount, 5, 37])
      for c in 0..<color.channelCount {
        for y in 0..<5 {
          for x in 0..<37 {
            let place = (c * 5 + y) * 37 + x
            #expect(bytes.scalars[place] == image[x, y, c])
            #expect(floats.scalars[place] == Float(image[x, y, c]) * (1 / 255))
            #expect(scaled.scalars[place] == 2 * Float(image[x, y, c]))
          }
        }
      }
      #expect(Image(bytes) == image)
    }
  }

  /// The expected grays are what Pillow's `convert("L")` gives.
  @Test func conversion() {
    let image = Image(
      width: 3, height: 1, color: .rgba, samples: [255, 0, 0, 9, 0, 255, 0, 8, 12, 200, 77, 7])
    #expect(image.converted(to: .rgb).samples == [255, 0, 0, 0, 255, 0, 12, 200, 77])
    #expect(image.converted(to: .gray).samples == [76, 150, 130])
    let gray = Image(width: 2, height: 1, color: .gray, samples: [1, 2])
    #expect(gray.converted(to: .rgba).samples == [1, 1, 1, 255, 2, 2, 2, 255])
    #expect(gray.converted(to: .gray) == gray)
  }

  @Test func filesAndTheirErrors() throws {
    let folder = NSTemporaryDirectory() + "/tapestry-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let image = Image.sample(width: 10, height: 10)
    let path = folder + "/Bild ä.jpg"  // the name does not matter
    try image.write(png: path)
    #expect(try Image(contentsOf: path) == image)
    #expect(fileError { _ = try Image(contentsOf: folder) }?.reason == .unsupported)
    let missing = fileError { _ = try Image(contentsOf: folder + "/none") }
    #expect(missing?.reason == .system(code: ENOENT) && missing?.path == folder + "/none")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    let error = fileError { _ = try Image(contentsOf: path) }
    #expect(error?.reason == .unsupported && error?.path == path)
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(fileError { _ = try Image(contentsOf: path) }?.reason == .unsupported)
  }
}
