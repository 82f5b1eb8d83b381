import Foundation
import Tapestry

extension OperationRows {
  mutating func addElementwise() {
    addArithmetic()
  }

  private mutating func addArithmetic() {
    let equal = Shapes.binary.filter { $0[0] == $0[1] }
    let large: [[TensorShape]] = [[[300_007], [300_007]]]
    binary("a + b", shapes: equal, large: large) {
      $0 + $1
    } reference: {
      $0 + $1
    }
    binary("a * b", shapes: equal, large: large) {
      $0 * $1
    } reference: {
      $0 * $1
    }
    unary("a * scalar") {
      $0 * 1.5
    } reference: {
      $0 * 1.5
    }
  }
}
