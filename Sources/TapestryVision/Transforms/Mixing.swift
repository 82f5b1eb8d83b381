import Foundation
import Tapestry

// Mixtures of the images of a batch, each with another one of it. Labels become shares of classes, so that the loss is one
// that takes probabilities.

/// Makes each image of a batch a weighted mean of itself and of another one (Zhang et al., mixup, 2018).
///
/// ```swift
/// var generator = seed.stream(epoch, batch)
/// let (mixed, shares) = Mixup()(images, targets: oneHot, using: &generator)
/// ```
public struct Mixup: Sendable {
  /// The parameter α of the distribution Beta(α, α) of the weight, which is one for a batch.
  public var concentration: Double

  /// Mixtures of the given concentration: the smaller, the more often one of the two images prevails.
  public init(concentration: Double = 0.2) { self.concentration = concentration }

  /// The mixtures.
  ///
  /// - Parameters:
  ///   - images: Any tensor whose first axis is that of the images.
  ///   - targets: The share of each class for each image: images × classes.
  /// - Precondition: There are as many targets as images.
  public func callAsFunction(
    _ images: Tensor<Float>, targets: Tensor<Float>, using generator: inout PhiloxGenerator
  ) -> (images: Tensor<Float>, targets: Tensor<Float>) {
    let partners = partners(images, targets, "Mixup", &generator)
    let share = Float(generator.beta(concentration))
    func mixed(_ x: Tensor<Float>) -> Tensor<Float> { x * share + x.gathered(at: partners) * (1 - share) }
    return (mixed(images), mixed(targets))
  }
}

/// Replaces a rectangle of each image of a batch by that of another one (Yun et al., CutMix, 2019).
public struct CutMix: Sendable {
  /// The parameter α of the distribution Beta(α, α) of the share that an image keeps, which is one for a batch.
  public var concentration: Double

  /// Mixtures of the given concentration; with 1 all shares are equally likely.
  public init(concentration: Double = 1) { self.concentration = concentration }

  /// The mixtures. Targets are mixed by the areas.
  ///
  /// - Parameters:
  ///   - images: Images × channels × height × width.
  ///   - targets: The share of each class for each image: images × classes.
  /// - Precondition: There are as many targets as images.
  public func callAsFunction(
    _ images: Tensor<Float>, targets: Tensor<Float>, using generator: inout PhiloxGenerator
  ) -> (images: Tensor<Float>, targets: Tensor<Float>) {
    let partners = partners(images, targets, "CutMix", &generator)
    guard images.rank == 4 else {
      trap("CutMix", "expected images × channels × height × width, got the shape \(images.shape)")
    }
    let (height, width) = (images.shape[2], images.shape[3])
    let side = (1 - generator.beta(concentration)).squareRoot()
    func extent(_ length: Int) -> Range<Int> {
      // The rectangle may lie partly outside.
      let (center, reach) = (generator.integer(in: 0...length - 1), Int(side * Double(length)) / 2)
      return max(0, center - reach)..<min(length, center + reach)
    }
    let (rows, columns) = (extent(height), extent(width))
    guard !rows.isEmpty && !columns.isEmpty else { return (images, targets) }
    var mixed = images
    mixed[.all, .all, rows, columns] = images[.all, .all, rows, columns].gathered(at: partners)
    let share = 1 - Float(rows.count * columns.count) / Float(height * width)
    return (mixed, targets * share + targets.gathered(at: partners) * (1 - share))
  }
}

/// Which image each one is mixed with: all of them, in a random order.
private func partners(
  _ images: Tensor<Float>, _ targets: Tensor<Float>, _ operation: StaticString,
  _ generator: inout PhiloxGenerator
) -> Tensor<Int32> {
  guard images.rank > 0, targets.rank == 2, targets.shape[0] == images.shape[0] else {
    trap(operation, "images of the shape \(images.shape) with targets of the shape \(targets.shape)")
  }
  return Tensor<Int32>(permutation: images.shape[0], using: &generator)
}

extension PhiloxGenerator {
  /// A number of the distribution Beta(a, a), a > 0.
  mutating func beta(_ a: Double) -> Double {
    // In logarithms, since both gammas are tiny where a is.
    let (x, y) = (logGamma(a), logGamma(a))
    return 1 / (1 + exp(y - x))
  }

  /// The logarithm of a number of the distribution Gamma(shape, 1) (Marsaglia and Tsang, A simple method for generating gamma
  /// variables, 2000).
  private mutating func logGamma(_ shape: Double) -> Double {
    guard shape >= 1 else { return logGamma(shape + 1) + log(1 - uniform()) / shape }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let base = 1 + c * x
      guard base > 0 else { continue }
      let v = base * base * base
      if log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return log(d * v) }
    }
  }
}
