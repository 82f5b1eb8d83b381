import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct PixelTransformTests {
  private func apply(_ step: some PixelTransform, to image: Image, seed: UInt64 = 1) -> [Float] {
    var generator = PhiloxGenerator(seed: seed)
    return ImagePipeline([], pixels: [step])(image, using: &generator).scalars
  }

  @Test func theMeanImageIsSubtractedFromItsMiddle() {
    let image = Image.sample(width: 5, height: 4)
    let mean = Tensor<Float>(
      shape: [3, 8, 8], scalars: (0..<192).map { Float($0) / 300 })
    let result = apply(SubtractMeanImage(mean, scale: 255), to: image)
    for (c, y, x) in [(0, 0, 0), (1, 3, 4), (2, 1, 2)] {
      let expected = (Float(image[x, y, c]) / 255 - mean[c, y + 2, x + 1].item()) * 255
      #expect(abs(result[(c * 4 + y) * 5 + x] - expected) < 1e-4)
    }
  }

  @Test func oneShiftIsAddedToAllPixels() {
    let image = Image.sample(width: 6, height: 5)
    let components = ColorComponents(
      directions: [[0.6, 0.8, 0], [0.8, -0.6, 0], [0, 0, 1]], variances: [0.5, 0.25, 0.125])
    let plain = apply(Normalize(mean: [0, 0, 0], standardDeviation: [1, 1, 1]), to: image)
    var amounts: [[Double]] = [[], [], []]
    for seed in 0..<2000 {
      let shifted = apply(ColorShift(components), to: image, seed: UInt64(seed))
      let shift = (0..<3).map { shifted[30 * $0] - plain[30 * $0] }
      #expect(zip(shifted, plain).enumerated().allSatisfy { abs($1.0 - $1.1 - shift[$0 / 30]) < 1e-6 })
      for (index, direction) in components.directions.enumerated() {
        amounts[index].append(Double(zip(shift, direction).reduce(0) { $0 + $1.0 * $1.1 }))
      }
    }
    for (index, variance) in components.variances.enumerated() {
      let deviation = (amounts[index].reduce(0) { $0 + $1 * $1 } / 2000).squareRoot()
      #expect(abs(deviation / (0.1 * Double(variance)) - 1) < 0.06)
    }
  }

  @Test func rectanglesAreErased() {
    let image = Image(
      width: 20, height: 30, color: .rgb, samples: [UInt8](repeating: 255, count: 1800))
    var erased = 0
    for seed in 0..<300 {
      let result = apply(RandomErasing(filling: .constant(-2)), to: image, seed: UInt64(seed))
      let gone = result.indices.filter { result[$0] == -2 }
      #expect(gone.count + result.count(where: { $0 == 1 }) == 1800)
      guard let first = gone.first, let last = gone.last(where: { $0 < 600 }) else { continue }
      erased += 1
      // In the first plane the corners span all that is erased there, and in the others the same.
      let (width, height) = (last % 20 - first % 20 + 1, last / 20 - first / 20 + 1)
      #expect(gone.count == 3 * width * height)
      #expect((0.01...0.36).contains(Double(width * height) / 600))
    }
    #expect((120...180).contains(erased))
    let noise = apply(RandomErasing(probability: 1, filling: .noise), to: image)
    let drawn = noise.filter { $0 != 1 }
    #expect(Set(drawn).count == drawn.count && !drawn.isEmpty)
  }
}

@Suite struct ImageStatisticsTests {
  /// Colors along two directions, so that what comes out is known.
  private struct Colors: ImageDataSet {
    var broken: Int?
    let classNames = ["all"]
    let count = 150

    func label(at index: Int) -> Int { 0 }
    func image(at index: Int) throws(FileError) -> Image {
      if index == broken { throw FileError(.malformed, path: name(at: index), "broken") }
      return Image.sample(width: 8, height: 6, seed: UInt64(index))
    }
  }

