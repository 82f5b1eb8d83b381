extension PoolingKernels {
  /// The greatest elements of all windows, and their places where they are wanted.
  @inlinable @inline(never)
  static func poolMaxima(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    _ places: PoolingPlaces?
  ) {
    sweepWindows(geometry, x, into: y, GreatestFold<Self>(geometry, y, places))
  }

  /// Adds each gradient to the element that was the greatest in its window.
  @inlinable @inline(never)
  static func spreadMaxima(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, _ places: PoolingPlaces,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    spreadWindows(GreatestShare<Self>(geometry, places), geometry, dy, into: dx)
  }

  /// The element of `x` at each place.
  @inlinable @inline(never)
  static func gatherMaxima(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, _ places: PoolingPlaces,
    into y: UnsafeMutablePointer<Scalar>
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    geometry.outputBands.forEach(room: 0, of: Scalar.self) { plane, rows, _, _ in
      let image = x + plane * geometry.inputPlane
      for row in rows {
        let firstPlace = plane * geometry.placesPerPlane + row * horizontal.output
        let target = y + (plane * vertical.output + row) * horizontal.output
        for column in 0..<horizontal.output {
          let place =
            switch places {
            case .bytes(let bytes): Int(bytes[firstPlace + column])
            case .words(let words): Int(words[firstPlace + column])
            }
          let (y, x) = place.quotientAndRemainder(dividingBy: horizontal.kernel)
          let imageRow = row * vertical.stride - vertical.paddingBefore + y
          target[column] =
            image[imageRow * horizontal.input + column * horizontal.stride - horizontal.paddingBefore + x]
        }
      }
    }
  }
}
