import Tapestry

/// A class that an image may belong to.
public struct Prediction: Equatable, Sendable {
  /// The number of the class.
  public let index: Int
  /// What the class is called.
  public let className: String
  /// How probable the network finds it, from 0 to 1.
  public let probability: Double

  /// A prediction with the given parts.
  public init(index: Int, className: String, probability: Double) {
    (self.index, self.className, self.probability) = (index, className, probability)
  }
}

/// Which parts of an image a prediction is made from.
public enum PredictionView: String, CaseIterable, Codable, Sendable {
  /// The part in the middle.
  case center
  /// The four corners and the middle, each as it is and mirrored, whose probabilities are averaged (section 4.1 of the paper).
  /// Ten times the work.
  case tenCrops
}

extension AlexNet {
  /// The probability of each class for each image: the softmax of the logits, averaged over the crops of `view`.
  ///
  /// - Parameters:
  ///   - images: `[n, channels, height, width]`, no smaller than the network's images.
  ///   - view: The crops that are taken.
  /// - Returns: `[n, classes]`.
  /// - Precondition: The images are large enough.
  public func probabilities(
    _ images: Tensor<Scalar>, from view: PredictionView = .center, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor<Scalar> {
    let size = configuration.imageSize
    guard images.rank == 4, images.shape[2] >= size, images.shape[3] >= size else {
      trap(
        "AlexNet", "images of the shape \(images.shape): expected at least \(size) × \(size) pixels",
        file: file, line: line)
    }
    let (down, right) = (images.shape[2] - size, images.shape[3] - size)
    func crop(_ row: Int, _ column: Int) -> Tensor<Scalar> {
      down == 0 && right == 0 ? images : images[.all, .all, row..<row + size, column..<column + size]
    }
    let center = (down / 2, right / 2)
    guard view == .tenCrops else { return self(crop(center.0, center.1)).softmax() }
    // One crop after another, so that ten need no more memory than one.
    var sum = Tensor<Scalar>(zeros: [images.shape[0], configuration.classes])
    for (row, column) in [(0, 0), (0, right), (down, 0), (down, right), center] {
      let part = crop(row, column)
      sum += self(part).softmax()
      sum += self(part.flipped(axes: [3])).softmax()
    }
    return sum * 0.1
  }

  /// The `count` most probable classes of each image, the most probable first.
  ///
  /// - Parameters:
  ///   - images: `[n, channels, height, width]`, no smaller than the network's images.
  ///   - count: How many classes; no more than there are.
  ///   - view: The crops that are taken.
  /// - Precondition: The images are large enough, and `count` is positive.
  public func predictions(
    for images: Tensor<Scalar>, top count: Int = 5, from view: PredictionView = .center,
    file: StaticString = #fileID, line: UInt = #line
  ) -> [[Prediction]] {
    guard count > 0 else { trap("AlexNet", "the \(count) most probable classes", file: file, line: line) }
    let count = min(count, configuration.classes)
    let (values, indices) = probabilities(images, from: view, file: file, line: line).topK(count)
    let (probabilities, classes) = (values.scalars, indices.scalars)
    return (0..<images.shape[0]).map { image in
      (image * count..<(image + 1) * count).map { place in
        let index = Int(classes[place])
        return Prediction(
          index: index, className: classNames[index], probability: Double(probabilities[place]))
      }
    }
  }
}
