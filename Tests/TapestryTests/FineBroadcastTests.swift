import Tapestry
import Testing

/// Operands that are broadcast along axes so small that they are gathered by a pattern.
@Suite struct FineBroadcastTests {
  static let shapes: [(TensorShape, TensorShape)] = [
    ([700, 1, 4], [700, 4, 4]), ([700, 4, 1], [700, 1, 4]), ([5000, 2, 1], [1, 2, 3]),
    ([3, 1, 5, 1, 2], [3, 4, 1, 6, 2]),
    ([2, 3, 1, 2, 1], [3, 2000, 1, 5]), ([9000, 1, 2, 1], [9000, 2, 1, 2]), ([1, 3, 1], [1025, 3, 3]),
    ([0, 1, 2], [0, 3, 2]), ([6, 1, 3, 1], [5, 1, 7]),
  ]

  @Test(arguments: shapes) func everyElementIsThatOfItsPlaces(first: TensorShape, second: TensorShape) {
    check(first, second, Float.self)
    check(first, second, Int32.self)
    check(first, second, UInt8.self)
  }

  /// The sum beside that of operands that were expanded before.
  private func check<Scalar: NumericScalar>(_ first: TensorShape, _ second: TensorShape, _: Scalar.Type) {
    let rank = max(first.rank, second.rank)
    let shape = TensorShape(
      (0..<rank).map { axis in
        let extents = [first, second].map { $0.rank + axis - rank < 0 ? 1 : $0[$0.rank + axis - rank] }
        return extents.contains(0) ? 0 : extents.max()!
      })
    let (a, b) = (numbers(first, 7, Scalar.self), numbers(second, 11, Scalar.self))
    let expected = a.broadcast(to: shape) + b.broadcast(to: shape)
    for threads in [1, 2, 5] {
      #expect(Threads.with(threads) { a + b } == expected, "\(first) + \(second), \(Scalar.self)")
    }
    #expect((a .< b) == (a.broadcast(to: shape) .< b.broadcast(to: shape)))
  }

  private func numbers<Scalar: NumericScalar>(_ shape: TensorShape, _ factor: Int, _: Scalar.Type) -> Tensor<
    Scalar
  > {
    let numbers = (0..<shape.elementCount).map { Int32($0 * factor % 101) }
    return Tensor<Scalar>(Tensor<Int32>(numbers).reshaped(to: shape))
  }
}
