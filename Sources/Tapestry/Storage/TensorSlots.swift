/// A tensor in the making, whose items along the first axis several threads write at once, each its own.
///
/// Nobody can read the elements before ``tensor`` is asked for, and nobody may write after that.
@safe package final class TensorSlots<Scalar: TensorScalar>: @unchecked Sendable {
  private let shape: TensorShape
  private let storage: Storage
  private let itemCount: Int

  /// Room for `count` items of the given shape. What is in it is arbitrary at first.
  package init(count: Int, of itemShape: TensorShape) {
    shape = TensorShape([count] + itemShape)
    itemCount = itemShape.elementCount
    storage = Storage(byteCount: shape.elementCount * MemoryLayout<Scalar>.stride)
  }

  /// Calls `body` with the elements of an item, all of which it must write. Two threads must not be at the same item.
  package func write<Failure: Error>(
    _ item: Int, _ body: (inout MutableSpan<Scalar>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(0..<shape[0] ~= item, "TensorSlots: there is no item \(item)")
    defer { withExtendedLifetime(storage) {} }
    let elements = unsafe UnsafeMutableBufferPointer(
      start: storage.base.assumingMemoryBound(to: Scalar.self) + item * itemCount, count: itemCount)
    var span = unsafe elements.mutableSpan
    try body(&span)
  }

  /// The tensor, once all items are written.
  package var tensor: Tensor<Scalar> { Tensor(shape: shape, storage: storage, offset: 0) }
}
