import AlexNet
import ExampleSupport
import Foundation
import Tapestry
import Testing

@testable import AlexNetTrainer

/// What is in models like those that ONNX's own checker accepts (`onnx.checker.check_model(full_check=True)`), and whose outputs
/// in ONNX Runtime are the network's to 1e-6.
@Suite struct ONNXFileTests {
  @Test(arguments: [
    (AlexNetConfiguration.small(width: 0.1), 23),
    (.paper(classes: 10, width: 0.02), 23),
    (.caffe(classes: 10, width: 0.02), 23),
    (.oneWeirdTrick(classes: 10, width: 0.02), 21),
  ])
  func aModelIsAsONNXHasIt(configuration: AlexNetConfiguration, nodes: Int) throws {
    let network = AlexNet<Float>(configuration, seed: 1)
    let bytes = try ONNXFile.bytes(of: network, metadata: ["mean": "0.5"])
    #expect(fields(of: bytes, at: [7, 1]).count == nodes)
    #expect(fields(of: bytes, at: [7, 5]).count == network.parameters.count)
    #expect(fields(of: bytes, at: [8, 2]) == [[13]])
  }

  @Test func theAlphaOfASumIsMultipliedByTheSize() throws {
    let bytes = try ONNXFile.bytes(of: AlexNet<Float>(.small(width: 0.1)))
    // α = 1e-4 over five channels, as an attribute: its name, and the number with its key.
    let number = withUnsafeBytes(of: Float(5e-4).bitPattern.littleEndian) { unsafe Array($0) }
    let attribute = Array("alpha".utf8) + [0x15] + number
    #expect(
      String(decoding: bytes, as: Unicode.ASCII.self).contains(
        String(decoding: attribute, as: Unicode.ASCII.self)))
  }

  @Test func whatONNXHasNotIsRefused() throws {
    var configuration = AlexNetConfiguration.small(width: 0.1)
    configuration.normalization?.size = 4
    let failure = try #require(throws: Failure.self) { try ONNXFile.bytes(of: AlexNet(configuration)) }
    #expect(failure.description.hasPrefix("norm1: "))
    configuration = .small(width: 0.1)
    configuration.activation = .gelu
    #expect(throws: Failure.self) { try ONNXFile.bytes(of: AlexNet(configuration)) }
  }

  /// The bytes of all fields at a path of numbers in a message; of a varint, the bytes that it is written in.
  private func fields(of message: [UInt8], at path: [Int]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var place = 0
    func varint() -> Int {
      var (value, shift) = (0, 0)
      repeat {
        value |= Int(message[place] & 0x7F) << shift
        shift += 7
        place += 1
      } while message[place - 1] & 0x80 != 0
      return value
    }
    while place < message.count {
      let key = varint()
      let start = place
      var content: ArraySlice<UInt8>
      switch key & 7 {
      case 0:
        _ = varint()
        content = message[start..<place]
      case 1: content = message[start..<start + 8]
      case 5: content = message[start..<start + 4]
      default:
        let count = varint()
        content = message[place..<place + count]
      }
      place = content.endIndex
      guard key >> 3 == path[0] else { continue }
      found += path.count == 1 ? [Array(content)] : fields(of: Array(content), at: Array(path.dropFirst()))
    }
    return found
  }
}

extension AlexNet<Float> {
  /// The network with other parameters, taken up from a file as there is no other way from outside.
  func replacingParameters(_ new: (String, Tensor<Float>) -> Tensor<Float>) -> AlexNet<Float> {
    var network = self
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "\(UUID().uuidString).safetensors"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      var tensors = state
      for (name, tensor) in state {
        if case .float32(let old) = tensor { tensors[name] = AnyTensor(new(name, old)) }
      }
      try SafetensorsFile.write(tensors, to: path)
      try network.load(SafetensorsFile(path))
    } catch {
      Issue.record(error)
    }
    return network
  }
}
