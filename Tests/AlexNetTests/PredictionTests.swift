import Testing

@testable import AlexNet
@testable import Tapestry

@Suite struct PredictionTests {
  private let network: AlexNet<Float> = {
    var network = Golden.network(.small(classes: 4, width: 0.25), of: Float.self)
    network.nameClasses(["ant", "bee", "cat", "dog"])
    return network
  }()

  @Test func theMostProbableClassesComeFirst() {
    let images: Tensor<Float> = Golden.values("images", [3, 1, 28, 28], scale: 4)
    let probabilities = network(images).softmax()
    for (image, predictions) in network.predictions(for: images, top: 3).enumerated() {
      #expect(predictions.count == 3)
      let row = (0..<4).map { Double(probabilities[image, $0].item()) }
      #expect(predictions.map(\.probability) == Array(row.sorted(by: >).prefix(3)))
      for prediction in predictions {
        #expect(prediction.className == ["ant", "bee", "cat", "dog"][prediction.index])
        #expect(prediction.probability == row[prediction.index])
      }
    }
    #expect(network.predictions(for: images, top: 9).allSatisfy { $0.count == 4 })
  }

  @Test func theCenterIsCutOut() {
    let images: Tensor<Float> = Golden.values("images", [2, 1, 33, 31], scale: 4)
    let center = images[.all, .all, 2..<30, 1..<29]
    #expect(network.probabilities(images) == network(center).softmax())
  }

  @Test func tenCropsOfAnImageOfTheRightSizeAreTwo() {
    let images: Tensor<Float> = Golden.values("images", [2, 1, 28, 28], scale: 4)
    let (left, right) = (network(images).softmax(), network(images.flipped(axes: [3])).softmax())
    let probabilities = network.probabilities(images, from: .tenCrops)
    #expect(probabilities.distance(from: (left + right) * 0.5) < 1e-6)
    let mirrored = network.probabilities(images.flipped(axes: [3]), from: .tenCrops)
    #expect(probabilities.distance(from: mirrored) < 1e-6)
    #expect(left.distance(from: right) > 1e-3)
  }

  @Test func smallImagesTrap() async {
    await #expect(processExitsWith: .failure) {
      let network = Golden.network(.small(classes: 4, width: 0.25), of: Float.self)
      _ = network.probabilities(Tensor(zeros: [1, 1, 27, 28]), from: .tenCrops)
    }
  }
}
