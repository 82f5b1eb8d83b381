/// What becomes of the losses of a batch.
public enum LossReduction: Sendable {
  /// Their mean: one number, whose gradient does not grow with the batch.
  case mean
  /// Their sum.
  case sum
  /// They stay as they are.
  case none
}

extension Tensor where Scalar: FloatingPointScalar {
  /// These losses, reduced.
  func reduced(_ reduction: LossReduction) -> Tensor {
    switch reduction {
    case .mean: mean()
    case .sum: sum()
    case .none: self
    }
  }

  /// Stops where predictions and targets have different shapes: broadcasting would hide the mistake.
  fileprivate func requireShape(
    of targets: Tensor, for operation: StaticString, file: StaticString, line: UInt
  ) {
    guard shape == targets.shape else {
      trap(
        operation, "the predictions have the shape \(shape), the targets \(targets.shape)", file: file,
        line: line)
    }
  }
}

/// The squared differences of predictions from targets.
///
/// - Parameters:
///   - predictions: What a model gave.
///   - targets: What it should have given, in the same shape; it has a gradient too.
///   - reduction: The mean of all elements unless given.
/// - Precondition: The shapes are the same.
public func meanSquaredError<Scalar: FloatingPointScalar>(
  _ predictions: Tensor<Scalar>, targets: Tensor<Scalar>, reduction: LossReduction = .mean,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor<Scalar> {
  predictions.requireShape(of: targets, for: "meanSquaredError", file: file, line: line)
  return (predictions - targets).pow(2).reduced(reduction)
}

/// The magnitudes of the differences of predictions from targets: the L1 loss. The gradient is 0 where they are equal.
///
/// - Parameters:
///   - predictions: What a model gave.
///   - targets: What it should have given, in the same shape; it has a gradient too.
///   - reduction: The mean of all elements unless given.
/// - Precondition: The shapes are the same.
public func meanAbsoluteError<Scalar: FloatingPointScalar>(
  _ predictions: Tensor<Scalar>, targets: Tensor<Scalar>, reduction: LossReduction = .mean,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor<Scalar> {
  predictions.requireShape(of: targets, for: "meanAbsoluteError", file: file, line: line)
  return (predictions - targets).abs().reduced(reduction)
}

/// The cross-entropy of independent yes-or-no answers, whose probabilities are the sigmoids of `logits`:
/// -t log σ(x) - (1 - t) log(1 - σ(x)).
///
/// Computed as max(x, 0) - t x + log(1 + e^-|x|), which neither overflows nor loses small losses.
///
/// - Parameters:
///   - logits: What a model gave, before a sigmoid.
///   - targets: The probabilities that it should have given, from 0 to 1, in the same shape; they have a gradient too.
///   - reduction: The mean of all elements unless given.
/// - Precondition: The shapes are the same.
public func binaryCrossEntropy<Scalar: FloatingPointScalar>(
  logits: Tensor<Scalar>, targets: Tensor<Scalar>, reduction: LossReduction = .mean,
  file: StaticString = #fileID, line: UInt = #line
) -> Tensor<Scalar> {
  logits.requireShape(of: targets, for: "binaryCrossEntropy", file: file, line: line)
  let (x, t) = (logits.detached(), targets.detached())
  let losses = x.relu() - t * x + (-x.abs()).exp().log1p()
  return losses.recorded(
    from: logits, { dy in dy * (logits.sigmoid() - targets) },
    from: targets, { dy in -(dy * logits) }
  ).reduced(reduction)
}
