import AlexNet
import Foundation
import Tapestry

/// Where the time of a training step goes: a line for each operation of each layer and direction.
struct StepProfile {
  private struct Row {
    var operation: String
    var layer: String
    var direction: String
    var work: Work
    var seconds = 0.0
  }

  private let batch: Int
  private let limits: Limits
  private let layers: [ModelSummary.Row]
  private let names: [String]
  private var rows: [Row] = []
  private var seconds = 0.0
  private var kernelSeconds = 0.0

  /// Measures a few steps, after some that are not counted.
  init(batch: Int, limits: Limits) {
    self.batch = batch
    self.limits = limits
    var step = TrainingStep(batch: batch)
    layers = step.network.summary(for: [batch, 3, 224, 224]).rows
    names = step.network.layerNames
    for _ in 0..<3 { step.run() }
    let profiles = (0..<3).map { _ in OperationProfile.measure { step.run() }.profile }
    seconds = profiles.reduce(0) { $0 + $1.seconds } / 3
    kernelSeconds = profiles.reduce(0) { $0 + $1.kernelSeconds } / 3
    for profile in profiles { add(profile) }
  }

  /// Prints the operations, those that take longest first.
  func printTable() {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    func line(_ operation: String, _ layer: String, _ direction: String, _ seconds: Double, _ share: String) {
      print(
        padded(operation, 28) + padded(layer, 8) + padded(direction, 10)
          + String(format: "%9.2f ms %6.2f %%  ", seconds * 1e3, seconds / self.seconds * 100) + share)
    }
    print("A training step of \(batch) images: \(String(format: "%.1f", Double(batch) / seconds)) images/s\n")
    for row in rows.sorted(by: { $0.seconds > $1.seconds }) where row.seconds > seconds * 1e-5 {
      let share = limits.bound(row.work).map {
        String(format: "%.0f %% of ", $0.seconds / row.seconds * 100) + $0.kind.name
      }
      line(row.operation, row.layer, row.direction, row.seconds, share ?? "")
    }
    print("")
    for direction in ["forward", "gradient", "update"] {
      line("all", "", direction, rows.reduce(0) { $0 + ($1.direction == direction ? $1.seconds : 0) }, "")
    }
    line("in no kernel", "", "", seconds - kernelSeconds, "")
  }

  /// Adds a third of each operation's time to its row.
  private mutating func add(_ profile: OperationProfile) {
    var attribution = Attribution(layers: layers, names: names, batch: batch)
    for entry in profile.entries {
      let (layer, work) = attribution(entry)
      var operation = String(entry.operation.prefix { $0 != "(" })
      if operation == "products" { operation = "product \(entry.shape)" }
      let direction = operation == "update" ? "update" : entry.isGradient ? "gradient" : "forward"
      let place = rows.firstIndex {
        $0.operation == operation && $0.layer == layer && $0.direction == direction
      }
      if let place {
        rows[place].seconds += entry.seconds / 3
      } else {
        rows.append(
          Row(
            operation: operation, layer: layer, direction: direction, work: work, seconds: entry.seconds / 3))
      }
    }
  }
}

/// Finds out which layer an operation belongs to, and what it has to do: operations come in the order of the layers, and gradients in
/// the reverse.
private struct Attribution {
  private let layers: [ModelSummary.Row]
  private let names: [String]
  private let batch: Int
  /// How many operations of a name have been seen, forward and in gradients.
  private var counts: [String: Int] = [:]
  private var lastLayer = 0

  init(layers: [ModelSummary.Row], names: [String], batch: Int) {
    self.layers = layers
    self.names = names
    self.batch = batch
  }

  mutating func callAsFunction(_ entry: OperationProfile.Entry) -> (layer: String, work: Work) {
    let name = String(entry.operation.prefix { $0 != "(" })
    var operation = Self.operations[name] ?? Operation(type: "", tensors: 0)
    if name == "reluGradient", entry.shape.rank == 4 { operation.type = "Conv2D" }
    if name == "update" {
      let bytes = 5 * Double(4 * entry.shape.elementCount)
      return (entry.shape.rank == 1 ? "biases" : "\(entry.shape)", Work(bytes: bytes))
    }
    if name == "reduced", entry.isGradient {  // the gradient of a bias, which follows that of the weights
      let bytes = 4 * Double(layers[lastLayer].outputShape.elementCount)
      return (names[lastLayer], Work(bytes: bytes, isReading: true))
    }
    guard !operation.type.isEmpty else { return ("", Work()) }
    let places = layers.indices.filter { layers[$0].type == operation.type && hasActivation(operation, $0) }
    let isWeightGradient = operation.type == "Linear" && entry.isGradient && isWeight(entry.shape)
    let key = "\(name) \(operation.type) \(entry.isGradient) \(isWeightGradient)"
    let count = counts[key, default: 0]
    counts[key] = count + 1
    guard count < places.count else { return ("", Work()) }
    let place = entry.isGradient ? places[places.count - 1 - count] : places[count]
    lastLayer = place
    if operation.tensors == 0 {
      return (names[place], Work(operations: 2 * Double(layers[place].multiplyAdds)))
    }
    let input = place > 0 ? layers[place - 1].outputShape.elementCount : 0
    let output = layers[place].outputShape.elementCount
    let elements =
      operation.type == "MaxPool2D" ? input + output : operation.tensors * max(output, 1)
    return (names[place], Work(bytes: 4 * Double(elements)))
  }

  private func isWeight(_ shape: TensorShape) -> Bool { shape.rank == 2 && shape[0] != batch }

  /// Of operations that only some layers of a type have, whether this one has.
  private func hasActivation(_ operation: Operation, _ place: Int) -> Bool {
    !operation.isActivation || place < layers.count - 1
  }

  private struct Operation {
    /// The type of layer that it is part of.
    var type: String
    /// How many tensors of the size of the layer's output it reads and writes; 0 for a product.
    var tensors: Int
    /// Whether it is an activation's, which the last layer has not.
    var isActivation = false
  }

  private static let operations: [String: Operation] = [
    "convolved": Operation(type: "Conv2D", tensors: 0),
    "convolvedTransposed": Operation(type: "Conv2D", tensors: 0),
    "convolutionWeightGradient": Operation(type: "Conv2D", tensors: 0),
    "products": Operation(type: "Linear", tensors: 0),
    "localResponseNormalized": Operation(type: "LocalResponseNormalization", tensors: 2),
    "localResponseGradient": Operation(type: "LocalResponseNormalization", tensors: 3),
    "maxPooled": Operation(type: "MaxPool2D", tensors: 1),
    "spreadMaxima": Operation(type: "MaxPool2D", tensors: 1),
    "relu": Operation(type: "Linear", tensors: 2, isActivation: true),
    "reluGradient": Operation(type: "Linear", tensors: 3, isActivation: true),
    "+": Operation(type: "Linear", tensors: 2),
    "masked": Operation(type: "Dropout", tensors: 2),
  ]
}
