// Fits a line to the data in which Edwin Hubble saw the universe expand: the distances of 24 galaxies (in
// megaparsecs) and the velocities (in km/s) at which they recede. From "A relation between distance and radial velocity
// among extra-galactic nebulae", Proceedings of the National Academy of Sciences 15 (1929), table 1.
//
//     swift run -c release regression

import Tapestry

let distances = Tensor<Float>([
  0.032, 0.034, 0.214, 0.263, 0.275, 0.275, 0.45, 0.5, 0.5, 0.63, 0.8, 0.9, 0.9, 0.9, 0.9, 1.0, 1.1, 1.1, 1.4,
  1.7,
  2.0, 2.0, 2.0, 2.0,
])
let velocities = Tensor<Float>([
  170, 290, -130, -70, -185, -220, 200, 290, 270, 200, 300, -30, 650, 150, 500, 920, 450, 500, 500, 960, 500,
  850,
  800, 1090,
])

/// velocity = slope · distance + offset
struct Line: Model {
  var slope = Tensor<Float>(0)
  var offset = Tensor<Float>(0)

  func callAsFunction(_ x: Tensor<Float>) -> Tensor<Float> {
    slope * x + offset
  }

  mutating func visitParameters(_ visitor: inout ParameterVisitor) {
    visitor.visit("slope", &slope)
    visitor.visit("offset", &offset)
  }
}

var line = Line()
for step in 0...60 {
  let (loss, gradient) = valueAndGradient(at: line) { line in
    let error = line(distances) - velocities
    return (error * error).mean()
  }
  if step % 10 == 0 { print("step \(step): mean squared error \(loss.item())") }
  line.move(along: gradient, by: -0.3)
}
print("velocity = \(line.slope.item()) km/s/Mpc · distance + \(line.offset.item()) km/s")
