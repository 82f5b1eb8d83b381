import Testing

@testable import Tapestry

/// Golden numbers made with torch 2.15 in float64: torch.nn.functional's max_pool2d, avg_pool2d and adaptive_avg_pool2d, and
/// the gradient of (y * w).sum() with w = 1, 2, 3, … in row-major order, for images of 4×5.
@Suite struct PoolingTests {
  private let nan = Double.nan

  private func expect(
    _ elements: [Double], _ y: [Double], _ dx: [Double], sourceLocation: SourceLocation = #_sourceLocation,
    _ pooled: (Tensor<Double>) -> Tensor<Double>
  ) {
    let x = Tensor<Double>(shape: [1, 1, 4, 5], scalars: elements)
    let (_, gradient) = valueAndGradient(at: x) { x in
      let result = pooled(x)
      let weights = Tensor(
        shape: result.shape, scalars: (0..<result.elementCount).map { Double($0 + 1) })
      return (result * weights).sum()
    }
    expect(pooled(x).scalars, y, sourceLocation)
    expect(gradient.scalars, dx, sourceLocation)
  }

  private func expect(_ values: [Double], _ golden: [Double], _ sourceLocation: SourceLocation) {
    #expect(values.count == golden.count, sourceLocation: sourceLocation)
    for (index, (value, wanted)) in zip(values, golden).enumerated() {
      let agree = value == wanted || (value.isNaN && wanted.isNaN) || abs(value - wanted) < 1e-14
      #expect(agree, "element \(index): \(value), expected \(wanted)", sourceLocation: sourceLocation)
    }
  }

