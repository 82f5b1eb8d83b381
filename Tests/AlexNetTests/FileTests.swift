import Foundation
import Testing

@testable import AlexNet
@testable import Tapestry

@Suite struct FileTests {
  private let images: Tensor<Float> = Golden.values("images", [2, 1, 28, 28], scale: 1)

  private func small(seed: UInt64 = 0) -> AlexNet<Float> { AlexNet(.small(width: 0.25), seed: seed) }

  private func error(_ body: () throws -> Void) -> FileError? {
    do {
      try body()
      return nil
    } catch { return error as? FileError }
  }

  @Test(arguments: [false, true]) func aNetworkComesBackWhole(mapped: Bool) throws {
    try withTemporaryPath { path in
      var network = small(seed: 4)
      network.nameClasses((0..<10).map { "kind \($0)" })
      try network.write(to: path, metadata: ["note": "tested"])
      let read = try AlexNet<Float>(contentsOf: path, mapped: mapped)
      #expect(read.configuration == network.configuration)
      #expect(read.classNames == network.classNames)
      #expect(read(images) == network(images))
      #expect(try SafetensorsFile(path).metadata["note"] == "tested")
    }
  }

  @Test func torchvisionsNamesFitAsTheyAre() throws {
    // The names and, but for the width, the shapes of torchvision's alexnet().state_dict().
    let width = 1.0 / 32
    let (a, b, c, d, h) = (2, 6, 12, 8, 128)
    let shapes: [(String, TensorShape)] = [
      ("features.0.weight", [a, 3, 11, 11]), ("features.0.bias", [a]),
      ("features.3.weight", [b, a, 5, 5]), ("features.3.bias", [b]),
      ("features.6.weight", [c, b, 3, 3]), ("features.6.bias", [c]),
      ("features.8.weight", [d, c, 3, 3]), ("features.8.bias", [d]),
      ("features.10.weight", [d, d, 3, 3]), ("features.10.bias", [d]),
      ("classifier.1.weight", [h, d * 36]), ("classifier.1.bias", [h]),
      ("classifier.4.weight", [h, h]), ("classifier.4.bias", [h]),
      ("classifier.6.weight", [10, h]), ("classifier.6.bias", [10]),
    ]
    try withTemporaryPath { path in
      let tensors = shapes.map { name, shape in
        (name, AnyTensor(Golden.values(name, shape, scale: 1) as Tensor<Float>))
      }
      try SafetensorsFile.write(Dictionary(uniqueKeysWithValues: tensors), to: path)
      let network = try AlexNet<Float>(
        .oneWeirdTrick(classes: 10, width: width), loading: SafetensorsFile(path))
      #expect(network.parameters.map(\.name) == shapes.map(\.0))
      for (name, tensor) in tensors {
        #expect(network.state[name]?.tensor(of: Float.self) == tensor.tensor(of: Float.self), "\(name)")
      }
    }
  }

  @Test func everyDisagreementIsListed() throws {
    try withTemporaryPath { path in
      var state = small().state
      state["features.4.weight"] = nil
      state["classifier.6.bias"] = AnyTensor(Tensor<Float>(zeros: [3]))
      state["conv1.weight"] = AnyTensor(Tensor<Float>(zeros: [1]))
      try SafetensorsFile.write(state, to: path)
      let error = error {
        _ = try AlexNet<Float>(.small(width: 0.25), loading: SafetensorsFile(path))
      }
      #expect(error?.reason == .mismatch)
      #expect(
        error?.message == """
          features.4.weight is missing; classifier.6.bias has the shape [3], expected [10]; conv1.weight is not \
          part of the model
          """)
    }
  }

  @Test func whatTheFileSaysIsChecked() throws {
    try withTemporaryPath { path in
      let network = small()
      func read(_ metadata: [String: String]) throws -> FileError? {
        try network.write(safetensors: path, metadata: metadata)
        return error { _ = try AlexNet<Float>(contentsOf: path) }
      }
      #expect(try read([:])?.reason == .missing)
      #expect(try read(["alexnet.configuration": "{}"])?.reason == .malformed)
      var configuration = network.configuration
      func text() throws -> String {
        String(decoding: try JSONEncoder().encode(configuration), as: UTF8.self)
      }
      #expect(try read(["alexnet.configuration": text()]) == nil)
      #expect(
        try read(["alexnet.configuration": text(), "alexnet.classes": #"["a"]"#])?.reason == .malformed)
      configuration.hidden[0].units = 1 << 17
      configuration.hidden[1].units = 1 << 17
      let tooLarge = try read(["alexnet.configuration": text()])
      #expect(tooLarge?.reason == .mismatch)
      #expect(tooLarge?.message.contains("parameters, more than 2147483648") == true)
      configuration.imageSize = 4
      #expect(try read(["alexnet.configuration": text()])?.message.contains("images are too small") == true)
    }
  }
}
