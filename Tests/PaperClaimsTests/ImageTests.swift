import Tapestry
import TapestryVision
import Testing

@testable import PaperClaims

@Suite struct ImageTests {
  @Test func noPixelIsBothForTrainingAndForTesting() {
    // Every pixel's colour tells where it is.
    let (width, height) = (103, 64)
    let samples = (0..<width * height).flatMap { (place: Int) -> [UInt8] in
      [UInt8(place % width), UInt8(place / width), 7]
    }
    let image = Image(width: width, height: height, color: .rgb, samples: samples)
    func pixels(_ part: PatchDataSet.Part) -> Set<Int> {
      let patches = PatchDataSet(photographs: [image], classNames: ["one"], side: 8, step: 4, part)
      #expect(patches.count > 0)
      return (0..<patches.count).reduce(into: []) { found, index in
        let patch = patches.image(at: index)
        #expect(patch.width == 8 && patch.height == 8)
        for pixel in stride(from: 0, to: patch.samples.count, by: 3) {
          found.insert(Int(patch.samples[pixel + 1]) * width + Int(patch.samples[pixel]))
        }
      }
    }
    let (training, testing) = (pixels(.training), pixels(.testing))
    #expect(training.isDisjoint(with: testing))
    #expect(training.count > testing.count)
    #expect(pixels(.whole).isSuperset(of: training.union(testing)))
  }

  @Test func photographsGivePatchesOfEachClass() throws {
    for source in [ImageSource.patches(side: 40, step: 20), .patches(side: 72, step: 14)] {
      let images = try Images.of(source)
      let testing = try #require(images.testing)
      for set in [images.training, testing] {
        #expect(set.classNames.count == 6)
        let counts = (0..<6).map { label in (0..<set.count).count { set.label(at: $0) == label } }
        #expect(Set(counts).count == 1 && counts[0] > 0)
      }
      #expect(images.training.count == 2 * testing.count)
    }
  }
}
