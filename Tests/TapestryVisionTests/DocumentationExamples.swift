import Tapestry
import TapestryVision
import Testing

@Suite struct DocumentationExamples {
  @Test func decoding() throws {
    let path = Fixture.path("PngSuite/basn2c08.png")
    let image = try Image(contentsOf: path)
    let pixels = Tensor<Float>(image)
    #expect(pixels.shape == [3, 32, 32])
  }

  @Test func damage() throws {
    let path = Fixture.path("PngSuite/basn2c08.png")
    var options = ImageDecodingOptions()
    options.acceptsTruncation = true
    let decoded = try Image.decode(contentsOf: path, options: options)
    if let warning = decoded.warning { print(warning) }
    #expect(decoded.warning == nil)
  }
}
