import Testing

@testable import Tapestry

@Suite struct ComparisonTests {
  let a = Tensor<Float>([1, 2, Tensor(.nan)])

  @Test func tensors() {
    let b = Tensor<Float>([[2], [1]])
    #expect((a .< b).scalars == [true, false, false, false, false, false])
    #expect((a .<= b).scalars == [true, true, false, true, false, false])
    #expect((a .> b).scalars == [false, false, false, false, true, false])
    #expect((a .>= b).scalars == [false, true, false, true, true, false])
    #expect((a .== b).scalars == [false, true, false, true, false, false])
    #expect((a .!= b).scalars == [true, false, true, false, true, true])
    #expect((a .< b).shape == [2, 3])
    #expect((Tensor<Float>(zeros: [0, 3]) .< a).shape == [0, 3])
  }

  @Test func numbersOnEitherSide() {
    let x = Tensor<Int32>([1, 2, 3])
    #expect((x .< 2).scalars == [true, false, false])
    #expect((2 .< x).scalars == [false, false, true])
    #expect((x .<= 2).scalars == [true, true, false])
    #expect((2 .<= x).scalars == [false, true, true])
    #expect((x .> 2).scalars == [false, false, true])
    #expect((2 .> x).scalars == [true, false, false])
    #expect((x .>= 2).scalars == [false, true, true])
    #expect((2 .>= x).scalars == [true, true, false])
    #expect((x .== 2).scalars == [false, true, false])
    #expect((2 .!= x).scalars == [true, false, true])
  }

  @Test func truthValues() {
    let (p, q): (Tensor<Bool>, Tensor<Bool>) = ([true, true, false, false], [true, false, true, false])
    #expect((p .& q).scalars == [true, false, false, false])
    #expect((p .| q).scalars == [true, true, true, false])
    #expect((p .^ q).scalars == [false, true, true, false])
    #expect((.!p).scalars == [false, false, true, true])
    #expect((p .== q).scalars == [true, false, false, true])
    #expect((p .& false).scalars == [false, false, false, false])
    #expect(p.replacing(with: q, where: [false, true, true, false]).scalars == [true, false, true, false])
  }

  @Test func wholeTensors() {
    #expect(Tensor<Float>([1, 2]) == [1, 2])
    #expect(Tensor<Float>([1, 2]) != [1, 3])
    #expect(Tensor<Float>([1, 2]) != [[1, 2]])
    #expect(Tensor<Float>([0]) == [-0.0])
    #expect(a != a)
    #expect(Tensor<Int32>(zeros: [2, 0]) == Tensor(zeros: [2, 0]))
    #expect(Tensor<Int32>(zeros: [2, 0]) != Tensor(zeros: [0, 2]))
    let long = Tensor<UInt8>(ones: [100_001])
    var other = long
    #expect(long == other)
    other[99_999] = 2
    #expect(long != other)
  }

  @Test func closeness() {
    let x = Tensor<Double>([1, -1000, 0])
    #expect(x.isClose(to: x + 1e-9, absolute: 1e-8, relative: 0))
    #expect(!x.isClose(to: x + 2e-8, absolute: 1e-8, relative: 0))
    #expect(x.isClose(to: x * (1 + 1e-9)))
    #expect(!x.isClose(to: x * (1 + 1e-7)))
    #expect(x.isClose(to: x * 1.05, relative: 0.1))
    #expect(!x.isClose(to: [x]))
    let infinite = Tensor<Double>([Tensor(.infinity), 1])
    #expect(infinite.isClose(to: infinite))
    #expect(!infinite.isClose(to: [1, 1], relative: 1))
    #expect(!infinite.isClose(to: -infinite, relative: 1))
    #expect(!Tensor(Double.nan).isClose(to: Tensor(Double.nan), absolute: 1))
    #expect(Tensor<Float>(zeros: [0]).isClose(to: Tensor(zeros: [0])))
  }

  @Test func conversions() {
    let x = Tensor<Float>([1.75, -1.75, 300, Tensor(.nan), 0])
    #expect(Tensor<Double>(x)[0..<3] == [1.75, -1.75, 300])
    #expect(Tensor<Int32>(x) == [1, -1, 300, 0, 0])
    #expect(Tensor<UInt8>(x) == [1, 0, 255, 0, 0])
    #expect(Tensor<Bool>(x) == [true, true, true, true, false])
    #expect(Tensor<Float>(x .> 1) == [1, 0, 1, 0, 0])
    #expect(Tensor<UInt8>(Tensor<Int32>([-1, 256])) == [255, 0])
    #expect(Tensor<Double>(Tensor<Int32>(zeros: [2, 0])).shape == [2, 0])
    let slopes = gradient(at: Tensor<Float>([1, 2])) { x in
      let wide = Tensor<Double>(x)
      return (wide * wide).sum()
    }
    #expect(slopes == [2, 4])
    #expect(!Tensor<Int32>(Tape().watch(x)).isTracked)
  }
}
