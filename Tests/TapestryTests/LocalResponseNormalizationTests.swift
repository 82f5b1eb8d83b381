import Testing

@testable import Tapestry

@Suite struct LocalResponseNormalizationTests {
  /// Made with torch 2.15 in float64: y = torch.nn.functional.local_response_norm(x, size, alpha, beta, k), and the gradient of
  /// (y * w).sum(), where x = ((7 i mod 11) - 5) / 4 and w = (i mod 5) - 2 for the element i of the shape [1, 6, 1, 2].
  struct Golden: Sendable {
    let size: Int
    let alpha: Double
    let k: Double
    let y: [Double]
    let dx: [Double]
  }

  static let goldens = [
    Golden(
      size: 5, alpha: 2.5, k: 2,
      y: [
        -0.55709159546721, 0.209595695512454, -0.198055986569564, 0.523989238781135, 0.0894385157860717,
        -0.295074386637314, 0.419191391024908, 0, -0.431959397724831, 0.303309430680564, -0.108823751092958,
        -0.539949247156039,
      ],
      dx: [
        -0.493166403240143, -0.519978734084617, 0.109955425564732, 0.167223033375635, 0.686976907244462,
        -0.533635983690934, -0.302694891508887, 0, 0.31546289820881, 0.511902963139147, -0.908232087507057,
        -0.0965887572735055,
      ]),
    Golden(
      size: 4, alpha: 2, k: 1,
      y: [
        -0.7705043953344, 0.30820175813376, -0.304465943454267, 0.694942651170796, 0.128153815355866,
        -0.416965590702478, 0.561986218659022, 0, -0.581037994406892, 0.395938560307181, -0.146932367010302,
        -0.726297493008615,
      ],
      dx: [
        -0.376353998830236, -0.817866319221406, 0.244844479802092, 0.0522971135519229, 1.1072045539488,
        -0.528718747406348, -0.342593996043737, 0, 0.282781885418767, 0.667704517414808, -1.20115459648953,
        0.0658480779336779,
      ]),
  ]

  @Test(arguments: goldens) func agreesWithPyTorch(golden: Golden) {
    let shape: TensorShape = [1, 6, 1, 2]
    let x = Tensor<Double>(shape: shape, scalars: (0..<12).map { (Double($0 * 7 % 11) - 5) / 4 })
    let w = Tensor<Double>(shape: shape, scalars: (0..<12).map { Double($0 % 5) - 2 })
    func normalized(_ x: Tensor<Double>) -> Tensor<Double> {
      x.localResponseNormalized(size: golden.size, alpha: golden.alpha, k: golden.k, scaling: .mean)
    }
    let (_, dx) = valueAndGradient(at: x) { (normalized($0) * w).sum() }
    for (value, expected) in zip(normalized(x).scalars + dx.scalars, golden.y + golden.dx) {
      #expect(abs(value - expected) < 1e-14)
    }
  }

  /// α on the sum is α n on the mean, also where the window is clipped.
  @Test func theSumIsTheMeanTimesTheSize() {
    let x = Tensor<Double>(shape: [2, 6, 5], scalars: (0..<60).map { Double($0 % 13) / 4 - 1 })
    let sum = x.localResponseNormalized(size: 3, alpha: 0.25)
    let mean = x.localResponseNormalized(size: 3, alpha: 0.75, scaling: .mean)
    #expect(sum.scalars == mean.scalars)
  }

  @Test func anInfinityOrNaNReachesItsNeighboursAlone() {
    var elements = [Float](repeating: 1, count: 9 * 20)
    elements[4 * 20] = .infinity
    elements[4 * 20 + 1] = .nan
    let y = Tensor<Float>(shape: [1, 9, 20], scalars: elements).localResponseNormalized(size: 3)
    for channel in 0..<9 {
      let isNeighbour = abs(channel - 4) == 1
      #expect(y[0, channel, 0].item().isNaN == (channel == 4))
      #expect(isNeighbour == (y[0, channel, 0].item() == 0))
      #expect(y[0, channel, 1].item().isNaN == (abs(channel - 4) <= 1))
      #expect(y[0, channel, 2].item().isFinite)
    }
  }

  @Test func mistakesTrapWithWords() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3]).localResponseNormalized()
    }
    #expect(
      try words(rank).contains(
        "localResponseNormalized: the shape [3]: expected at least two axes, the channels second"))
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 3]).localResponseNormalized(size: 0)
    }
    #expect(try words(size).contains("localResponseNormalized: the size 0: expected at least 1"))
  }
}
