/// The mean of each window.
@frozen public struct MeanFold<Kernels: PoolingKernels>: PoolingFold {
  /// The vectors of the kernels.
  public typealias Vector = Kernels.Vector
  /// Their lanes.
  public typealias Scalar = Kernels.Scalar

  @usableFromInline let geometry: PoolingGeometry
  /// The columns that count of each window, in whole vectors.
  @usableFromInline let counts: UnsafeBufferPointer<Scalar>
  @usableFromInline let countsPadding: Bool

  @inlinable @inline(__always)
  init(
    _ geometry: PoolingGeometry, _ counts: UnsafeBufferPointer<Scalar>, countsPadding: Bool
  ) {
    (self.geometry, self.counts, self.countsPadding) = (geometry, counts, countsPadding)
  }

  /// Adds nothing.
  @inlinable @inline(__always) public static var padding: Scalar { 0 }
  /// Rows are added one after another.
  @inlinable @inline(__always) public var foldsTwoRows: Bool { false }

  /// Sums, divided by how many elements count.
  @inlinable @inline(__always)
  public func fold(
    _ elements: UnsafePointer<Scalar>, rowStride: Int, _ windows: PooledRow<Scalar>, zeros: inout Vector
  ) {
    let (width, lanes) = (geometry.horizontal.output, Vector.laneCount)
    let (stride, kernel) = (geometry.horizontal.stride, geometry.horizontal.kernel)
    let rowCount = Scalar(whole: countsPadding ? geometry.vertical.kernel : windows.kernelRows.count)
    var place = 0
    while place < width {
      var sum = Vector(0)
      for row in 0..<windows.kernelRows.count {
        let start = elements + (row * rowStride + place * stride)
        var tap = 0
        while stride == 2 && tap + 1 < kernel {
          let (even, odd) = Vector.deinterleave(
            Vector(loading: start + tap), Vector(loading: start + (tap + lanes)))
          sum = sum + even + odd
          tap += 2
        }
        while tap < kernel {
          sum = sum + Kernels.elements(start + tap, stride: stride)
          tap += 1
        }
      }
      (sum / (Vector(loading: counts.baseAddress! + place) * Vector(rowCount))).store(
        to: windows.results + place)
      place += lanes
    }
  }

  /// There are none.
  @inlinable @inline(__always)
  public func finish(_ numbers: UnsafePointer<Scalar>, plane: Int, rows: Range<Int>) {}

  /// Sums are as exact for infinite elements.
  @inlinable @inline(__always)
  public func hasDoubts(plane: Int, rows: Range<Int>) -> Bool { false }

  /// There is nothing to be done again.
  @inlinable @inline(__always)
  public func foldExactly(_ image: UnsafePointer<Scalar>, plane: Int, rows: Range<Int>) {}
}
