/// The gradients of those windows whose greatest element it is.
@frozen public struct GreatestShare<Kernels: PoolingKernels>: WindowShare {
  /// The vectors of the kernels.
  public typealias Vector = Kernels.Vector
  /// Their lanes.
  public typealias Scalar = Kernels.Scalar

  @usableFromInline let geometry: PoolingGeometry
  @usableFromInline let places: PoolingPlaces

  @inlinable @inline(__always)
  init(_ geometry: PoolingGeometry, _ places: PoolingPlaces) {
    (self.geometry, self.places) = (geometry, places)
  }

  /// Beside gradients lie the numbers of the greatest elements.
  @inlinable @inline(__always) public static var linesPerRow: Int { 2 }

  /// Writes the numbers.
  @inlinable @inline(__always)
  public func prepare(_ line: UnsafeMutablePointer<Scalar>, lineStride: Int, plane: Int, row: Int) {
    let width = geometry.horizontal.output
    let first = plane * geometry.placesPerPlane + row * width
    Kernels.loadNumbers(places, at: first, count: width, into: line + lineStride)
  }

  /// Adds where numbers are equal.
  @inlinable @inline(__always)
  public static func add(
    _ windows: UnsafePointer<Scalar>, lineStride: Int, number: UnsafePointer<Scalar>, to sum: Vector
  ) -> Vector {
    let isPlace = Vector(loading: windows + lineStride) == Vector(number.pointee)
    return .select(isPlace, sum + Vector(loading: windows), sum)
  }
}
