import Testing

@testable import Tapestry

/// Golden numbers made with torch 2.15 in float64: BatchNorm2d and BatchNorm1d with eps = 1e-3, momentum = 0.25,
/// weight = [1.5, -0.5], bias = [0.25, 2], running_mean = [0.5, -1] and running_var = [2, 0.75], at
/// x = ((7 i mod 11) - 5) / 4 for the element i; the gradient of (y * w).sum() with w = ((3 i mod 5) - 2) / 2.
@Suite struct BatchNormTests {
  struct Golden: Sendable {
    let shape: TensorShape
    let y: [Double]
    let dx: [Double]
    let dWeight: [Double]
    let dBias: [Double]
    let runningMean: [Double]
    let runningVariance: [Double]
    let inference: [Double]
  }

  static let goldens = [
    Golden(
      shape: [3, 2, 2, 2],
      y: [
        -1.56778578766597, 1.48609433561286, -0.258980020546473, 2.79490010273236, 1.92599870173352,
        2.63641116509177, 1.39318935421483, 2.10360181757308, -1.13151719862614, 1.9223629246527,
        0.177288568493361, -1.56778578766597, 1.74839558589395, 2.4588080492522, 1.21558623837526,
        1.92599870173352, -0.695248609586306, 2.35863151369253, 0.613557157533195, -1.13151719862614,
        1.57079247005439, 2.28120493341264, 2.99161739677089, 1.74839558589395,
      ],
      dx: [
        -1.74536959215395, 0.506272323762544, -1.0296765362125, 1.22196537970399, -0.0798537410710061,
        0.544659680539002, -0.370635691438949, 0.253877730171059, 1.69249774611865, -0.418546228363196,
        -1.95449508833824, 0.872241942085054, 0.296827251045181, -0.854690485740442, 0.00604530067723881,
        0.630558722287247, 0.767679193992908, -1.34336478048894, 1.48337224993436, -0.052576610040686,
        0.673508243161369, -0.478009493624255, 0.146503927985753, -0.768791443992198,
      ], dWeight: [1.23609433561286, 1.02121791607749], dBias: [1.5, -1.5],
      runningMean: [0.322916666666667, -0.713541666666667],
      runningVariance: [1.70123106060606, 0.697324810606061],
      inference: [
        -1.55837176640278, 0.453591523369849, -0.696101785071651, 1.31586150470097, 1.42348346479786,
        2.02181413916981, 0.974735459018894, 1.57306613339085, -1.2709484392924, 0.741014850480224,
        -0.408678457961276, -1.55837176640278, 1.27390079620487, 1.87223147057682, 0.825152790425906,
        1.42348346479786, -0.983525112182027, 1.0284381775906, -0.121255130850901, -1.2709484392924,
        1.12431812761188, 1.72264880198383, 2.32097947635579, 1.27390079620487,
      ]),
    Golden(
      shape: [5, 2],
      y: [
        -1.47049258998305, 1.89013273712955, -0.112208966312221, 1.34079642277732, 1.24607465735861,
        2.80569326104994, 2.60435828102944, 2.25635694669771, -1.01773138209277, 1.70702063234548,
      ],
      dx: [
        -1.30944349337363, -0.260129213234033, -0.799922134056874, -0.0958784411315772, -0.290400774740119,
        -0.0455815539805855, 0.219120584576635, 0.11866921812187, 2.18064581759399, 0.282919990224325,
      ], dWeight: [1.20736322104074, 3.29601788611339], dBias: [0, 0], runningMean: [0.3, -0.6625],
      runningVariance: [1.7140625, 0.7078125],
      inference: [
        -1.52534590054423, 1.30960556506024, -0.666307561571216, 0.864189800582982, 0.192730777401799,
        2.05196517252235, 1.05176911637481, 1.60654940804509, -1.23899978755323, 1.16113364356782,
      ]),
  ]

