/// What layers need to know, and leave behind, besides their input: whether this is training, where random draws come
/// from, and the running statistics of normalisations.
///
/// ```swift
/// var context = LayerContext.training(PhiloxGenerator(seed: 1))
/// let (loss, gradient) = valueAndGradient(at: model) { model in
///   softmaxCrossEntropy(model(images, &context), labels)
/// }
/// optimizer.update(&model, along: gradient)
/// model.adoptStatistics(of: &context)   // where there are BatchNorm layers
/// ```
public struct LayerContext {
  /// Whether dropout drops, and batch normalisation uses the statistics of the batch.
  public let isTraining: Bool
  /// Where random draws come from. Each draw moves it on, so that the next step drops other elements.
  public var generator: PhiloxGenerator
  /// New running statistics, by the path of the layer's state.
  var statistics: [String: ErasedTensor] = [:]

  private var observer: ((LayerObservation) -> Void)?
  private var childCount = 0

  private init(isTraining: Bool, generator: PhiloxGenerator) {
    self.isTraining = isTraining
    self.generator = generator
  }

  /// For inference: nothing is random.
  public static var inference: LayerContext {
    LayerContext(isTraining: false, generator: PhiloxGenerator(seed: 0))
  }

  /// For training, with random draws from `generator`.
  public static func training(_ generator: PhiloxGenerator) -> LayerContext {
    LayerContext(isTraining: true, generator: generator)
  }

  /// This context with `observer` called after each layer, innermost first.
  public func observed(by observer: @escaping (LayerObservation) -> Void) -> LayerContext {
    var result = self
    result.observer = observer
    return result
  }

  var isObserved: Bool { observer != nil }

  /// The value of `layer` at `x`, told to the observer.
  mutating func observe<L: Layer>(_ layer: L, _ x: Tensor<L.Scalar>) -> Tensor<L.Scalar> {
    let siblings = childCount
    childCount = 0
    let y = layer.forward(x, &self)
    observer?(
      LayerObservation(
        layer: layer, isContainer: childCount > 0, inputShape: x.shape, output: ErasedTensor(y)))
    childCount = siblings + 1
    return y
  }
}

/// A layer that was just computed.
public struct LayerObservation {
  /// The layer.
  public let layer: any Layer
  /// Whether it is made of layers that were observed before it.
  public let isContainer: Bool
  /// The shape of what went in.
  public let inputShape: TensorShape
  /// What came out.
  let output: ErasedTensor

  /// The bytes of one number of what came out.
  var byteCountOfScalar: Int { output.scalarType.byteCount }

  /// The shape of what came out.
  public var outputShape: TensorShape { output.shape }

  /// Whether what came out has neither infinities nor NaNs. Reads it all.
  public var isFinite: Bool {
    switch output.scalarType {
    case .float32: (output.typed(Float.self).detached() * 0).sum().item() == 0
    case .float64: (output.typed(Double.self).detached() * 0).sum().item() == 0
    case .int32, .uint8, .bool: true
    }
  }
}

extension Model {
  /// Takes over the running statistics that normalising layers have left in `context`, which forgets them.
  public mutating func adoptStatistics(of context: inout LayerContext) {
    guard !context.statistics.isEmpty else { return }
    visit(with: StatisticsAdoption(context.statistics))
    context.statistics = [:]
  }
}

/// Replaces those parts of a model's state that are in a dictionary.
private final class StatisticsAdoption: ParameterAction {
  private let statistics: [String: ErasedTensor]

  init(_ statistics: [String: ErasedTensor]) { self.statistics = statistics }

  func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {}

  func apply<Scalar: TensorScalar>(toState state: inout Tensor<Scalar>, named name: String) {
    if let new = statistics[name] { state = new.typed() }
  }
}
