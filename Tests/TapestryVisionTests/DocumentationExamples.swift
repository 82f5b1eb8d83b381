import Foundation
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

  @Test func transforms() throws {
    let images = try ImageFolder.photographs()
    let statistics = try ImageStatistics(
      of: images.subset([0, 9]), width: 256, height: 256, steps: [ShorterSide(256), CenterCrop(256)])
    let (image, epoch, index) = (try images.image(at: 9), 3, 9)
    let training = ImagePipeline(
      [ShorterSide(256), RandomCrop(224), RandomFlip()],
      pixels: [ColorShift(statistics.principalComponents), SubtractMeanImage(statistics.meanImage)])
    var generator = PhiloxGenerator(seed: 1).stream(epoch, index)
    let pixels = training(image, using: &generator)
    #expect(pixels.shape == [3, 224, 224])
    #expect(abs(pixels.mean().item()) < 0.3)
  }

  @Test func aDataSetOfOnesOwn() throws {
    let sprites = Sprites(sheet: .sample(width: 40, height: 4), side: 4)
    let validation = sprites.subset(Array(stride(from: 0, to: sprites.count, by: 5)))
    #expect(validation.count == 2)
    #expect(validation.label(at: 1) == 1)
    #expect(try validation.image(at: 1)[0, 0, 2] == sprites.sheet[20, 0, 2])
    let path = "sheet"
    #expect(
      FileError(.missing, path: path, "there is no sprite 7").description == "sheet: there is no sprite 7")
  }

  @Test func theLoader() async throws {
    let images = try MemoryDataSet.fashionMNIST(.testing).subset(Array(0..<300))
    let pipeline = ImagePipeline([RandomFlip()], pixels: [Normalize(mean: [0.5], standardDeviation: [0.5])])
    let loader = try ImageLoader(images, pipeline: pipeline, batchSize: 128, seed: 1)
    for try await batch in loader.epoch(0) {
      print(batch.images.shape, batch.labels.shape)
    }
    var shapes: [TensorShape] = []
    var third: ImageBatch?
    for try await batch in loader.epoch(0) {
      shapes.append(batch.images.shape)
      let saved = try JSONEncoder().encode(batch.next)
      let position = try JSONDecoder().decode(LoaderPosition.self, from: saved)
      if shapes.count == 2 {
        for try await batch in loader.epoch(from: position) { third = batch }
      } else if shapes.count == 3 {
        #expect(third?.indices == batch.indices)
      }
    }
    #expect(shapes == [[128, 1, 28, 28], [128, 1, 28, 28], [44, 1, 28, 28]])
  }
}

/// The article's data set.
struct Sprites: ImageDataSet {
  let sheet: Image
  let side: Int
  let classNames = ["circle", "square"]

  var count: Int { sheet.width / side }

  func label(at index: Int) -> Int { index % 2 }

  func image(at index: Int) throws(FileError) -> Image {
    sheet.cropped(x: index * side, y: 0, width: side, height: side)
  }
}
