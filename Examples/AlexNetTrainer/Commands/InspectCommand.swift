import AlexNet
import ExampleSupport
import Foundation
import Tapestry

enum InspectCommand: Command {
  static let name = "inspect"
  static let operands = "[RUN | FILE]"
  static let summary = "Prints a network as a table, or what is in a file of tensors."
  static let details = """
    RUN is a run's folder; unless given, the last one in runs/. FILE is a safetensors, .npz or .npy file, a checkpoint included.
    """
  static let options = [
    Option("--preset", "NAME", "the network of a preset: small, paper, caffe, torchvision"),
    Option("--classes", "N", "with so many classes"),
  ]

  static func run(_ arguments: Arguments) throws {
    if let name = arguments.text("--preset") {
      try arguments.refuseOperands()
      var recipe = Recipe(try Value.choice(name, of: "--preset"))
      recipe.classes =
        try arguments.integer("--classes", in: 1...1_000_000) ?? (recipe.preset == .small ? 10 : 1000)
      if recipe.imageSize == 0 { recipe.imageSize = 28 }
      show(try recipe.network(channels: recipe.preset == .small ? 1 : 3, classNames: []))
      return
    }
    let path = arguments.operands.first ?? ""
    if arguments.operands.count == 1, [".safetensors", ".npz", ".npy"].contains(where: path.hasSuffix) {
      try show(tensorsOf: path)
    } else {
      show(try TrainedRun(RunFolder.chosen(arguments)).network)
    }
  }

  private static func show(_ network: AlexNet<Float>) {
    let configuration = network.configuration
    print(
      network.summary(for: [1, configuration.channels, configuration.imageSize, configuration.imageSize]))
  }

  private static func show(tensorsOf path: String) throws {
    if path.hasSuffix(".npy") {
      let tensor = try AnyTensor(npy: path)
      print("\(path): \(tensor.scalarType) \(tensor.shape)")
      return
    }
    let safetensors = path.hasSuffix(".npz") ? nil : try SafetensorsFile(path)
    let file: any TensorFile = try safetensors ?? NPZFile(path)
    let tensors = try file.names.map { (name: $0, tensor: try file.anyTensor($0)) }
    let width = tensors.map(\.name.count).max() ?? 0
    for (name, tensor) in tensors {
      print("\(name.padded(to: width))  \("\(tensor.scalarType)".padded(to: 7))  \(tensor.shape)")
    }
    print("\(tensors.count) tensors, \(tensors.reduce(0) { $0 + $1.tensor.shape.elementCount }) elements")
    for (key, value) in (safetensors?.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
      print("\(key): \(value.count > 300 ? value.prefix(300) + "…" : value)")
    }
  }
}