  @Test func theFirstOfEqualElementsCounts() {
    let ties = (0..<20).map { Double($0 * 7 % 3) }
    expect(
      ties, [2, 2, 2, 2, 2, 2], [0, 0, 6, 0, 0, 4, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    ) { $0.maxPooled(kernel: 3, stride: 1) }
    expect(
      ties, [0, 2, 1, 2, 2, 2, 0, 2, 1], [1, 0, 2, 0, 3, 4, 0, 0, 6, 0, 0, 5, 0, 0, 0, 7, 0, 8, 0, 9]
    ) { $0.maxPooled(kernel: 2, padding: 1, roundingUp: true) }
    expect(ties, [2, 2, 2, 2, 1, 1], [0, 0, 0, 0, 0, 4, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 6]) {
      $0.maxPooled(
        kernel: Extent2D(height: 3, width: 2), stride: Extent2D(height: 2, width: 3),
        padding: Padding2D(vertical: 1, horizontal: 0), roundingUp: true)
    }
  }

  /// Of several NaNs in a window the last has the gradient, as in PyTorch.
  @Test func aNaNIsTheGreatest() {
    let x = Tensor<Double>(
      shape: [1, 1, 4, 5],
      scalars: [0, 1, 2, 3, 4, 5, nan, 0, nan, 2, 3, 4, .infinity, nan, 0, 1, 2, 3, 4, 5])
    expect(
      x.maxPooled(kernel: 2, stride: 1).scalars,
      [nan, nan, nan, nan, nan, nan, nan, nan, 4, .infinity, nan, nan], #_sourceLocation)
    let tape = Tape()
    let watched = tape.watch(x)
    let seed = Tensor<Double>(shape: [1, 1, 3, 4], scalars: (1...12).map { Double($0) })
    let dx = tape.gradient(
      of: watched.maxPooled(kernel: 2, stride: 1), withRespectTo: watched, seed: seed)
    expect(dx.scalars, [0, 0, 0, 0, 0, 0, 14, 0, 7, 0, 0, 9, 10, 38, 0, 0, 0, 0, 0, 0], #_sourceLocation)
  }

  @Test func windowsOfNegativeInfinitiesHaveTheirFirstElement() {
    let x = Tensor<Double>(repeating: -.infinity, shape: [1, 1, 4, 5])
    let (y, dx) = valueAndGradient(at: x) { $0.maxPooled(kernel: 3, stride: 2, padding: 1).sum() }
    #expect(y.item() == -.infinity)
    #expect(dx.scalars.indices.filter { dx.scalars[$0] == 1 } == [0, 1, 3, 5, 6, 8])
  }

  /// The number of windows for each (input, kernel, stride, padding), by max_pool2d with ceil_mode; 0 is an error there.
  @Test func roundingUpCountsAsInPyTorch() {
    let golden = [
      (1, 2, 2, 0, 1), (1, 2, 1, 1, 2), (1, 3, 4, 1, 1), (2, 2, 1, 1, 3), (2, 2, 2, 1, 2), (2, 3, 2, 0, 1),
      (3, 2, 2, 0, 2), (3, 2, 2, 1, 2), (3, 2, 3, 1, 2), (3, 2, 4, 1, 1), (4, 2, 3, 0, 2), (4, 2, 3, 1, 2),
      (4, 2, 4, 0, 1), (4, 2, 4, 1, 2), (5, 2, 2, 1, 3), (5, 2, 4, 0, 2), (6, 2, 3, 1, 3), (6, 3, 2, 1, 4),
      (6, 3, 3, 1, 3), (7, 3, 2, 1, 4), (7, 3, 3, 0, 3), (7, 3, 4, 1, 2), (7, 2, 1, 1, 8),
    ]
    for (input, kernel, stride, padding, output) in golden {
      let x = Tensor<Float>(zeros: [1, 1, input, input])
      let y = x.maxPooled(
        kernel: Extent2D(kernel), stride: Extent2D(stride), padding: Padding2D(padding), roundingUp: true)
      #expect(y.shape == [1, 1, output, output], "\(input) \(kernel) \(stride) \(padding)")
    }
  }

  @Test func averagesAgreeWithPyTorch() {
    let x = (0..<20).map { Double($0 * 5 % 11) }
    expect(
      x, [16 / 9, 4, 21 / 9, 29 / 9, 5, 31 / 9],
      [1, 3, 2, 5, 3, 5, 12, 7, 16, 9, 4, 9, 5, 11, 6, 4, 9, 5, 11, 6].map { $0 / 9 }
    ) { $0.averagePooled(kernel: 3, stride: 2, padding: 1) }
    expect(
      x, [4, 6, 5.25, 29 / 6, 5, 31 / 6],
      [
        0.25, 0.5833333333333333, 0.3333333333333333, 1.0833333333333333, 0.75, 0.9166666666666666,
        1.8055555555555556, 0.8888888888888888, 2.638888888888889, 1.75, 0.6666666666666666,
        1.2222222222222223, 0.5555555555555556, 1.5555555555555556, 1, 0.6666666666666666, 1.2222222222222223,
        0.5555555555555556, 1.5555555555555556, 1,
      ]
    ) { $0.averagePooled(kernel: 3, stride: 2, padding: 1, countsPadding: false) }
    expect(
      x, [14 / 3, 5.5, 4, 29 / 6, 31 / 6, 6],
      [1, 1, 3, 2, 2, 4, 4, 10, 6, 6, 8, 8, 18, 10, 10, 5, 5, 11, 6, 6].map { $0 / 6 }
    ) { $0.adaptiveAveragePooled(to: Extent2D(height: 3, width: 2)) }
  }

  /// A byte a window is kept, and not the images; in a process of its own, where no other test allocates.
  @Test func theGradientKeepsAByteAWindow() async {
    await #expect(processExitsWith: .success) {
      let tape = Tape()
      let x = tape.watch(Tensor<Float>(zeros: [64, 8, 32, 32]))
      let before = TensorMemory.liveByteCount
      let y = (x * 2).maxPooled(kernel: 2)
      let kept = TensorMemory.liveByteCount - before
      #expect(y.elementCount * 5 <= kept && kept <= y.elementCount * 7)
    }
  }

  @Test func mistakesTrapWithWords() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let rank = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 4, 4]).maxPooled(kernel: 2)
    }
    #expect(
      try words(rank).contains(
        "maxPooled: images of the shape [3, 4, 4]: expected 4 axes: batch, channels, height, width"))
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [1, 1, 2, 4]).averagePooled(kernel: 3)
    }
    #expect(
      try words(size).contains("the vertical kernel reaches over 3 positions, but the padded input has 2"))
    let padding = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [1, 1, 4, 4]).maxPooled(kernel: 2, padding: Padding2D(right: 2))
    }
    #expect(
      try words(padding).contains("the horizontal padding is 2, expected less than the kernel, 2"))
  }
}
