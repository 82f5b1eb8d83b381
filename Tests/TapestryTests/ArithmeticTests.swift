import Testing

@testable import Tapestry

/// What the operation table does not say of arithmetic: integers, memory, ties, and what does not fit.
@Suite struct ArithmeticTests {
  @Test func integersWrapAroundAndDivideTowardsZero() {
    let a: Tensor<Int32> = [7, -7, Tensor(.max), Tensor(.min), 5]
    let b: Tensor<Int32> = [2, 2, 1, -1, 0]
    #expect((a + b).scalars == [9, -5, .min, .max, 5])
    #expect((a - b).scalars == [5, -9, 0x7fff_fffe, -0x7fff_ffff, 5])
    #expect((a * b).scalars == [14, -14, .max, .min, 0])
    #expect((a / b).scalars == [3, -3, .max, .min, 0])
    #expect((-a).scalars == [-7, 7, -.max, .min, -5])
    #expect((10 - a / 2).scalars == [7, 13, -0x3fff_fff5, 0x4000_000a, 8])
    let bytes: Tensor<UInt8> = [250, 3]
    #expect((bytes + 10).scalars == [4, 13])
    #expect((1 - bytes).scalars == [7, 254])
    #expect(Tensor.maximum(bytes, [[4], [0]]).scalars == [250, 4, 250, 3])
    #expect(bytes.clamped(to: 5...200).scalars == [200, 5])
  }

  @Test func aTensorOfItsOwnIsChangedInPlace() {
    var a = Tensor<Float>(ones: [100])
    let storage = ObjectIdentifier(a.storage)
    a += Tensor(ones: [100])
    a *= 3
    a -= Tensor(ones: [1])
    a /= 5
    #expect(ObjectIdentifier(a.storage) == storage)
    #expect(a.scalars == [Float](repeating: 1, count: 100))
  }

  @Test func aSharedTensorIsNotChangedInPlace() {
    let a = Tensor<Float>([1, 2, 3])
    var b = a
    b += 1
    var row = a[0..<2]
    row *= Tensor(10)
    #expect(a.scalars == [1, 2, 3])
    #expect(b.scalars == [2, 3, 4])
    #expect(row.scalars == [10, 20])
  }

  @Test func whatATapeKeepsIsNotChangedInPlace() {
    let slopes = gradient(at: Tensor<Double>([1, 2])) { x in
      var y = x * 1
      let squares = y * y
      y += 5
      y *= y
      return (squares + y).sum()
    }
    #expect(slopes.scalars == [14, 18])
  }

  @Test func withoutRecordingATrackedTensorIsChangedInPlace() {
    let tape = Tape()
    var x = tape.watch(Tensor<Float>(ones: [4]) * 2)
    Tape.withoutRecording { x += 1 }
    #expect(!x.isTracked)
    #expect(x.scalars == [3, 3, 3, 3])
  }

  @Test func specialValues() {
    let nan = Tensor(Double.nan)
    let a: Tensor<Double> = [1, 0, -1, nan, 2]
    let b: Tensor<Double> = [0, 0, 0, 1, nan]
    let quotients = (a / b).scalars
    #expect(quotients[0] == .infinity && quotients[2] == -.infinity)
    #expect(quotients.map(\.isNaN) == [false, true, false, true, true])
    #expect(Tensor.minimum(a, b).scalars.map(\.isNaN) == [false, false, false, true, true])
    #expect(Tensor.maximum(a, b).scalars.map(\.isNaN) == [false, false, false, true, true])
    #expect(a.clamped(to: -0.5...1.5).scalars.map { $0.isNaN ? 9 : $0 } == [1, 0, -0.5, 9, 1.5])
    #expect((-Tensor<Float>([0, 1])).scalars.map(\.sign) == [.minus, .minus])
  }

  @Test func equalElementsShareTheGradient() {
    let a = Tensor<Float>([1, 2, 3])
    let (_, (da, db)) = valueAndGradient(at: a, Tensor([1, 3, 2])) { (Tensor.maximum($0, $1) * 4).sum() }
    #expect(da.scalars == [2, 0, 4])
    #expect(db.scalars == [2, 4, 0])
    #expect(gradient(at: a) { $0.clamped(to: 1...2).sum() }.scalars == [1, 1, 0])
    #expect(gradient(at: Tensor<Float>([0, -2])) { $0.abs().sum() }.scalars == [0, -1])
  }

  @Test func shapesThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>(ones: [2, 3]) + Tensor(ones: [2])
    }
    await #expect(processExitsWith: .failure) {
      var a = Tensor<Float>(ones: [3])
      a += Tensor(ones: [2, 3])
    }
  }
}
