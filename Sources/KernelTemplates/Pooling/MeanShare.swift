/// Of all windows, the gradient divided by how many elements they have.
@frozen public struct MeanShare<Kernels: PoolingKernels>: WindowShare {
  /// The vectors of the kernels.
  public typealias Vector = Kernels.Vector
  /// Their lanes.
  public typealias Scalar = Kernels.Scalar

  @usableFromInline let geometry: PoolingGeometry
  @usableFromInline let counts: UnsafeBufferPointer<Scalar>
  @usableFromInline let countsPadding: Bool

  @inlinable @inline(__always)
  init(_ geometry: PoolingGeometry, _ counts: UnsafeBufferPointer<Scalar>, countsPadding: Bool) {
    (self.geometry, self.counts, self.countsPadding) = (geometry, counts, countsPadding)
  }

  /// There is nothing beside gradients.
  @inlinable @inline(__always) public static var linesPerRow: Int { 1 }

  /// Divides them.
  @inlinable @inline(__always)
  public func prepare(_ line: UnsafeMutablePointer<Scalar>, lineStride: Int, plane: Int, row: Int) {
    let rows = countsPadding ? geometry.vertical.kernel : geometry.vertical.window(row).count
    var place = 0
    while place < counts.count {
      let count = Vector(loading: counts.baseAddress! + place) * Vector(Scalar(whole: rows))
      (Vector(loading: line + place) / count).store(to: line + place)
      place += Vector.laneCount
    }
  }

  /// Adds everywhere.
  @inlinable @inline(__always)
  public static func add(
    _ windows: UnsafePointer<Scalar>, lineStride: Int, number: UnsafePointer<Scalar>, to sum: Vector
  ) -> Vector {
    sum + Vector(loading: windows)
  }
}