  @Test func sumsAreThoseOfAPlainLoop() throws {
    let set = Colors()
    let statistics = try ImageStatistics(of: set, width: 8, height: 6)
    #expect(statistics.count == 150)
    var mean = [Double](repeating: 0, count: 144)
    var (sum, products) = ([Double](repeating: 0, count: 3), [Double](repeating: 0, count: 9))
    for index in 0..<150 {
      let image = try set.image(at: index)
      for pixel in 0..<48 {
        let color = (0..<3).map { Double(image[pixel % 8, pixel / 8, $0]) / 255 }
        for a in 0..<3 {
          mean[48 * a + pixel] += color[a] / 150
          sum[a] += color[a]
          for b in 0..<3 { products[3 * a + b] += color[a] * color[b] }
        }
      }
    }
    let count = 7200.0
    #expect(statistics.meanImage.shape == [3, 6, 8])
    #expect(zip(statistics.meanImage.scalars, mean).allSatisfy { abs(Double($0) - $1) < 1e-6 })
    var covariance = products.map { $0 / count }
    for a in 0..<3 { for b in 0..<3 { covariance[3 * a + b] -= sum[a] * sum[b] / count / count } }
    for a in 0..<3 {
      #expect(abs(Double(statistics.channelMeans[a]) - sum[a] / count) < 1e-6)
      #expect(abs(Double(statistics.channelStandardDeviations[a]) - covariance[4 * a].squareRoot()) < 1e-6)
    }
    // Covariance · direction = variance · direction, in descending order.
    let components = statistics.principalComponents
    #expect(components.variances == components.variances.sorted(by: >))
    for (direction, variance) in zip(components.directions, components.variances) {
      #expect(abs(direction.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
      for a in 0..<3 {
        let product = (0..<3).reduce(0.0) { $0 + covariance[3 * a + $1] * Double(direction[$1]) }
        #expect(abs(product - Double(variance * direction[a])) < 1e-6)
      }
    }
  }

  @Test func threadsAndOrderMakeNoDifference() throws {
    let one = try Threads.with(1) { try ImageStatistics(of: Colors(), width: 8, height: 6) }
    let many = try Threads.with(5) { try ImageStatistics(of: Colors(), width: 8, height: 6) }
    #expect(one == many)
    let decoded = try JSONDecoder().decode(ImageStatistics.self, from: JSONEncoder().encode(one))
    #expect(decoded == one)
    var parts = ImageStatistics(width: 8, height: 6)
    parts.add(try ImageStatistics(of: Colors().subset(Array(70..<150)), width: 8, height: 6))
    parts.add(try ImageStatistics(of: Colors().subset(Array(0..<70)), width: 8, height: 6))
    #expect(parts == one)
    let gray = try ImageStatistics(
      of: Colors(), width: 4, height: 4, color: .gray, steps: [CenterCrop(4)])
    #expect(gray.principalComponents.directions == [[1]] && gray.meanImage.shape == [1, 4, 4])
  }

  @Test func errorsNameTheImage() {
    let broken = fileError { _ = try ImageStatistics(of: Colors(broken: 90), width: 8, height: 6) }
    #expect(broken?.reason == .malformed && broken?.path == "image 90")
    let size = fileError { _ = try ImageStatistics(of: Colors(), width: 8, height: 7) }
    #expect(size?.reason == .mismatch && size?.path == "image 0")
  }
}

@Suite struct MixingTests {
  private let images = Tensor<Float>(
    shape: [8, 2, 6, 5], scalars: (0..<480).map { Float($0 / 60) })
  private let targets = Tensor<Float>(
    shape: [8, 8], scalars: (0..<64).map { $0 % 9 == 0 ? 1 : 0 })

  @Test func targetsTellWhatImagesAreMadeOf() {
    var generator = PhiloxGenerator(seed: 4)
    for _ in 0..<20 {
      // Image i is all i, so that the mean of a mixture is that of its targets.
      for (mixed, shares) in [
        Mixup(concentration: 0.7)(images, targets: targets, using: &generator),
        CutMix()(images, targets: targets, using: &generator),
      ] {
        #expect(mixed.shape == images.shape && shares.shape == targets.shape)
        for image in 0..<8 {
          let share = shares[image].scalars
          let expected = share.enumerated().reduce(0) { $0 + Float($1.offset) * $1.element }
          #expect(abs(mixed[image].mean().item() - expected) < 1e-3)
          #expect(abs(share.reduce(0, +) - 1) < 1e-5)
        }
      }
    }
  }

  @Test func cutsAreRectangles() {
    var generator = PhiloxGenerator(seed: 2)
    let (mixed, shares) = CutMix()(images, targets: targets, using: &generator)
    for image in 0..<8 where shares[image, image].item() < 1 {
      let plane = mixed[image, 1].scalars
      let cut = plane.indices.filter { plane[$0] != Float(image) }
      let columns = Set(cut.map { $0 % 5 })
      let rows = Set(cut.map { $0 / 5 })
      #expect(cut.count == columns.count * rows.count)
      #expect(abs(shares[image, image].item() - (1 - Float(cut.count) / 30)) < 1e-5)
    }
  }

  @Test func weightsHaveTheirDistribution() {
    var generator = PhiloxGenerator(seed: 6)
    for a in [0.2, 1, 3] {
      let draws = (0..<20_000).map { _ in generator.beta(a) }
      let mean = draws.reduce(0, +) / 20_000
      let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 20_000
      #expect(draws.allSatisfy { (0...1).contains($0) })
      // The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
      #expect(abs(mean - 0.5) < 0.01 && abs(variance * 4 * (2 * a + 1) - 1) < 0.03, "\(a)")
    }
  }
}
