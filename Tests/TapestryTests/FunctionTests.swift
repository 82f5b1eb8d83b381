import Testing

@testable import Tapestry

/// Gradients of functions at their corners.
@Suite struct FunctionTests {
  @Test func kinksHaveTheGradientsThatTheDocumentsName() {
    let x = Tensor<Float>([-1, 0, 2])
    #expect(gradient(at: x) { $0.relu().sum() } == [0, 0, 1])
    #expect(gradient(at: x) { $0.leakyReLU(slope: 0.5).sum() } == [0.5, 0.5, 1])
    #expect(gradient(at: x) { $0.abs().sum() } == [-1, 0, 1])
    #expect(gradient(at: x) { ($0.floor() * $0.sign()).sum() } == [0, 0, 0])
  }

  @Test func powersOfZeroHaveFiniteGradients() {
    let (value, (dx, dy)) = valueAndGradient(at: Tensor<Double>([0, 0, 0]), Tensor([0, 1, 2])) { x, y in
      x.pow(y).sum()
    }
    #expect(value.item() == 1)
    #expect(dx == [0, 1, 0])
    #expect(dy == [0, 0, 0])
    #expect(gradient(at: Tensor<Double>([0, 3])) { $0.pow(0).sum() } == [0, 0])
    #expect(gradient(at: Tensor<Double>([0, 3])) { $0.pow(1).sum() } == [1, 1])
    #expect(Tensor<Double>([-2]).pow(3) == [-8])
  }

  @Test func nothingOverflowsOnTheWay() {
    let x = Tensor<Float>([-1000, 1000])
    #expect(x.sigmoid() == [0, 1])
    #expect(x.softplus() == [0, 1000])
    #expect(x.gelu() == [0, 1000])
    #expect(gradient(at: x) { $0.softplus().sum() } == [0, 1])
    #expect(gradient(at: x) { $0.gelu().sum() } == [0, 1])
    #expect(gradient(at: x) { $0.gelu(.tanh).sum() } == [0, 1])
    #expect(gradient(at: x) { $0.tanh().sum() } == [0, 0])
  }

  /// In a process of its own, since the counters are the process's.
  @Test func whatReLUKeepsIsItsResult() async {
    await #expect(processExitsWith: .success) {
      let tape = Tape()
      let before = TensorMemory.liveByteCount
      let x = tape.watch(Tensor<Float>(ones: [1 << 16]))
      var y = (x * 2).relu()
      #expect(TensorMemory.liveByteCount == before + (2 << 18))
      y = y.relu()
      #expect(TensorMemory.liveByteCount == before + (3 << 18))
      #expect(tape.gradient(of: y.sum(), withRespectTo: x) == Tensor(repeating: 2, shape: x.shape))
    }
  }

  @Test func aNegativeSlopeStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>([1]).leakyReLU(slope: -1)
    }
  }
}
