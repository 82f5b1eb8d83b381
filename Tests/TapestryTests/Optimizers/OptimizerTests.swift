import Testing

@testable import Tapestry

/// Parameters of both types, one a bias.
private struct Parameters: Model {
  var weight: Tensor<Double>
  var bias: Tensor<Float>

  mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }
}

private struct Single<Scalar: FloatingPointScalar>: Model {
  var w: Tensor<Scalar>

  mutating func visitParameters(_ visitor: inout ParameterVisitor) { visitor.visit("w", &w) }
}

/// Steps of optimisers against PyTorch 2.15 in Double: six steps from the same start, the rate halved after three.
@Suite struct OptimizerGoldenTests {
  private struct Case {
    let name: String
    let optimizer: any Optimizer
    let expected: [Double]

    init(_ name: String, _ optimizer: some Optimizer, _ expected: [Double]) {
      self.name = name
      self.optimizer = optimizer
      self.expected = expected
    }
  }

  private let cases = [
    Case(
      "plain", SGD(learningRate: 0.1, decay: 0.01),
      [
        0.7005809496019981, -0.47441849111944806, 0.37565655339225207, 1.2682150802690808,
        -0.7333708562037433,
      ]),
    Case(
      "momentum", SGD(learningRate: 0.1, momentum: 0.9, decay: 0.01),
      [0.2947264377727404, -0.38229759227239735, 0.620976916156459, 0.3102214167326225, 0.5706594023761598]),
    Case(
      "Nesterov", SGD(learningRate: 0.1, momentum: 0.9, decay: 0.01, nesterov: true),
      [0.1643442008655965, -0.38032025088002064, 0.6761330010771733, 0.4975410447343902, 0.8177588387497171]),
    // The paper's two lines, written out in Python.
    Case(
      "paper", SGD(learningRate: 0.1, momentum: 0.9, decay: 0.01, form: .paper),
      [0.0990267568821952, -0.33378380630469895, 0.739583039972416, -0.22190250484242235, 1.18714729187053]),
    Case(
      "Adam", Adam(learningRate: 0.1),
      [0.5501359029983798, -0.22741252116241858, 0.649481849107196, 1.559918604270168, -1.061620527648154]),
    Case(
      "Adam with decay", Adam(learningRate: 0.1, betas: (0.8, 0.95), epsilon: 1e-3, decay: 0.01),
      [0.5506787858334811, -0.2521515286912827, 0.6338989808367942, 1.5634045149229903, -1.065766214555681]),
    Case(
      "AdamW", AdamW(learningRate: 0.1, decay: 0.1),
      [0.5146071512979535, -0.2135808873779839, 0.6318945807185425, 1.4834090275296357, -1.0050797795360442]),
    Case(
      "RMSprop", RMSprop(learningRate: 0.1, decay: 0.01),
      [-1.060150773747445, -0.5560204205788006, 0.5772352898701483, 0.97733625514384, 0.4656513689898351]),
    Case(
      "RMSprop with momentum", RMSprop(learningRate: 0.01, alpha: 0.9, momentum: 0.9, epsilon: 1e-6),
      [0.717463643654564, -0.363231969205394, 0.4719324641402441, 1.7337913182921265, -1.2409970671734076]),
  ]

  /// Six steps along w³/2 + (t + 1)/10 − 3i/10.
  private func result<Scalar: FloatingPointScalar>(_ optimizer: any Optimizer, _: Scalar.Type) -> [Double] {
    var optimizer = optimizer
    var model = Single<Scalar>(w: Tensor(shape: [5], scalars: [1, -0.5, 0.25, 2, -1.5]))
    for step in 0..<6 {
      if step == 3 { optimizer.learningRate /= 2 }
      let gradient = model.w.scalars.enumerated().map { (index: Int, w: Scalar) -> Scalar in
        let constant = Double(step + 1) / 10 - 0.3 * Double(index)
        return Scalar(Double(w * w * w) / 2 + constant)
      }
      optimizer.update(&model, along: Single<Scalar>(w: Tensor(shape: [5], scalars: gradient)))
    }
    return model.w.scalars.map(Double.init)
  }

  @Test func steps() {
    for test in cases {
      for (found, expected) in zip(result(test.optimizer, Double.self), test.expected) {
        #expect(abs(found - expected) < 1e-14 * max(abs(expected), 1), "\(test.name): \(found), \(expected)")
      }
      for (found, expected) in zip(result(test.optimizer, Float.self), test.expected) {
        #expect(abs(found - expected) < 1e-5, "\(test.name): \(found), \(expected)")
      }
    }
  }
}

@Suite struct OptimizerTests {
  private let start = Parameters(weight: Tensor(repeating: 1, shape: [40_000]), bias: [1, 2, 3])
  private let gradient = Parameters(
    weight: Tensor(shape: [40_000], scalars: (0..<40_000).map { Double($0 % 7) - 3 }), bias: [0.5, -1, 2])

