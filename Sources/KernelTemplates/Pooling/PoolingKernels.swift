/// Poolings of two-dimensional images, channel by channel, with any window, stride and padding, and their gradients.
///
/// Planes are spread over threads, large ones in bands of rows. Every result is written once, by one thread.
public protocol PoolingKernels<Scalar>: VectorKernels where Scalar: BinaryFloatingPoint & Sendable {
  /// The greatest element of each window: the first of several, and NaN where there is one. Its place is written to `places`
  /// where there are some, which must fit the geometry.
  static func poolMaxima(
    _ x: UnsafePointer<Scalar>, _ geometry: PoolingGeometry, into y: UnsafeMutablePointer<Scalar>,
    places: PoolingPlaces?)

  /// The gradient of ``poolMaxima(_:_:into:places:)``: for each element, the sum of `dy` over the windows whose place it is.
  static func spreadMaxima(
    _ dy: UnsafePointer<Scalar>, at places: PoolingPlaces, _ geometry: PoolingGeometry,
    into dx: UnsafeMutablePointer<Scalar>)

  /// The element of `x` at the place of each window: the transpose of ``spreadMaxima(_:at:_:into:)``.
  static func gatherMaxima(
    _ x: UnsafePointer<Scalar>, at places: PoolingPlaces, _ geometry: PoolingGeometry,
    into y: UnsafeMutablePointer<Scalar>)

  /// The mean of each window.
  ///
  /// - Parameter countsPadding: Whether the zeros of the padding count as elements.
  static func poolAverages(
    _ x: UnsafePointer<Scalar>, _ geometry: PoolingGeometry, countsPadding: Bool,
    into y: UnsafeMutablePointer<Scalar>)

  /// The gradient of ``poolAverages(_:_:countsPadding:into:)``.
  static func spreadAverages(
    _ dy: UnsafePointer<Scalar>, _ geometry: PoolingGeometry, countsPadding: Bool,
    into dx: UnsafeMutablePointer<Scalar>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension PoolingKernels {
  @inlinable @inline(__always) public static func poolMaxima(
    _ x: UnsafePointer<Scalar>, _ geometry: PoolingGeometry, into y: UnsafeMutablePointer<Scalar>,
    places: PoolingPlaces?
  ) {
    poolMaxima(geometry, x, into: y, places)
  }

  @inlinable @inline(__always) public static func spreadMaxima(
    _ dy: UnsafePointer<Scalar>, at places: PoolingPlaces, _ geometry: PoolingGeometry,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    spreadMaxima(geometry, dy, places, into: dx)
  }

  @inlinable @inline(__always) public static func gatherMaxima(
    _ x: UnsafePointer<Scalar>, at places: PoolingPlaces, _ geometry: PoolingGeometry,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    gatherMaxima(geometry, x, places, into: y)
  }

  @inlinable @inline(__always) public static func poolAverages(
    _ x: UnsafePointer<Scalar>, _ geometry: PoolingGeometry, countsPadding: Bool,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    poolAverages(geometry, x, countsPadding: countsPadding, into: y)
  }

  @inlinable @inline(__always) public static func spreadAverages(
    _ dy: UnsafePointer<Scalar>, _ geometry: PoolingGeometry, countsPadding: Bool,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    spreadAverages(geometry, dy, countsPadding: countsPadding, into: dx)
  }
}
