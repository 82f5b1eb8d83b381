/// Normalises each channel over the batch in training, and by running statistics in inference; see
/// ``Tensor/batchNormalized(scale:offset:epsilon:file:line:)``.
///
/// Takes `[n, c]` or `[n, c, h, w]`, and keeps the shape. Its parameters are `weight` and `bias`, its other state is `running_mean`
/// and `running_var`, as in PyTorch. In training, the new running statistics are left in the context:
///
/// ```swift
/// model.adoptStatistics(of: &context)   // after the optimiser's step
/// ```
///
/// The running mean becomes (1 - momentum) · running + momentum · batch, and likewise the variance, of which the
/// unbiased estimate is taken, although the batch itself is normalised by the biased one: as in PyTorch.
public struct BatchNorm<Scalar: FloatingPointScalar>: Layer {
  /// γ: what each normalised channel is multiplied by.
  public var weight: Tensor<Scalar>
  /// β: what is then added to it.
  public var bias: Tensor<Scalar>
  /// The running mean of each channel.
  public var runningMean: Tensor<Scalar>
  /// The running variance of each channel.
  public var runningVariance: Tensor<Scalar>
  /// What is added to variances.
  public var epsilon: Double
  /// The share of a new batch in the running statistics.
  public var momentum: Double
  /// The path from the outermost model, as of the last visit.
  public private(set) var path = ""

  /// A layer that, in inference, changes nothing at first.
  ///
  /// - Parameters:
  ///   - channels: The extent of the second axis.
  ///   - epsilon: What is added to variances.
  ///   - momentum: The share of a new batch in the running statistics.
  public init(_ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1) {
    weight = Tensor(ones: [channels])
    bias = Tensor(zeros: [channels])
    runningMean = Tensor(zeros: [channels])
    runningVariance = Tensor(ones: [channels])
    (self.epsilon, self.momentum) = (epsilon, momentum)
  }

  /// The normalised elements.
  ///
  /// - Precondition: In training, there are at least two elements a channel.
  public func forward(_ x: Tensor<Scalar>, _ context: inout LayerContext) -> Tensor<Scalar> {
    guard context.isTraining else {
      return x.batchNormalized(
        mean: runningMean, variance: runningVariance, scale: weight, offset: bias, epsilon: Scalar(epsilon))
    }
    let normalized = x.batchNormalized(scale: weight, offset: bias, epsilon: Scalar(epsilon))
    let count = x.elementCount / Swift.max(weight.elementCount, 1)
    guard count > 1 || x.isEmpty else {
      trap("BatchNorm", "the shape \(x.shape) has one element a channel: training needs at least two")
    }
    let unbiased = normalized.variance * (Scalar(count) / Scalar(Swift.max(count - 1, 1)))
    update("running_mean", runningMean, with: normalized.mean, &context)
    update("running_var", runningVariance, with: unbiased, &context)
    return normalized.result
  }

  /// Leaves a running statistic in the context, made of the one there, if the layer was applied before in this step.
  private func update(
    _ name: String, _ running: Tensor<Scalar>, with batch: Tensor<Scalar>, _ context: inout LayerContext
  ) {
    let name = path.isEmpty ? name : "\(path).\(name)"
    let old = context.statistics[name]?.typed(Scalar.self) ?? running
    context.statistics[name] = ErasedTensor(old * Scalar(1 - momentum) + batch * Scalar(momentum))
  }

  /// Visits `weight` and `bias`, and the running statistics as state.
  public mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    path = visitor.path
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
    visitor.visitState("running_mean", &runningMean)
    visitor.visitState("running_var", &runningVariance)
  }
}
