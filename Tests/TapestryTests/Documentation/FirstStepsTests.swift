import Tapestry
import Testing

/// The code of the tutorial.
@Suite struct FirstStepsTests {
  @Test func tensors() {
    let a: Tensor<Float> = [[1, 2, 3], [4, 5, 6]]
    let row = Tensor<Float>([10, 20, 30] as [Float])
    let zeros = Tensor<Float>(zeros: [2, 3])
    #expect(zeros.shape == a.shape)

    let sum = a + 2 * row  // [[21, 42, 63], [24, 45, 66]]
    let centred = a - a.mean(axes: [1], keepingAxes: true)  // [[-1, 0, 1], [-1, 0, 1]]
    let product = a.matmul(a.transposed())  // [[14, 32], [32, 77]]
    let limited = a.replacing(with: 3, where: a .> 3)  // [[1, 2, 3], [3, 3, 3]]
    #expect(sum == [[21, 42, 63], [24, 45, 66]])
    #expect(centred == [[-1, 0, 1], [-1, 0, 1]])
    #expect(product == [[14, 32], [32, 77]])
    #expect(limited == [[1, 2, 3], [3, 3, 3]])

    var b = a
    b[0, 1...] = [0, 0]  // b is [[1, 0, 0], [4, 5, 6]], and a is what it was
    b += 1
    let last = b[..., -1]  // [1, 7]
    #expect(b == [[2, 1, 1], [5, 6, 7]])
    #expect(last == [1, 7])
    #expect(a == [[1, 2, 3], [4, 5, 6]])

    let (value, slope) = valueAndGradient(at: row) { x in (x * x).sum() }
    // value is 1400, slope is [20, 40, 60]
    #expect(value.item() == 1400)
    #expect(slope == [20, 40, 60])
  }

  let chirps: Tensor<Float> = [
    20, 16, 19.8, 18.4, 17.1, 15.5, 14.7, 17.1, 15.4, 16.2, 15, 17.2, 16, 17, 14.4,
  ]
  let temperatures: Tensor<Float> = [
    88.6, 71.6, 93.3, 84.3, 80.6, 75.2, 69.7, 82, 69.4, 83.3, 79.6, 82.6, 80.6, 83.5, 76.3,
  ]

  struct Line: Model {
    var slope = Tensor<Float>(0)
    var offset = Tensor<Float>(0)

    func callAsFunction(_ x: Tensor<Float>) -> Tensor<Float> { slope * x + offset }

    mutating func visitParameters(_ visitor: inout ParameterVisitor) {
      visitor.visit("slope", &slope)
      visitor.visit("offset", &offset)
    }
  }

  @Test func training() {
    let (mean, deviation) = (chirps.mean(), chirps.standardDeviation())
    let inputs = (chirps - mean) / deviation

    var line = Line()
    var losses: [Float] = []
    for _ in 0..<100 {
      let (loss, gradient) = valueAndGradient(at: line) { line in
        let error = line(inputs) - temperatures
        return (error * error).mean()
      }
      losses.append(loss.item())
      line.move(along: gradient, by: -0.1)
    }

    let forecast = line((18 - mean) / deviation)  // 84.5 °F

    // The line of least squares in closed form: 3.2911 x + 25.2323.
    #expect(abs(losses[0] - 6448.39) < 0.01)
    #expect(abs(losses[99] - 12.703) < 0.001)
    #expect(abs(forecast.item() - 84.472) < 0.001)
  }

  @Test func checking() {
    let report = checkGradients(of: { x in (x.exp() / (1 + x.exp())).sum() }, at: [-1, 0.5, 2])
    assert(report.isCorrect, "\(report)")
    #expect(report.checkedCount == 3)
  }
}
