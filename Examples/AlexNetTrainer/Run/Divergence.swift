import AlexNet
import ExampleSupport
import Foundation
import Tapestry

extension AlexNet<Float> {
  /// What each layer does with `images`, in the order of ``AlexNet/layerNames``.
  func observations(of images: Tensor<Float>, _ context: LayerContext) -> [LayerObservation] {
    var observations: [LayerObservation] = []
    var context = context.observed { if !$0.isContainer { observations.append($0) } }
    _ = Tape.withoutRecording { self(images, &context) }
    return observations
  }

  /// Why the loss of `images` is not finite: the first layer with weights or values that are not.
  func divergence(on images: Tensor<Float>, _ context: LayerContext) -> String {
    for (name, observation) in zip(layerNames, observations(of: images, context)) {
      if !observation.layer.globalNorm.isFinite {
        return "the first layer whose values went wrong is \(name): its weights are not finite"
      }
      if !observation.isFinite {
        return "the first layer whose values went wrong is \(name): its outputs are not finite"
      }
    }
    return "all layers' values are finite, and only the loss of them is not"
  }
}

/// Notices a loss that stays where it began: at that of guessing.
struct StallWatch {
  /// ln(classes): the loss of a network that finds all classes equally probable.
  private let guessing: Double
  private var losses: [Double] = []
  private var hasSpoken = false

  /// The steps after which a network that learns has left the plateau, and over which the loss is averaged.
  private static let (patience, window) = (300, 100)

  init(classes: Int) { guessing = log(Double(classes)) }

  /// Takes the loss of a step, and returns what to tell the user, once.
  mutating func record(_ loss: Double, step: Int, recipe: Recipe) -> String? {
    guard !hasSpoken, guessing > 0 else { return nil }
    losses.append(loss)
    guard losses.count >= Self.patience else { return nil }
    let mean = losses.suffix(Self.window).reduce(0, +) / Double(Self.window)
    losses.removeFirst()
    guard abs(mean - guessing) < 0.02 * guessing else { return nil }
    hasSpoken = true
    var cures: [String] = []
    if recipe.initialBias > 0.1 { cures.append("--initial-bias 0.1") }
    cures.append("a smaller rate: --rate \(recipe.rate / 10)")
    return
      "step \(step): the loss stays at \(fixed(mean, 3)), that of guessing (ln \(Int(exp(guessing).rounded())) = "
      + "\(fixed(guessing, 3))). What usually helps: \(cures.joined(separator: ", or "))."
  }
}
