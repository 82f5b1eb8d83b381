import Testing

@testable import Tapestry

/// The printed forms, letter by letter.
@Suite struct PrintingTests {
  @Test func shortRowsStandOnOneLine() {
    #expect("\(Tensor<Float>([1, 2, 3]))" == "Tensor<Float> [3]: [1.0, 2.0, 3.0]")
    #expect("\(Tensor<Int32>([1, -20, 3]))" == "Tensor<Int32> [3]: [  1, -20,   3]")
    #expect("\(Tensor<UInt8>([7, 255]))" == "Tensor<UInt8> [2]: [  7, 255]")
    #expect("\(Tensor<Bool>([true, false]))" == "Tensor<Bool> [2]: [ true, false]")
    #expect("\(Tensor<Double>([[0.1]]))" == "Tensor<Double> [1, 1]: [[0.1]]")
  }

  @Test func scalarsAreTheirNumber() {
    let x = Tensor<Float>(0.1)
    #expect("\(x)" == "0.1")
    #expect(x.debugDescription == "Tensor<Float> []: 0.1")
    #expect("\(x.playgroundDescription)" == "Tensor<Float> []: 0.1")
    #expect("\(Tensor<Bool>(true))" == "true")
    #expect("\(Tensor<Int32>(-5))" == "-5")
  }

  @Test func trackedTensorsSaySoInDebugging() {
    let tape = Tape()
    let x = tape.watch(Tensor<Double>([1, 2]))
    #expect(x.debugDescription == "Tensor<Double> [2], tracked: [1.0, 2.0]")
    #expect(x.description == "Tensor<Double> [2]: [1.0, 2.0]")
  }

  @Test func columnsAreAligned() {
    #expect(
      "\(Tensor<Float>([[1, 2.5], [-100, 3]]))" == """
        Tensor<Float> [2, 2]:
        [[   1.0,    2.5],
         [-100.0,    3.0]]
        """)
    #expect(
      "\(Tensor<Int32>([[[1, 2], [3, 4]], [[-5, 6], [7, 80]]]))" == """
        Tensor<Int32> [2, 2, 2]:
        [[[ 1,  2],
          [ 3,  4]],

         [[-5,  6],
          [ 7, 80]]]
        """)
  }

  @Test func emptyTensors() {
    #expect("\(Tensor<Float>(zeros: [0]))" == "Tensor<Float> [0]: []")
    #expect("\(Tensor<Float>(zeros: [2, 0, 3]))" == "Tensor<Float> [2, 0, 3]: []")
  }

  @Test func specialNumbers() {
    #expect(
      "\(Tensor<Double>([.nan, .infinity, -.infinity, -0.0, 1.25]))"
        == "Tensor<Double> [5]: [  nan,   inf,  -inf, -0.00,  1.25]")
    #expect("\(Tensor<Float>([.nan, .nan]))" == "Tensor<Float> [2]: [nan, nan]")
    #expect("\(Tensor<Float>([0, 0]))" == "Tensor<Float> [2]: [0.0, 0.0]")
  }

  @Test func fractionsHaveSixDigitsAtMost() {
    #expect(
      "\(Tensor<Double>([1.0 / 3, 2.0 / 3, 0.5]))" == "Tensor<Double> [3]: [0.333333, 0.666667, 0.500000]")
    #expect("\(Tensor<Float>([0.1, 0.25]))" == "Tensor<Float> [2]: [0.10, 0.25]")
    #expect("\(Tensor<Float>([1_234_567.125, 1]))" == "Tensor<Float> [2]: [1234567.12,       1.00]")
    #expect("\(Tensor<Double>([99_999_999, 0.0001]))" == "Tensor<Double> [2]: [99999999.0,        0.0]")
  }

  @Test func largeAndSmallNumbersGetPowersOfTen() {
    #expect("\(Tensor<Float>([1e-5, 0, 250]))" == "Tensor<Float> [3]: [1.0e-05, 0.0e+00, 2.5e+02]")
    #expect(
      "\(Tensor<Double>([1.5e300, -2e-300, .nan]))"
        == "Tensor<Double> [3]: [ 1.5e+300, -2.0e-300,       nan]")
    #expect("\(Tensor<Float>([123_456_789]))" == "Tensor<Float> [1]: [1.234568e+08]")
  }

  @Test func longRowsGoOnBelow() {
    #expect(
      "\(Tensor<Int32>(from: 990, to: 1020))" == """
        Tensor<Int32> [30]:
        [ 990,  991,  992,  993,  994,  995,  996,  997,  998,  999, 1000, 1001, 1002,
         1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
         1016, 1017, 1018, 1019]
        """)
    let lines = "\(Tensor<Float>(from: 0, to: 1000).reshaped(to: [4, 250]))".split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.count { $0.hasSuffix("],") || $0.hasSuffix("]]") } == 4)
    #expect(lines.count { $0.count > 70 } > 30)
  }

  @Test func largeTensorsAreElided() {
    #expect(
      "\(Tensor<Int32>(from: 0, to: 1001))"
        == "Tensor<Int32> [1001]: [   0,    1,    2, ...,  998,  999, 1000]")
    #expect(
      "\(Tensor<Float>(from: 0, to: 1200).reshaped(to: [40, 30]))" == """
        Tensor<Float> [40, 30]:
        [[   0.0,    1.0,    2.0, ...,   27.0,   28.0,   29.0],
         [  30.0,   31.0,   32.0, ...,   57.0,   58.0,   59.0],
         [  60.0,   61.0,   62.0, ...,   87.0,   88.0,   89.0],
         ...,
         [1110.0, 1111.0, 1112.0, ..., 1137.0, 1138.0, 1139.0],
         [1140.0, 1141.0, 1142.0, ..., 1167.0, 1168.0, 1169.0],
         [1170.0, 1171.0, 1172.0, ..., 1197.0, 1198.0, 1199.0]]
        """)
    let deep = "\(Tensor<Int32>(from: 0, to: 1400).reshaped(to: [7, 100, 2]))"
    #expect(
      deep.hasPrefix(
        """
        Tensor<Int32> [7, 100, 2]:
        [[[   0,    1],
          [   2,    3],
          [   4,    5],
          ...,
          [ 194,  195],
          [ 196,  197],
          [ 198,  199]],

         [[ 200,  201],
        """))
    #expect(
      deep.hasSuffix(
        """
          [ 598,  599]],

         ...,

         [[ 800,  801],
          [ 802,  803],
          [ 804,  805],
          ...,
          [ 994,  995],
          [ 996,  997],
          [ 998,  999]],

         [[1000, 1001],
          [1002, 1003],
          [1004, 1005],
          ...,
          [1194, 1195],
          [1196, 1197],
          [1198, 1199]],

         [[1200, 1201],
          [1202, 1203],
          [1204, 1205],
          ...,
          [1394, 1395],
          [1396, 1397],
          [1398, 1399]]]
        """))
  }
}
