import Foundation
import Synchronization
import Tapestry

/// Sums over the samples of images of one size, of which the mean image, the mean and deviation of each channel, and the
/// principal components of their colors are made.
///
/// ```swift
/// let statistics = try ImageStatistics(
///   of: trainingSet, width: 256, height: 256, steps: [ShorterSide(256), CenterCrop(256)])
/// let pixels: [any PixelTransform] = [
///   ColorShift(statistics.principalComponents), SubtractMeanImage(statistics.meanImage),
/// ]
/// ```
///
/// All sums are of integers and exact, so that neither the order of the images nor the number of threads makes a
/// difference. They take 8 bytes a sample of one image, however many there are.
public struct ImageStatistics: Equatable, Codable, Sendable {
  /// The columns of every image.
  public let width: Int
  /// The rows of every image.
  public let height: Int
  /// The samples of a pixel of every image.
  public let channelCount: Int
  /// The number of images.
  public private(set) var count = 0
  /// For each sample of an image, its sum over all images.
  private(set) var sums: [UInt64]
  /// For each pair of channels, the sum of the products of their samples.
  private(set) var products: [UInt64]

  /// The statistics of no images yet, all of which must have the given size and color model.
  public init(width: Int, height: Int, color: ColorModel = .rgb) {
    (self.width, self.height, channelCount) = (width, height, color.channelCount)
    sums = [UInt64](repeating: 0, count: width * height * color.channelCount)
    products = [UInt64](repeating: 0, count: color.channelCount * color.channelCount)
  }

  /// The statistics that have the given sums.
  init(width: Int, height: Int, color: ColorModel, count: Int, sums: [UInt64], products: [UInt64]) {
    self.init(width: width, height: height, color: color)
    precondition(sums.count == self.sums.count && products.count == self.products.count)
    (self.count, self.sums, self.products) = (count, sums, products)
  }

  /// The statistics of a whole data set, in one pass over it on all threads.
  ///
  /// - Parameters:
  ///   - width: The columns of every image after `steps`.
  ///   - height: The rows of every image after `steps`.
  ///   - color: What images are converted to first.
  ///   - steps: What makes all images one size. Random ones draw from a generator for each image.
  /// - Throws: The error of the image of least index that cannot be had, and `mismatch` for one of another size.
  public init(
    of images: some ImageDataSet, width: Int, height: Int, color: ColorModel = .rgb,
    steps: [any ImageTransform] = []
  ) throws(FileError) {
    self.init(width: width, height: height, color: color)
    let empty = self
    let state = Mutex((total: self, failure: (index: Int.max, error: FileError?.none)))
    // Pieces only bound how often sums are added up.
    let length = 64
    Threads.forEach((images.count + length - 1) / length) { piece in
      var part = empty
      for index in piece * length..<min(images.count, (piece + 1) * length) {
        if state.withLock({ $0.failure.index < index }) { return }
        do throws(FileError) {
          var generator = PhiloxGenerator(seed: 0, subsequence: UInt64(index))
          let image = steps(try images.image(at: index).converted(to: color), using: &generator)
          guard image.width == width && image.height == height else {
            throw FileError(
              .mismatch, path: images.name(at: index),
              "\(image.width) × \(image.height) pixels: expected \(width) × \(height)")
          }
          part.add(image)
        } catch {
          state.withLock { if index < $0.failure.index { $0.failure = (index, error) } }
          return
        }
      }
      state.withLock { $0.total.add(part) }
    }
    let (total, failure) = state.withLock { ($0.total, $0.failure) }
    if let error = failure.error { throw error }
    self = total
  }

  /// Adds an image.
  ///
  /// - Precondition: It has the size and the channels of these statistics.
  public mutating func add(_ image: Image, file: StaticString = #fileID, line: UInt = #line) {
    guard image.width == width, image.height == height, image.channelCount == channelCount else {
      trap(
        "ImageStatistics.add",
        "an image of \(image.width) × \(image.height) × \(image.channelCount) to those of \(width) × \(height) × \(channelCount)",
        file: file, line: line)
    }
    count += 1
    let channels = channelCount
    unsafe image.samples.withUnsafeBufferPointer { samples in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        unsafe products.withUnsafeMutableBufferPointer { products in
          guard let samples = samples.baseAddress, let sums = sums.baseAddress,
            let products = products.baseAddress
          else { return }
          unsafe InstructionSet.imageKernels.accumulate(
            samples, pixels: width * height, channels: channels, sums: sums, products: products)
        }
      }
    }
  }

  /// Adds the images that `other` is of.
  ///
  /// - Precondition: They have the size and the channels of these statistics.
  public mutating func add(_ other: ImageStatistics, file: StaticString = #fileID, line: UInt = #line) {
    guard other.sums.count == sums.count, other.width == width, other.channelCount == channelCount else {
      trap("ImageStatistics.add", "statistics of images of another size", file: file, line: line)
    }
    count += other.count
    for i in sums.indices { sums[i] &+= other.sums[i] }
    for i in products.indices { products[i] &+= other.products[i] }
  }

  /// The mean of each sample, white being 1: channels × height × width. Zero where there are no images.
  public var meanImage: Tensor<Float> {
    let scale = 1 / (255 * Double(max(count, 1)))
    let pixels = width * height
    var mean = [Float](repeating: 0, count: sums.count)
    for pixel in 0..<pixels {
      for channel in 0..<channelCount {
        mean[channel * pixels + pixel] = Float(Double(sums[pixel * channelCount + channel]) * scale)
      }
    }
    return Tensor(shape: [channelCount, height, width], scalars: mean)
  }

  /// The mean of each channel, white being 1.
  public var channelMeans: [Float] { means.map { Float($0 / 255) } }

  /// The standard deviation of each channel over all pixels of all images, white being 1.
  public var channelStandardDeviations: [Float] {
    let covariance = covariance
    return (0..<channelCount).map { Float(covariance[$0][$0].squareRoot()) }
  }

  /// The principal components of the colors of all pixels of all images.
  public var principalComponents: ColorComponents { ColorComponents(covariance: covariance) }

  private var pixelCount: Double { Double(max(count, 1)) * Double(width * height) }

  private var means: [Double] {
    var totals = [UInt64](repeating: 0, count: channelCount)
    for (i, sum) in sums.enumerated() { totals[i % channelCount] &+= sum }
    return totals.map { Double($0) / pixelCount }
  }

  private var covariance: [[Double]] {
    let means = means
    return (0..<channelCount).map { a in
      (0..<channelCount).map { b in
        (Double(products[a * channelCount + b]) / pixelCount - means[a] * means[b]) / (255 * 255)
      }
    }
  }
}
