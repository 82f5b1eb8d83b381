extension PoolingKernels {
  /// The means of all windows.
  @inlinable @inline(never)
  static func poolAverages(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, countsPadding: Bool,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    columnCounts(geometry, countsPadding: countsPadding).withUnsafeBufferPointer { counts in
      sweepWindows(geometry, x, into: y, MeanFold<Self>(geometry, counts, countsPadding: countsPadding))
    }
  }

  /// Spreads each gradient evenly over its window.
  @inlinable @inline(never)
  static func spreadAverages(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, countsPadding: Bool,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    columnCounts(geometry, countsPadding: countsPadding).withUnsafeBufferPointer { counts in
      spreadWindows(MeanShare<Self>(geometry, counts, countsPadding: countsPadding), geometry, dy, into: dx)
    }
  }

  /// The columns of each window of a row, in whole vectors.
  @inlinable @inline(__always)
  static func columnCounts(_ geometry: PoolingGeometry, countsPadding: Bool) -> [Scalar] {
    let axis = geometry.horizontal
    return (0..<axis.output.roundedUp(to: Vector.laneCount)).map {
      Scalar(whole: countsPadding || $0 >= axis.output ? axis.kernel : axis.window($0).count)
    }
  }
}
