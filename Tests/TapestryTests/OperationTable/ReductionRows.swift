import Foundation
import Tapestry

extension OperationRows {
  mutating func addReductions() {
    add("sum()", shapes: Shapes.unary.map { [$0] }, large: [[[300_007]]]) {
      $0[0].sum()
    } reference: {
      PlainTensor(shape: [], scalars: [$0[0].scalars.reduce(0, +)])
    }
  }
}
