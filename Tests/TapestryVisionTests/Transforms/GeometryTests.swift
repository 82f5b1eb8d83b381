import Tapestry
import Testing

@testable import TapestryVision

@Suite struct GeometryTests {
  @Test func paddingByEachRule() {
    let image = Image(width: 3, height: 2, color: .gray, samples: [1, 2, 3, 4, 5, 6])
    #expect(
      image.padded(left: 1, top: 1, right: 2, bottom: 0, with: .constant(9)).samples == [
        9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 9, 4, 5, 6, 9, 9,
      ])
    #expect(
      image.padded(left: 1, top: 0, right: 2, bottom: 1, with: .edge).samples == [
        1, 1, 2, 3, 3, 3, 4, 4, 5, 6, 6, 6, 4, 4, 5, 6, 6, 6,
      ])
    #expect(
      image.padded(left: 2, top: 1, right: 1, bottom: 0, with: .reflected).samples == [
        6, 5, 4, 5, 6, 5, 3, 2, 1, 2, 3, 2, 6, 5, 4, 5, 6, 5,
      ])
    let color = Image.sample(width: 4, height: 3)
    let padded = color.padded(left: 2, top: 1, right: 3, bottom: 2)
    #expect(padded.width == 9 && padded.height == 6)
    #expect(padded.cropped(x: 2, y: 1, width: 4, height: 3) == color)
    var generator = PhiloxGenerator(seed: 1)
    #expect(Pad(1, with: .edge)(color, using: &generator)[0, 0, 2] == color[0, 0, 2])
  }

  @Test func turningByQuarters() {
    let image = Image.sample(width: 9, height: 9)
    let quarter = image.rotated(degrees: 90)
    let half = image.rotated(degrees: 180)
    for (x, y) in [(0, 0), (8, 0), (3, 7), (4, 4)] {
      #expect(quarter[x, y, 1] == image[8 - y, x, 1])
      #expect(half[x, y, 1] == image[8 - x, 8 - y, 1])
    }
    #expect(image.rotated(degrees: 0) == image)
    #expect(image.rotated(degrees: 45, background: 33)[0, 0, 0] == 33)
    var generator = PhiloxGenerator(seed: 3)
    #expect(RandomRotation(degrees: 0)(image, using: &generator) == image)
    #expect(RandomRotation(degrees: 40)(image, using: &generator) != image)
  }

  @Test func theShorterSideAndACropAreMadeTogether() {
    let image = Image.sample(width: 50, height: 37)
    #expect(image.resized(shorterSide: 24).width == 32)
    let tall = Image.sample(width: 37, height: 50).resized(shorterSide: 24)
    #expect(tall.width == 24 && tall.height == 32)
    let steps: [any ImageTransform] = [ShorterSide(24), RandomCrop(20), Resize(width: 8, height: 9)]
    for index in 0..<10 {
      var (first, second) = (PhiloxGenerator(seed: 9).stream(index), PhiloxGenerator(seed: 9).stream(index))
      let together = steps(image, using: &first)
      let apart = steps.reduce(image) { $1($0, using: &second) }
      #expect(together == apart && first == second)
      #expect(together.width == 8 && together.height == 9)
    }
  }

  @Test func randomPartsKeepToTheirRanges() {
    let crop = RandomResizedCrop(width: 6, height: 5)
    var areas: [Double] = []
    var generator = PhiloxGenerator(seed: 11)
    for _ in 0..<500 {
      let part = crop.part(ofWidth: 200, height: 150, using: &generator)
      #expect(part.isPart(ofWidth: 200, height: 150))
      let area = Double(part.width * part.height) / 30_000
      let ratio = Double(part.width) / Double(part.height)
      #expect((0.077...1).contains(area) && (0.73...1.37).contains(ratio))
      areas.append(area)
    }
    #expect(areas.contains { $0 < 0.2 } && areas.contains { $0 > 0.8 })
    // Nothing of these proportions fits.
    let part = RandomResizedCrop(8).part(ofWidth: 1, height: 100, using: &generator)
    #expect(part == PixelRectangle(x: 0, y: 49, width: 1, height: 1))
    let made = crop(Image.sample(width: 30, height: 20), using: &generator)
    #expect(made.width == 6 && made.height == 5)
  }

  @Test func choicesFollowTheirProbabilities() {
    let image = Image.sample(width: 6, height: 5)
    var generator = PhiloxGenerator(seed: 2)
    let step = Randomly(0.25, [Pad(1), Grayscale()])
    let changed = (0..<2000).count { _ in step(image, using: &generator) != image }
    #expect((430...570).contains(changed))
    let jitter = ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1)
    let results = (0..<10).map { _ in jitter(image, using: &generator) }
    #expect(Set(results.map { $0.samples }).count == 10)
    #expect(ColorJitter()(image, using: &generator) == image)
    #expect(ConvertColor(to: .gray)(image, using: &generator) == image.converted(to: .gray))
  }
}
