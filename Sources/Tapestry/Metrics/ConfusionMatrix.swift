/// How often samples of each class were taken for each class, over any number of batches.
///
/// ```swift
/// var confusion = ConfusionMatrix(classCount: 10)
/// for batch in batches { confusion.add(scores: model(batch.images), labels: batch.labels) }
/// print(confusion.accuracy)          // 0.91
/// print(confusion.classAccuracies)   // one number a class
/// print(confusion)                   // a table: labels down, predictions across
/// ```
public struct ConfusionMatrix: Sendable, Equatable {
  /// The number of classes.
  public let classCount: Int
  /// For each label, how many of its samples were predicted as each class: `[classCount, classCount]` in row-major order.
  public private(set) var counts: [Int]

  /// No samples yet.
  ///
  /// - Precondition: There is at least one class.
  public init(classCount: Int, file: StaticString = #fileID, line: UInt = #line) {
    guard classCount > 0 else {
      trap("ConfusionMatrix", "expected at least one class, got \(classCount)", file: file, line: line)
    }
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
  }

  /// Counts a batch by the classes with the highest scores.
  ///
  /// - Parameters:
  ///   - scores: Logits or probabilities: `[…, classes]`.
  ///   - labels: The index of the right class for each row: `[…]`.
  /// - Precondition: The shapes fit, and every label is a class.
  public mutating func add<Scalar: FloatingPointScalar>(
    scores: Tensor<Scalar>, labels: Tensor<Int32>, file: StaticString = #fileID, line: UInt = #line
  ) {
    scores.requireClasses(of: labels, for: "ConfusionMatrix", file: file, line: line)
    add(predictions: scores.argmax(axis: -1), labels: labels, file: file, line: line)
  }

  /// Counts a batch of predicted classes.
  ///
  /// - Precondition: The shapes are the same, and all elements are classes.
  public mutating func add(
    predictions: Tensor<Int32>, labels: Tensor<Int32>, file: StaticString = #fileID, line: UInt = #line
  ) {
    guard predictions.shape == labels.shape else {
      trap(
        "ConfusionMatrix", "predictions of the shape \(predictions.shape) for labels of \(labels.shape)",
        file: file, line: line)
    }
    for (prediction, label) in zip(predictions.scalars, labels.scalars) {
      for index in [prediction, label] where index < 0 || index >= classCount {
        trap("ConfusionMatrix", "\(index) is none of the \(classCount) classes", file: file, line: line)
      }
      counts[Int(label) * classCount + Int(prediction)] += 1
    }
  }

  /// How many samples of a class were predicted as a class.
  public subscript(label label: Int, predicted prediction: Int) -> Int {
    precondition(0..<classCount ~= label && 0..<classCount ~= prediction, "ConfusionMatrix: no such class")
    return counts[label * classCount + prediction]
  }

  /// The number of samples.
  public var sampleCount: Int { counts.reduce(0, +) }

  /// The share of samples that were predicted right; NaN before the first.
  public var accuracy: Double {
    let right = (0..<classCount).reduce(0) { $0 + self[label: $1, predicted: $1] }
    return Double(right) / Double(sampleCount)
  }

  /// For each class, the share of its samples that were predicted right (its recall); NaN where there was none.
  public var classAccuracies: [Double] {
    (0..<classCount).map { label in
      let row = counts[label * classCount..<(label + 1) * classCount]
      return Double(self[label: label, predicted: label]) / Double(row.reduce(0, +))
    }
  }
}

extension ConfusionMatrix: CustomStringConvertible {
  /// A table with a row for each label and a column for each prediction.
  public var description: String {
    let width = max(String(counts.max() ?? 0).count, String(classCount - 1).count) + 1
    func cell(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: " ", count: width - digits.count) + digits
    }
    let margin = String(repeating: " ", count: width)
    let header = margin + " |" + (0..<classCount).map(cell).joined()
    let rule =
      String(repeating: "-", count: width + 1) + "+" + String(repeating: "-", count: width * classCount)
    let rows = (0..<classCount).map { label in
      cell(label) + " |" + (0..<classCount).map { cell(self[label: label, predicted: $0]) }.joined()
    }
    return ([header, rule] + rows).joined(separator: "\n")
  }
}

extension Tensor {
  /// Stops where there is not one label for each row of these scores.
  func requireClasses(
    of labels: Tensor<Int32>, for operation: StaticString, file: StaticString, line: UInt
  ) {
    guard rank > 0, shape.removing(axis: rank - 1) == labels.shape else {
      trap(
        operation, "labels of the shape \(labels.shape) do not fit scores of \(shape)", file: file,
        line: line)
    }
  }
}
