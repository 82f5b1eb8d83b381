import AlexNet
import Tapestry
import Testing

/// The code in the module's articles, which `DocumentationTests` compares with this file.
@Suite struct DocumentationExamples {
  @Test func predicting() {
    let images = Tensor<Float>(ones: [1, 3, 256, 256])
    let network = AlexNet<Float>(.paper(classes: 1000))
    print(network.summary(for: [1, 3, 224, 224]))
    for prediction in network.predictions(for: images, from: .tenCrops)[0] {
      print(prediction.className, prediction.probability)
    }
    #expect(network.parameterCount == 60_965_224)
  }

  @Test func loading() {
    func load(_ path: String) throws -> AlexNet<Float> {
      let file = try SafetensorsFile(path)
      let network = try AlexNet<Float>(.oneWeirdTrick(), loading: file)
      return network
    }
    #expect(throws: FileError.self) { try load("/nowhere/alexnet.safetensors") }
  }
}
