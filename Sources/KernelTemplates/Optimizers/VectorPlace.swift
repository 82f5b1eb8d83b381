/// Where one vector lies in arrays of the same length.
@frozen @usableFromInline
struct VectorPlace<Vector: KernelVector> {
  @usableFromInline let offset: Int
  /// The lanes that are in the arrays.
  @usableFromInline let count: Int

  @inlinable @inline(__always)
  init(offset: Int, count: Int) {
    self.offset = offset
    self.count = count
  }

  @inlinable @inline(__always)
  func load(_ x: UnsafePointer<Vector.Scalar>) -> Vector {
    count == Vector.laneCount ? Vector(loading: x + offset) : Vector(loading: x + offset, count: count)
  }

  @inlinable @inline(__always)
  func load(_ x: UnsafeMutablePointer<Vector.Scalar>) -> Vector { load(UnsafePointer(x)) }

  @inlinable @inline(__always)
  func store(_ vector: Vector, _ x: UnsafeMutablePointer<Vector.Scalar>) {
    if count == Vector.laneCount {
      vector.store(to: x + offset)
    } else {
      vector.store(to: x + offset, count: count)
    }
  }
}
