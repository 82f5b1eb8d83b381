import Testing

@testable import Tapestry

@Suite struct SubscriptTests {
  /// 0 to 23.
  let x = Tensor<Int32>(shape: [2, 3, 4], scalars: 0..<24)

  @Test func integersDropTheirAxis() {
    #expect(x[1].shape == [3, 4])
    #expect(x[-1, 0].scalars == [12, 13, 14, 15])
    #expect(x[1, -2, 3].shape == [])
    #expect(x[1, -2, 3].item() == 19)
    #expect(x[at: 1, -2, 3] == 19)
    let i = 1
    #expect(x[i, i, i].item() == 17)
    #expect(x[].shape == x.shape)
  }

  @Test func rangesKeepTheirAxis() {
    let v = Tensor<Int32>(shape: [10], scalars: 0..<10)
    #expect(v[2..<5].scalars == [2, 3, 4])
    #expect(v[2...4].scalars == [2, 3, 4])
    #expect(v[7...].scalars == [7, 8, 9])
    #expect(v[(-3)...].scalars == [7, 8, 9])
    #expect(v[..<2].scalars == [0, 1])
    #expect(v[..<(-8)].scalars == [0, 1])
    #expect(v[...1].scalars == [0, 1])
    #expect(v[...(-9)].scalars == [0, 1])
    #expect(v[...(-1)].elementCount == 10)
    #expect(v[-3..<0].scalars == [7, 8, 9])
    #expect(v[-3...(-2)].scalars == [7, 8])
    #expect(v[-2...(-1)].scalars == [8, 9])
    #expect(v[.range(1, -6)].scalars == [1, 2, 3])
    #expect(v[.range(nil, nil)].elementCount == 10)
    #expect(v[3..<3].shape == [0])
    #expect(v[10...].shape == [0])
    #expect(v[.range(-1, 2)].shape == [0])
  }

  @Test func stepsGoBothWays() {
    let v = Tensor<Int32>(shape: [10], scalars: 0..<10)
    #expect(v[(0..<10).by(4)].scalars == [0, 4, 8])
    #expect(v[(1...).by(3)].scalars == [1, 4, 7])
    #expect(v[(1...9).by(20)].scalars == [1])
    #expect(v[.all.by(-1)].scalars == (0..<10).reversed())
    #expect(v[(0..<10).by(-3)].scalars == [9, 6, 3, 0])
    #expect(v[(2..<6).by(-2)].scalars == [5, 3])
    #expect(v[.all.by(-1).by(2)].scalars == [9, 7, 5, 3, 1])
    #expect(v[(4..<4).by(-1)].shape == [0])
    #expect(Tensor<Float>(zeros: [0, 3])[.all, (1...).by(2)].shape == [0, 1])
    #expect(Tensor<Float>(zeros: [0])[.all.by(-1)].shape == [0])
  }

  @Test func ellipsisAndNewAxes() {
    #expect(x[..., 0].scalars == [0, 4, 8, 12, 16, 20])
    #expect(x[..., 0].shape == [2, 3])
    #expect(x[0, .ellipsis, 1...2].scalars == [1, 2, 5, 6, 9, 10])
    #expect(x[...].shape == x.shape)
    #expect(x[.all, .newAxis, 1].shape == [2, 1, 4])
    #expect(x[..., .newAxis].shape == [2, 3, 4, 1])
    #expect(x[.newAxis, .ellipsis, 0, .newAxis].shape == [1, 2, 3, 1])
    #expect(x[1, 1, .ellipsis, 1].shape == [])
  }

  @Test func assignmentKeepsValueSemantics() {
    var y = x
    y[0, 0] = 100
    #expect(y[0, 0].scalars == [100, 100, 100, 100])
    #expect(x.scalars == Array(0..<24))
    let storage = ObjectIdentifier(y.storage)
    y[1, .all, 2] = [7, 8, 9]
    #expect(ObjectIdentifier(y.storage) == storage, "a sole owner writes in place")
    #expect(y[1].scalars == [12, 13, 7, 15, 16, 17, 8, 19, 20, 21, 9, 23])
    let row = y[1]
    y[1, 0, 0] = -1
    #expect(row[at: 0, 0] == 12)
    #expect(y[at: 1, 0, 0] == -1)
  }

  @Test func assignmentOfPartsOfTheSameTensor() {
    var v = Tensor<Int32>(shape: [6], scalars: 0..<6)
    let storage = ObjectIdentifier(v.storage)
    v[1...] = v[..<5]
    #expect(v.scalars == [0, 0, 1, 2, 3, 4])
    #expect(ObjectIdentifier(v.storage) == storage)
    v[.all] = v[.all.by(-1)]
    #expect(v.scalars == [4, 3, 2, 1, 0, 0])
    v = v[2..<4]
    v[0] = 9
    #expect(v.scalars == [9, 1])
  }

  @Test func partsAreModifiedInPlace() {
    func double(_ x: inout Tensor<Double>) { x = x + x }
    var v: Tensor<Double> = [[1, 2], [3, 4]]
    double(&v[..., 1])
    #expect(v.scalars == [1, 4, 3, 8])
    v[0] += [1, 1]
    #expect(v.scalars == [2, 5, 3, 8])
    v[at: -1, -1] *= 2
    #expect(v.scalars == [2, 5, 3, 16])
    v[0][0] = 7
    #expect(v.scalars == [7, 5, 3, 16])
  }

  @Test func otherTypes() {
    var mask = Tensor<Bool>(repeating: false, shape: [2, 2])
    mask[.all, 0] = true
    #expect(mask.scalars == [true, false, true, false])
    #expect(mask[at: 1, 0])
    var bytes = Tensor<UInt8>(zeros: [3])
    bytes[at: -1] = 255
    #expect(bytes.scalars == [0, 0, 255])
  }

  @Test func gradientsOfAnAssignment() {
    let x: Tensor<Double> = [1, 2, 3]
    let v: Tensor<Double> = 5
    let (dx, dv) = gradient(at: x, v) { x, v in
      var y = x * x
      y[1...] = v * v
      return (y * [1, 10, 100]).sum()
    }
    #expect(dx.scalars == [2, 0, 0])
    #expect(dv.scalars == [1100])
    let element = gradient(at: x) { x in
      var y = x * x
      y[at: 0] = 4
      return (y * y).sum()
    }
    #expect(element.scalars == [0, 32, 108])
  }

  @Test func anAssignmentDoesNotChangeWhatWasSaved() {
    let x: Tensor<Double> = [1, 2, 3]
    let dx = gradient(at: x) { x in
      var y = x * 1
      let squares = y * y
      y[0] = 100
      return squares.sum() + y.sum()
    }
    #expect(dx.scalars == [2, 5, 7])
  }

  @Test func mistakesTrapWithTheAxis() async throws {
    func words(_ result: ExitTest.Result?) throws -> String {
      String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    }
    let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3])[0, 3]
    }
    #expect(try words(index).contains("subscript: there is no index 3 in axis 1 of the shape [2, 3]"))
    #expect(try words(index).contains("SubscriptTests.swift"))
    let bound = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3])[.all, 1..<4]
    }
    #expect(try words(bound).contains("subscript: the bound 4 lies outside of axis 1 of the shape [2, 3]"))
    let many = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>(zeros: [2, 3])[0, 0, 0]
    }
    #expect(try words(many).contains("subscript: 3 indices are too many for the shape [2, 3]"))
    let value = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var x = Tensor<Float>(zeros: [2, 3])
      x[0] = [1, 2]
    }
    #expect(try words(value).contains("subscript: a part of the shape [3] cannot be assigned the shape [2]"))
  }
}
