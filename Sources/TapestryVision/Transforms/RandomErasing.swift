import Foundation
import Tapestry

/// Replaces a random rectangle by zeros or by noise, or leaves the image as it is (Zhong et al., Random erasing data
/// augmentation, 2020).
///
/// After ``Normalize`` or ``SubtractMeanImage``, zero is the mean.
public struct RandomErasing: PixelTransform {
  /// What takes the place of the samples.
  public enum Filling: Equatable, Sendable {
    /// One number in all channels.
    case constant(Float)
    /// For each sample a number of the standard normal distribution.
    case noise
  }

  /// How often a rectangle is erased.
  public var probability: Double
  /// Which share of the image's area the rectangle may have.
  public var area: ClosedRange<Double>
  /// The height of the rectangle in units of its width; its logarithm is evenly distributed.
  public var proportions: ClosedRange<Double>
  /// What takes the place of the samples.
  public var filling: Filling

  /// Erasure of a rectangle. Where none drawn in ten attempts fits, none is erased.
  public init(
    probability: Double = 0.5, area: ClosedRange<Double> = 0.02...1.0 / 3,
    proportions: ClosedRange<Double> = 0.3...3.3, filling: Filling = .constant(0)
  ) {
    (self.probability, self.area) = (probability, area)
    (self.proportions, self.filling) = (proportions, filling)
  }

  /// Erases a rectangle, or nothing.
  public func callAsFunction(
    _ samples: inout MutableSpan<Float>, shape: PixelShape, using generator: inout PhiloxGenerator
  ) {
    guard generator.happens(probability), let part = part(of: shape, using: &generator) else { return }
    for channel in 0..<shape.channels {
      for row in part.y..<part.y + part.height {
        let start = (channel * shape.height + row) * shape.width + part.x
        for place in start..<start + part.width {
          switch filling {
          case .constant(let value): samples[place] = value
          case .noise: samples[place] = Float(generator.normal())
          }
        }
      }
    }
  }

  private func part(of shape: PixelShape, using generator: inout PhiloxGenerator) -> PixelRectangle? {
    for _ in 0..<10 {
      let pixels = Double(shape.planeCount) * generator.uniform(in: area)
      let ratio = exp(generator.uniform(in: log(proportions.lowerBound)...log(proportions.upperBound)))
      let height = Int((pixels * ratio).squareRoot().rounded())
      let width = Int((pixels / ratio).squareRoot().rounded())
      guard 1..<max(shape.width, 2) ~= width, 1..<max(shape.height, 2) ~= height else { continue }
      let x = generator.integer(in: 0...shape.width - width)
      let y = generator.integer(in: 0...shape.height - height)
      return PixelRectangle(x: x, y: y, width: width, height: height)
    }
    return nil
  }
}
