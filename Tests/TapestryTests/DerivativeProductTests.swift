import Testing

@testable import Tapestry

@Suite struct DerivativeProductTests {
  let x: Tensor<Double> = [1, 2, 3]

  @Test func jacobianOfAVectorFunction() {
    // yᵢ = xᵢ · x₀
    let j = jacobian(at: x) { x in x * x[0].broadcast(to: [3]) }
    #expect(j.shape == [3, 3])
    #expect(j.scalars == [2, 0, 0, 2, 1, 0, 3, 0, 1])
  }

  @Test func theAxesOfTheValueComeFirst() {
    let matrix: Tensor<Double> = [[1, 2, 3], [4, 5, 6]]
    let j = jacobian(at: matrix) { $0.transposed() }
    #expect(j.shape == [3, 2, 2, 3])
    for i in 0..<3 {
      for k in 0..<2 {
        for a in 0..<2 { for b in 0..<3 { #expect(j[at: i, k, a, b] == (i == b && k == a ? 1 : 0)) } }
      }
    }
    #expect(jacobian(at: x) { _ in Tensor<Double>([1, 2]) }.scalars == [Double](repeating: 0, count: 6))
    #expect(jacobian(at: x) { $0[1..<1] }.shape == [0, 3])
    let elsewhere = Tape()
    let constant = elsewhere.watch(x)
    #expect(jacobian(at: x) { _ in constant }.scalars == [Double](repeating: 0, count: 9))
    withExtendedLifetime(elsewhere) {}
    #expect(jacobian(at: x) { ($0 * $0).sum() }.scalars == [2, 4, 6])
  }

  @Test func aJacobianCanBeDifferentiated() {
    // The Jacobian of the gradient is the Hessian: of Σ x³, diag(6x).
    let hessian = jacobian(at: x) { x in gradient(at: x) { x in (x * x * x).sum() } }
    #expect(hessian.scalars == [6, 0, 0, 0, 12, 0, 0, 0, 18])
    let third = gradient(at: x) { x in jacobian(at: x) { x in x * x * x }.sum() }
    #expect(third.scalars == [6, 12, 18])
  }

  @Test func vectorJacobianProductUsesTheSeed() {
    let (value, product) = vectorJacobianProduct(at: x, seed: [1, 0, -1]) { x in x * x }
    #expect(value.scalars == [1, 4, 9])
    #expect(product.scalars == [2, 0, -6])
  }

  @Test func hessianVectorProductAgreesWithTheHessian() {
    func f(_ x: Tensor<Double>) -> Tensor<Double> { (x * x * x).sum() + x[0] * x[1] * x[2] }
    let v: Tensor<Double> = [1, -2, 0.5]
    let product = hessianVectorProduct(at: x, vector: v, of: f)
    let hessian = jacobian(at: x) { x in gradient(at: x, of: f) }
    for i in 0..<3 { #expect(product[at: i] == (hessian[i] * v).sum().item()) }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      let x: Tensor<Double> = [1, 2]
      _ = hessianVectorProduct(at: x, vector: [1, 2, 3]) { ($0 * $0).sum() }
    }
    await #expect(processExitsWith: .failure) {
      let x: Tensor<Double> = [1, 2]
      _ = vectorJacobianProduct(at: x, seed: Tensor<Double>(1)) { $0 * $0 }
    }
  }
}
