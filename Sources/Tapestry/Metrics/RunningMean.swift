/// The mean of numbers that come one after another, such as the loss over the batches of an epoch; kept in double precision.
///
/// ```swift
/// var loss = RunningMean()
/// loss.add(batchLoss, weight: batch.count)   // the last batch may be smaller
/// print(loss.value)
/// ```
public struct RunningMean: Sendable {
  /// The sum of the weights.
  public private(set) var weight = 0.0
  private var sum = 0.0

  /// The mean of no numbers yet.
  public init() {}

  /// Counts a number.
  ///
  /// - Parameters:
  ///   - value: The number; for a loss, the mean over a batch.
  ///   - weight: How many samples it stands for.
  public mutating func add(_ value: some BinaryFloatingPoint, weight: Int = 1) {
    sum += Double(value) * Double(weight)
    self.weight += Double(weight)
  }

  /// Counts the one element of a tensor, as ``add(_:weight:)-(BinaryFloatingPoint,_)``.
  public mutating func add<Scalar: FloatingPointScalar>(
    _ value: Tensor<Scalar>, weight: Int = 1, file: StaticString = #fileID, line: UInt = #line
  ) {
    add(value.item(file: file, line: line), weight: weight)
  }

  /// The mean; NaN before the first number.
  public var value: Double { sum / weight }
}
