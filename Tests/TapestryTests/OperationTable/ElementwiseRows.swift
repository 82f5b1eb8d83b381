import Foundation
import Tapestry

extension OperationRows {
  mutating func addElementwise() {
    addArithmetic()
    unary("abs", .nonzero) {
      $0.abs()
    } reference: {
      abs($0)
    }
    unary("sign", .nonzero, differentiable: .no) {
      $0.sign()
    } reference: {
      $0 > 0 ? 1 : $0 < 0 ? -1 : 0
    }
  }
}
