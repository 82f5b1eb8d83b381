// Trains a small convolutional network on the library's 8,000 images of Fashion-MNIST, and tests it on 2,000 others:
//     swift run -c release fashion [epochs]

import Tapestry
import TapestryVision

/// Two convolutions with pooling, and two fully connected layers.
struct ClothesNetwork: Layer {
  var conv1: Conv2D<Float>
  var conv2: Conv2D<Float>
  var hidden: Linear<Float>
  var output: Linear<Float>

  init(using generator: inout PhiloxGenerator) {
    conv1 = Conv2D(1, 32, kernel: 5, padding: 2, activation: .relu, using: &generator)
    conv2 = Conv2D(32, 64, kernel: 5, padding: 2, activation: .relu, using: &generator)
    hidden = Linear(64 * 7 * 7, 256, activation: .relu, using: &generator)
    output = Linear(256, 10, using: &generator)
  }

  func forward(_ x: Tensor<Float>, _ context: inout LayerContext) -> Tensor<Float> {
    let small = conv1(x, &context).maxPooled(kernel: 2)
    let features = conv2(small, &context).maxPooled(kernel: 2).flattened(from: 1)
    return output(hidden(features, &context), &context)
  }

  mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    visitor.visit("conv1", &conv1)
    visitor.visit("conv2", &conv2)
    visitor.visit("hidden", &hidden)
    visitor.visit("output", &output)
  }
}

/// All images as numbers around zero.
func images(_ set: MemoryDataSet) -> Tensor<Float> {
  Tensor(Tensor<UInt8>(shape: [set.count, 1, 28, 28], scalars: set.samples)) / 128 - 0.5
}

let training = try MemoryDataSet.fashionMNIST(.training)
let testing = try MemoryDataSet.fashionMNIST(.testing)
let (allImages, allLabels) = (images(training), Tensor<Int32>(training.labels.map(Int32.init)))
var generator = PhiloxGenerator(seed: 1)
var network = ClothesNetwork(using: &generator)
var optimizer = SGD(learningRate: 0.02, momentum: 0.9, decay: 5e-4)
for epoch in 1...(Int(CommandLine.arguments.dropFirst().first ?? "") ?? 8) {
  var loss = RunningMean()
  let order = (0..<Int32(training.count)).shuffled(using: &generator)
  for start in stride(from: 0, to: order.count, by: 64) {
    let batch = Tensor(order[start..<min(start + 64, order.count)])
    let (x, labels) = (allImages.gathered(at: batch), allLabels.gathered(at: batch))
    let step = valueAndGradient(at: network) { softmaxCrossEntropy(logits: $0(x), labels: labels) }
    optimizer.update(&network, along: step.gradient)
    loss.add(step.value)
  }
  var error = TopKError()
  error.add(scores: network(images(testing)), labels: Tensor(testing.labels.map(Int32.init)))
  print("epoch \(epoch): loss \(Float(loss.value)), accuracy \(Float(100 - 100 * error.value)) %")
}