  private var layer: BatchNorm<Double> {
    var layer = BatchNorm<Double>(2, epsilon: 1e-3, momentum: 0.25)
    layer.weight = [1.5, -0.5]
    layer.bias = [0.25, 2]
    layer.runningMean = [0.5, -1]
    layer.runningVariance = [2, 0.75]
    return layer
  }

  @Test(arguments: goldens) func agreesWithPyTorch(golden: Golden) {
    let count = golden.shape.elementCount
    let x = Tensor<Double>(shape: golden.shape, scalars: (0..<count).map { (Double($0 * 7 % 11) - 5) / 4 })
    let w = Tensor<Double>(shape: golden.shape, scalars: (0..<count).map { (Double($0 * 3 % 5) - 2) / 2 })
    var context = LayerContext.training(PhiloxGenerator(seed: 1))
    var layer = layer
    expect(layer(x, &context), golden.y)
    let tape = Tape()
    let (tracked, weight, bias) = (tape.watch(x), tape.watch(layer.weight), tape.watch(layer.bias))
    let y = tracked.batchNormalized(scale: weight, offset: bias, epsilon: 1e-3).result
    let gradients = tape.gradients(of: (y * w).sum(), withRespectTo: [tracked, weight, bias])
    expect(gradients[0], golden.dx)
    expect(gradients[1], golden.dWeight)
    expect(gradients[2], golden.dBias)
    layer.adoptStatistics(of: &context)
    expect(layer.runningMean, golden.runningMean)
    expect(layer.runningVariance, golden.runningVariance)
    expect(layer(x), golden.inference)
  }

  private func expect(
    _ tensor: Tensor<Double>, _ golden: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(tensor.elementCount == golden.count, sourceLocation: sourceLocation)
    for (value, wanted) in zip(tensor.scalars, golden) {
      #expect(abs(value - wanted) < 2e-14, sourceLocation: sourceLocation)
    }
  }

  @Test func statisticsAreLeftUnderTheLayersPath() {
    var network = Sequential<Double> {
      BatchNorm(2).named("first")
      BatchNorm(2)
    }
    let x: Tensor<Double> = [[1, 2], [3, 8]]
    var context = LayerContext.training(PhiloxGenerator(seed: 1))
    _ = valueAndGradient(at: network) { $0(x, &context).sum() }
    #expect(
      Set(context.statistics.keys) == [
        "first.running_mean", "first.running_var", "1.running_mean", "1.running_var",
      ])
    let before = network(x)
    network.adoptStatistics(of: &context)
    #expect(context.statistics.isEmpty)
    #expect(network(x) != before)
    let state = network.state
    #expect(Set(state.keys).isSuperset(of: ["first.running_mean", "1.running_var"]))
    guard case .float64(let mean) = state["first.running_mean"] else {
      Issue.record("no running mean")
      return
    }
    #expect(mean.isClose(to: [0.2, 0.5], absolute: 1e-15))
  }

  @Test func aLayerAppliedTwiceUpdatesTwice() {
    var layer = BatchNorm<Double>(1, momentum: 0.5)
    var context = LayerContext.training(PhiloxGenerator(seed: 1))
    _ = layer([[1], [3]], &context)
    _ = layer([[4], [6]], &context)
    layer.adoptStatistics(of: &context)
    #expect(layer.runningMean.scalars == [3])
    #expect(layer.runningVariance.scalars == [1.75])
  }

  /// The variance is found from deviations, not from squares that cancel.
  @Test func aLargeMeanCostsNoDigits() {
    let x: Tensor<Float> = [[10_000.25], [10_000.75], [10_000.25], [10_000.75]]
    let y = x.batchNormalized(scale: [1], offset: [0], epsilon: 0).result
    #expect(y.isClose(to: [[-1], [1], [-1], [1]], absolute: 1e-6))
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      var context = LayerContext.training(PhiloxGenerator(seed: 1))
      _ = BatchNorm<Float>(2)([[1, 2]], &context)
    }
    await #expect(processExitsWith: .failure) { _ = BatchNorm<Float>(2)([[1, 2, 3]]) }
  }
}
