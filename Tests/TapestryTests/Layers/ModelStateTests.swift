import Foundation
import Testing

@testable import Tapestry

@Suite struct ModelStateTests {
  private func network(seed: UInt64, width: Int = 3) -> Sequential<Float> {
    var generator = PhiloxGenerator(seed: seed)
    return Sequential {
      Linear(2, width, activation: .relu, using: &generator).named("hidden")
      Linear(width, 1, using: &generator).named("output")
    }
  }

  private func withPath<Result>(_ body: (String) throws -> Result) rethrows -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func aModelComesBackAsItWasWritten() throws {
    try withPath { path in
      let original = network(seed: 1)
      try original.write(safetensors: path, metadata: ["by": "test"])
      let file = try SafetensorsFile(path)
      #expect(Set(file.names) == ["hidden.weight", "hidden.bias", "output.weight", "output.bias"])
      #expect(file.metadata == ["by": "test"])
      var copy = network(seed: 2)
      let x: Tensor<Float> = [[1, -2], [0.5, 3]]
      #expect(copy(x) != original(x))
      try copy.load(file)
      #expect(copy(x) == original(x))
    }
  }

  @Test func everyDisagreementIsListedAndNothingChanges() throws {
    try withPath { path in
      var state = network(seed: 1, width: 4).state
      state["hidden.bias"] = nil
      state["extra"] = AnyTensor(Tensor<Float>(0))
      state["output.bias"] = AnyTensor(Tensor<Double>([1]))
      try SafetensorsFile.write(state, to: path)
      var model = network(seed: 2)
      let before = model.state
      do {
        try model.load(SafetensorsFile(path))
        Issue.record("the file does not fit")
      } catch let error as FileError {
        #expect(error.reason == .mismatch)
        #expect(
          error.message == """
            hidden.weight has the shape [4, 2], expected [3, 2]; hidden.bias is missing; output.weight has the \
            shape [1, 4], expected [1, 3]; output.bias holds float64, expected float32; extra is not part of the model
            """)
      }
      for (name, value) in before {
        #expect(model.state[name]?.tensor(of: Float.self) == value.tensor(of: Float.self))
      }
    }
  }

  @Test func tensorsOfOthersCanBeIgnored() throws {
    try withPath { path in
      var state = network(seed: 1).state
      state["extra"] = AnyTensor(Tensor<Float>(0))
      try SafetensorsFile.write(state, to: path)
      var model = network(seed: 2)
      try model.load(SafetensorsFile(path), ignoringOthers: true)
      #expect(model(Tensor([[1, 1]])) == network(seed: 1)(Tensor([[1, 1]])))
    }
  }
}
