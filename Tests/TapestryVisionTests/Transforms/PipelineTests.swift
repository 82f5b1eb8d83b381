import Tapestry
import Testing

@testable import TapestryVision

@Suite struct PipelineTests {
  @Test func partsAndMirrorImages() {
    for color in ColorModel.allCases {
      let image = Image.sample(width: 13, height: 9, color: color)
      let part = image.cropped(x: 2, y: 3, width: 7, height: 5)
      let mirrored = image.mirrored()
      for c in 0..<color.channelCount {
        for (x, y) in [(0, 0), (6, 4), (3, 1)] { #expect(part[x, y, c] == image[x + 2, y + 3, c]) }
        for (x, y) in [(0, 0), (12, 8), (3, 1)] { #expect(mirrored[x, y, c] == image[12 - x, y, c]) }
      }
      #expect(part.width == 7 && part.height == 5 && part.color == color)
      #expect(mirrored.mirrored() == image)
      #expect(image.centerCropped(width: 4, height: 4) == image.cropped(x: 4, y: 2, width: 4, height: 4))
      let crops = image.tenCrops(width: 5, height: 4)
      #expect(crops.count == 10)
      #expect(crops[1] == image.cropped(x: 8, y: 0, width: 5, height: 4))
      #expect(crops[2] == image.cropped(x: 0, y: 5, width: 5, height: 4))
      #expect(crops[3] == image.cropped(x: 8, y: 5, width: 5, height: 4))
      #expect(crops[4] == image.cropped(x: 4, y: 2, width: 5, height: 4))
      #expect((0..<5).allSatisfy { crops[$0].mirrored() == crops[$0 + 5] })
    }
  }

  @Test func aPipelineDependsOnItsGeneratorAlone() {
    let image = Image.sample(width: 40, height: 30)
    let pipeline = ImagePipeline(
      [RandomCrop(width: 20, height: 10), RandomFlip()],
      pixels: [Normalize(mean: [0.5, 0.25, 0.125], standardDeviation: [0.5, 2, 1])])
    let root = PhiloxGenerator(seed: 7)
    var results: [Tensor<Float>] = []
    for index in 0..<20 {
      var (first, second) = (root.stream(3, index), root.stream(3, index))
      let whole = pipeline(image, using: &first)
      let cropped = pipeline.image(from: image, using: &second)
      #expect(cropped.width == 20 && cropped.height == 10)
      var slot = [Float](repeating: -9, count: 600)
      var samples = slot.mutableSpan
      pipeline.write(cropped, to: &samples, using: &second)
      #expect(whole.shape == [3, 10, 20] && whole.scalars == slot && first == second)
      let expected = (Float(cropped[4, 5, 1]) / 255 - 0.25) / 2
      #expect(abs(whole[1, 5, 4].item() - expected) < 1e-6)
      results.append(whole)
    }
    #expect(Set(results.map { $0.scalars }).count == 20)
  }

  @Test func partsAreAnywhereAndHalfOfThemMirrored() {
    // A pixel tells its place.
    let image = Image(width: 6, height: 5, color: .gray, samples: (0..<30).map { UInt8($0) })
    var counts = [Int](repeating: 0, count: 30)
    var flips = 0
    for index in 0..<4000 {
      var generator = PhiloxGenerator(seed: 1).stream(index)
      let part = RandomCrop(2)(image, using: &generator)
      counts[Int(part[0, 0])] += 1
      if RandomFlip()(part, using: &generator) != part { flips += 1 }
    }
    let places = (0..<30).filter { $0 % 6 < 5 && $0 / 6 < 4 }
    #expect(counts.enumerated().allSatisfy { places.contains($0.offset) || $0.element == 0 })
    #expect(places.allSatisfy { (140...260).contains(counts[$0]) })
    #expect((1850...2150).contains(flips))
  }

  @Test func drawsHaveTheirDistribution() {
    var generator = PhiloxGenerator(seed: 5)
    let numbers = (0..<20_000).map { _ in generator.normal(standardDeviation: 2) }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(mean) < 0.06 && abs(variance - 4) < 0.2)
    let even = (0..<20_000).map { _ in generator.uniform(in: -1...3) }
    #expect(even.allSatisfy { (-1...3).contains($0) } && abs(even.reduce(0, +) / 20_000 - 1) < 0.04)
    #expect(Set((0..<200).map { _ in generator.integer(in: 4...6) }) == [4, 5, 6])
  }
}
