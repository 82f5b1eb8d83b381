import Foundation
import Tapestry

extension OperationRows {
  mutating func addFunctions() {
    unary("exp") {
      $0.exp()
    } reference: {
      exp($0)
    }
    unary("expm1") {
      $0.expm1()
    } reference: {
      expm1($0)
    }
    unary("log", .positive) {
      $0.log()
    } reference: {
      log($0)
    }
    unary("log1p", .range(-0.8...3)) {
      $0.log1p()
    } reference: {
      log1p($0)
    }
    unary("sqrt", .positive) {
      $0.sqrt()
    } reference: {
      $0.squareRoot()
    }
    unary("rsqrt", .positive, tolerance: OperationTolerance(floatGradient: 5e-5)) {
      $0.rsqrt()
    } reference: {
      1 / $0.squareRoot()
    }
    unary("sin") {
      $0.sin()
    } reference: {
      sin($0)
    }
    unary("cos") {
      $0.cos()
    } reference: {
      cos($0)
    }
    unary("tanh") {
      $0.tanh()
    } reference: {
      tanh($0)
    }
    unary("erf") {
      $0.erf()
    } reference: {
      erf($0)
    }
    addPowers()
    addSteps()
    addActivations()
  }

  private mutating func addPowers() {
    unary("pow(2)") {
      $0.pow(2)
    } reference: {
      $0 * $0
    }
    unary("pow(-1.5)", .positive, tolerance: OperationTolerance(float: 5e-6, floatGradient: 5e-5)) {
      $0.pow(-1.5)
    } reference: {
      pow($0, -1.5)
    }
    unary("pow(3)", .nonzero) {
      $0.pow(3)
    } reference: {
      $0 * $0 * $0
    }
    unary("pow(0)") {
      $0.pow(0)
    } reference: { _ in
      1
    }
    binary("pow(tensor)", .positive, .nonzero, tolerance: OperationTolerance(floatGradient: 5e-5)) {
      $0.pow($1)
    } reference: {
      pow($0, $1)
    }
    unary("number to the power of a tensor") {
      .pow(2.5, $0)
    } reference: {
      pow(2.5, $0)
    }
  }

  private mutating func addSteps() {
    unary("abs", .nonzero) {
      $0.abs()
    } reference: {
      abs($0)
    }
    unary("sign", .nonzero, differentiable: .no) {
      $0.sign()
    } reference: {
      $0 > 0 ? 1 : -1
    }
    let domain = Domain.any.avoiding(-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)
    unary("floor", domain, differentiable: .no) {
      $0.floor()
    } reference: {
      $0.rounded(.down)
    }
    unary("ceil", domain, differentiable: .no) {
      $0.ceil()
    } reference: {
      $0.rounded(.up)
    }
    unary("rounded", domain, differentiable: .no) {
      $0.rounded()
    } reference: {
      $0.rounded(.toNearestOrEven)
    }
  }

  private mutating func addActivations() {
    unary("relu", .nonzero) {
      $0.relu()
    } reference: {
      max($0, 0)
    }
    unary("leakyReLU", .nonzero) {
      $0.leakyReLU(slope: 0.125)
    } reference: {
      $0 > 0 ? $0 : 0.125 * $0
    }
    unary("sigmoid") {
      $0.sigmoid()
    } reference: {
      1 / (1 + exp(-$0))
    }
    unary("softplus") {
      $0.softplus()
    } reference: {
      log(1 + exp($0))
    }
    unary("gelu") {
      $0.gelu()
    } reference: {
      $0 / 2 * (1 + erf($0 / 2.0.squareRoot()))
    }
    unary("gelu(.tanh)") {
      $0.gelu(.tanh)
    } reference: {
      $0 / 2 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
    }
  }
}