  @Test func groupsMultiplyRateAndDecay() {
    var model = start
    var optimizer = SGD(learningRate: 0.1, decay: 0.5)
    optimizer.groups = [ParameterGroup(rate: 2, decay: 0) { $0.hasSuffix("bias") }]
    optimizer.update(&model, along: gradient)
    #expect(abs(model.weight[1].item() - (1 - 0.1 * (-2 + 0.5))) < 1e-15)
    for (found, expected) in zip(model.bias.scalars, [0.9, 2.2, 2.6] as [Float]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func theFirstGroupDecidesAndFrozenParametersStay() {
    var model = start
    var optimizer = Adam(learningRate: 0.1, decay: 0.5)
    optimizer.groups = [.frozen { $0 == "weight" }, ParameterGroup(rate: 2) { _ in true }]
    optimizer.update(&model, along: gradient)
    #expect(model.weight.scalars == start.weight.scalars)
    #expect(abs(model.bias[0].item() - 0.8) < 1e-5)
    #expect(
      optimizer.state.tensors.keys.sorted() == [
        "optimizer.mean.bias", "optimizer.square.bias", "optimizer.step.bias",
      ])
  }

  @Test func updatesAreInPlaceAndCopiesKeepTheirValues() {
    var model = start
    var optimizer = SGD(learningRate: 0.1, momentum: 0.9)
    optimizer.update(&model, along: gradient)
    func addresses() -> [Int] {
      [
        model.weight.withUnsafeElements { Int(bitPattern: $0.baseAddress) },
        optimizer.state.entries["weight"]?.tensors["velocity"].map { Int(bitPattern: $0.firstByte) } ?? 0,
      ]
    }
    let before = addresses()
    optimizer.update(&model, along: gradient)
    #expect(addresses() == before)

    let (oldModel, oldOptimizer) = (model, optimizer)
    let (weight, velocity) = (model.weight.scalars, oldOptimizer.state.tensors)
    optimizer.update(&model, along: gradient)
    #expect(oldModel.weight.scalars == weight)
    #expect(oldOptimizer.state.tensors.allSatisfy { $1.isIdentical(to: velocity[$0]) })
    #expect(model.weight.scalars != weight)
    #expect(start.weight.scalars.allSatisfy { $0 == 1 })
  }

  @Test func theSameBitsOnAnyNumberOfThreads() {
    for optimizer in [SGD(learningRate: 0.1, momentum: 0.9), Adam(), RMSprop(momentum: 0.5)]
      as [any Optimizer]
    {
      let results = [1, 2, 5].map { width in
        Threads.with(width) {
          var (model, optimizer) = (start, optimizer)
          for _ in 0..<3 { optimizer.update(&model, along: gradient) }
          return model.weight.scalars
        }
      }
      #expect(results[0] == results[1] && results[0] == results[2])
    }
  }

  @Test func stateGoesOnFromAFile() throws {
    for optimizer in [SGD(learningRate: 0.1, momentum: 0.9), Adam(), RMSprop(momentum: 0.5)]
      as [any Optimizer]
    {
      let folder = try TemporaryFolder()
      var (model, optimizer) = (start, optimizer)
      for _ in 0..<3 { optimizer.update(&model, along: gradient) }
      let path = folder.file("state.safetensors")
      try SafetensorsFile.write(optimizer.state.tensors, to: path)
      var (secondModel, second) = (model, optimizer)
      second.state = try OptimizerState(SafetensorsFile(path).tensors(), for: model)
      for _ in 0..<2 {
        optimizer.update(&model, along: gradient)
        second.update(&secondModel, along: gradient)
      }
      #expect(model.weight.scalars == secondModel.weight.scalars)
      #expect(model.bias.scalars == secondModel.bias.scalars)
    }
  }

  @Test func stateOfAnotherModelIsRefused() throws {
    func reason(_ name: String, _ tensor: AnyTensor) -> FileError.Reason? {
      fileError { _ = try OptimizerState([name: tensor], for: start) }?.reason
    }
    let three = Tensor<Float>([1, 2, 3])
    #expect(reason("optimizer.velocity.bias", AnyTensor(three)) == nil)
    #expect(reason("velocity.bias", AnyTensor(Tensor<Float>([1]))) == nil)
    #expect(reason("optimizer.velocity.bias", AnyTensor(Tensor<Float>([1]))) == .mismatch)
    #expect(reason("optimizer.velocity.bias", AnyTensor(Tensor<Double>([1, 2, 3]))) == .mismatch)
    #expect(reason("optimizer.velocity.other", AnyTensor(three)) == .mismatch)
    #expect(reason("optimizer.velocity", AnyTensor(three)) == .mismatch)
    #expect(reason("optimizer.step.bias", AnyTensor(three)) == .mismatch)
    #expect(reason("optimizer.step.bias", AnyTensor(Tensor<Int32>(-1))) == .mismatch)
    #expect(reason("optimizer.step.bias", AnyTensor(Tensor<Int32>(3))) == nil)
  }

  @Test func gradientsOfAnotherShapeTrap() async {
    await #expect(processExitsWith: .failure) {
      var model = Parameters(weight: [1, 2], bias: [1])
      var optimizer = SGD(learningRate: 1)
      optimizer.update(&model, along: Parameters(weight: [1], bias: [1]))
    }
  }

  @Test func clippingByNorm() {
    var gradient = Parameters(weight: [3, 0], bias: [4])
    #expect(gradient.globalNorm == 5)
    #expect(gradient.clip(norm: 5) == 5)
    #expect(gradient.weight.scalars == [3, 0])
    #expect(gradient.clip(norm: 1) == 5)
    #expect(abs(gradient.weight[0].item() - 0.6) < 1e-15)
    #expect(abs(gradient.bias[0].item() - 0.8) < 1e-7)
    var broken = Parameters(weight: Tensor(shape: [2], scalars: [.nan, 0]), bias: [4])
    #expect(broken.clip(norm: 1).isNaN)
    #expect(broken.bias[0].item().isNaN)
  }

  @Test func clippingByValue() {
    var gradient = Parameters(weight: [3, -0.5, -7], bias: [4])
    gradient.clip(value: 1)
    #expect(gradient.weight.scalars == [1, -0.5, -1])
    #expect(gradient.bias.scalars == [1])
  }
}
