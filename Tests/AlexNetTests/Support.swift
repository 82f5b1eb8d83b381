import Foundation
import Testing

@testable import AlexNet
@testable import Tapestry

/// The numbers that PyTorch computed; `Fixtures/README.md` says how.
enum Golden {
  static let path = Bundle.module.bundlePath + "/Fixtures/golden.safetensors"

  static func file() throws -> SafetensorsFile { try SafetensorsFile(path) }

  /// The network whose training was recorded: all of the paper's layers at a twenty-fourth of their width.
  static var configuration: AlexNetConfiguration {
    var configuration = AlexNetConfiguration.paper(classes: 10, width: 1 / 24)
    configuration.imageSize = 100
    configuration.dropout = 0
    for index in configuration.hidden.indices { configuration.hidden[index].units = 40 }
    return configuration
  }

  static let labels: Tensor<Int32> = [3, 0, 9, 3]

  /// Numbers from -1 to 1 with 20 bits, which depend on `name` alone, times `scale`, a power of two.
  static func values<Scalar: FloatingPointScalar>(
    _ name: String, _ shape: TensorShape, scale: Double
  ) -> Tensor<Scalar> {
    let salt = CRC32.value(of: Array(name.utf8).span.bytes)
    let scalars = (0..<UInt32(shape.elementCount)).map { index -> Scalar in
      var hash = index &* 2_654_435_761 &+ salt
      hash ^= hash >> 15
      hash = hash &* 2_246_822_519
      hash ^= hash >> 13
      hash = hash &* 3_266_489_917
      hash ^= hash >> 16
      return Scalar((Double(hash >> 12) / 0x1p19 - 1) * scale)
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// A network with weights of ``values(_:_:scale:)`` by their names.
  static func network<Scalar: FloatingPointScalar>(
    _ configuration: AlexNetConfiguration, of _: Scalar.Type = Scalar.self
  ) -> AlexNet<Scalar> {
    var network = AlexNet<Scalar>(configuration)
    network.visit(with: Filling())
    return network
  }

  private final class Filling: ParameterAction {
    func apply<Scalar: FloatingPointScalar>(to parameter: inout Tensor<Scalar>, named name: String) {
      let shape = parameter.shape
      let inputs = Double(shape.elementCount / shape[0])
      let scale = shape.rank > 1 ? exp2(log2((3 / inputs).squareRoot()).rounded()) : 0.25
      parameter = values(name, shape, scale: scale)
    }
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// The greatest difference from `other`, as a share of the greatest element of `other`.
  func distance(from other: Tensor) -> Double {
    guard shape == other.shape else { return .infinity }
    return Double((self - other).abs().max().item() / other.abs().max().item())
  }
}

/// The result of `body` with a path in the temporary folder at which there is nothing, and where nothing is left.
func withTemporaryPath<Result>(_ body: (String) throws -> Result) rethrows -> Result {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}
