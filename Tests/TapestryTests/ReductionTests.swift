import Testing

@testable import Tapestry

@Suite struct ReductionTests {
  @Test func axesNameWhatIsReduced() {
    let x: Tensor<Float> = [[1, 2, 3], [4, 5, 6]]
    #expect(x.sum().item() == 21)
    #expect(x.sum(axes: [0]) == [5, 7, 9])
    #expect(x.sum(axes: [-1], keepingAxes: true) == [[6], [15]])
    #expect(x.sum(axes: [1, 0], keepingAxes: true).shape == [1, 1])
    #expect(x.sum(axes: []) == x)
  }

  @Test func emptyTensorsAreAsInNumPy() {
    let none = Tensor<Double>(zeros: [2, 0, 3])
    #expect(none.sum(axes: [1]) == Tensor(zeros: [2, 3]))
    #expect(none.sum(axes: [0, 2]).shape == [0])
    #expect(none.product().item() == 1)
    #expect(none.product(axes: [0, 1]) == [1, 1, 1])
    #expect(none.mean().item().isNaN)
    #expect(none.mean(axes: [1]).isNaN.all().item())
    #expect(none.variance(axes: [0]).shape == [0, 3])
    #expect(none.max(axes: [0]).shape == [0, 3])
    #expect(none.argmax(axis: 2).shape == [2, 0])
    #expect(none.norm().item() == 0)
    #expect(none.cumulativeSum(axis: 1).shape == [2, 0, 3])
    let mask = Tensor<Bool>(shape: [2, 0], scalars: [])
    #expect(mask.all(axes: [1]) == [true, true])
    #expect(mask.any(axes: [1]) == [false, false])
    #expect(mask.trueCount(axes: [1]) == [0, 0])
    #expect(Tensor<Double>(5).variance().item().isNaN)
  }

  @Test func integersAndTruthValues() {
    let bytes = Tensor<UInt8>(shape: [2, 2, 3], scalars: [250, 1, 9, 8, 250, 7, 6, 5, 4, 3, 2, 250])
    #expect(bytes.sum(axes: [0, 2]) == [275, 520])
    #expect(bytes.sum().item() == 795)
    #expect(bytes.max(axes: [0, 2]) == [250, 250])
    #expect(bytes.min(axes: [1]) == [[8, 1, 7], [3, 2, 4]])
    #expect(bytes.argmax(axis: -1) == [[0, 1], [0, 2]])
    #expect(bytes.argmin().item() == 1)
    let numbers: Tensor<Int32> = [[3, -4], [5, 6]]
    #expect(numbers.product(axes: [0]) == [15, -24])
    #expect(numbers.cumulativeSum(axis: 1) == [[3, -1], [5, 11]])
    #expect(numbers.max().item() == 6)
    let mask: Tensor<Bool> = [[true, false, true], [true, true, true]]
    #expect(mask.all(axes: [1]) == [false, true])
    #expect(mask.all(axes: [0], keepingAxes: true) == [[true, false, true]])
    #expect(mask.any(axes: [1]) == [true, true])
    #expect(mask.trueCount(axes: [1]) == [2, 3])
    #expect(mask.trueCount().item() == 5)
  }

  @Test(arguments: [1, 7, 64, 1000]) func notANumberPropagates(width: Int) {
    for place in [0, width / 2, width - 1] {
      var x = Tensor<Float>(zeros: [2, width])
      x[1, place] = Tensor(.nan)
      for reduced in [x.max(axes: [1]), x.min(axes: [1]), x.sum(axes: [1]), x.product(axes: [1])] {
        #expect(reduced.isNaN == [false, true])
      }
      #expect(x.max(axes: [0]).isNaN.trueCount().item() == 1)
      #expect(x.argmax(axis: 1).scalars == [0, Int32(place)])
      #expect(x.argmin(axis: 0)[place].item() == 1)
    }
  }

  @Test func equalExtremesShareTheGradient() {
    let x: Tensor<Double> = [[1, 3, 3], [2, 0, 0]]
    #expect(gradient(at: x) { $0.max() } == [[0, 0.5, 0.5], [0, 0, 0]])
    #expect(gradient(at: x) { $0.min(axes: [1]).sum() } == [[1, 0, 0], [0, 0.5, 0.5]])
  }

  @Test func theGradientOfAProductIsRightWithZeros() {
    let x: Tensor<Double> = [[2, 0, 3, 4], [0, 0, 5, 6], [1, 2, 3, 4]]
    let dx = gradient(at: x) { $0.product(axes: [1]).sum() }
    #expect(dx == [[0, 24, 0, 0], [0, 0, 0, 0], [24, 12, 8, 6]])
  }

  @Test func theGradientOfANormIsZeroAtZero() {
    let x = Tensor<Double>(zeros: [3])
    for order in [1, 2, 3, .infinity] as [Double] {
      #expect(gradient(at: x) { $0.norm(order: order) } == x)
    }
  }

  /// Adding one after another would stop at 2²⁴.
  @Test func aLongSumInFloatIsAccurate() {
    let x = Tensor<Float>(repeating: 0.1, shape: [20_000_001])
    let exact = Double(Float(0.1)) * 20_000_001
    #expect(abs(Double(x.sum().item()) / exact - 1) < 1e-6)
    #expect(abs(Double(x.mean().item()) / Double(Float(0.1)) - 1) < 1e-6)
    let columns = x[0..<20_000_000].reshaped(to: [5_000_000, 4])
    #expect(abs(Double(columns.sum(axes: [0])[3].item()) / (Double(Float(0.1)) * 5e6) - 1) < 1e-6)
  }

  @Test func theVarianceOfNumbersFarFromZeroIsAccurate() {
    let x: Tensor<Float> = [1_000_000, 1_000_001, 1_000_002, 1_000_003]
    #expect(x.variance(correction: 0).item() == 1.25)
    #expect(x.variance().item() == Float(5.0 / 3))
  }

  @Test func mistakesTrapInTheNameOfTheOperation() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 0]).max(axes: [1])
    }
    #expect(try words(empty).contains("max: the shape [3, 0] has no elements to choose from"))
    let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 0]).argmin(axis: 1)
    }
    #expect(try words(index).contains("argmin: the shape [3, 0] has no elements to choose from"))
    let missing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 2]).mean(axes: [0, 2])
    }
    #expect(try words(missing).contains("mean: there is no axis 2 in the shape [3, 2]"))
    let twice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 2]).sum(axes: [1, -1])
    }
    #expect(try words(twice).contains("sum: [1, -1] names axis 1 of the shape [3, 2] twice"))
    #expect(try words(twice).contains("ReductionTests.swift"))
    let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [3, 2]).norm(order: 0)
    }
    #expect(try words(order).contains("norm: expected a positive order, got 0.0"))
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  fileprivate var isNaN: Tensor<Bool> { self .!= self }
}
