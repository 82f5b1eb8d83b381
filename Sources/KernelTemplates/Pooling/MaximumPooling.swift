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
    if hasShortRows(geometry) {
      // Vectors would be mostly empty.
      scatterMaxima(geometry, dy, places, into: dx)
    } else {
      spreadWindows(GreatestShare<Self>(geometry, places), geometry, dy, into: dx)
    }
  }

  /// Window after window. A band of a plane takes what windows of its neighbours give to its own rows.
  @inlinable @inline(never)
  static func scatterMaxima(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, _ places: PoolingPlaces,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let (kernel, width, stride) = (horizontal.kernel, horizontal.input, horizontal.stride)
    // From the first element of a window to each of them, where a byte numbers them.
    let steps = (0..<(geometry.placesFitBytes ? geometry.taps : 0)).map { $0 / kernel * width + $0 % kernel }
    geometry.inputBands.forEach(room: 0, of: Scalar.self) { plane, rows, _, _ in
      let image = dx + plane * geometry.inputPlane
      (image + rows.lowerBound * width).update(repeating: 0, count: rows.count * width)
      var row = vertical.firstWindow(at: rows.lowerBound)
      let last = vertical.lastWindow(at: rows.upperBound - 1)
      while row <= last {
        let gradients = dy + (plane * vertical.output + row) * horizontal.output
        let first = plane * geometry.placesPerPlane + row * horizontal.output
        let top = row * vertical.stride - vertical.paddingBefore
        var window = image + (top * width - horizontal.paddingBefore)
        let rowsInBand = rows.clamped(to: top..<top + vertical.kernel)
        if case .bytes(let bytes) = places, rowsInBand == vertical.window(row) {
          for column in 0..<horizontal.output {
            window[steps[Int(bytes[first + column])]] += gradients[column]
            window += stride
          }
        } else {
          for column in 0..<horizontal.output {
            let (y, x) = places.number(at: first + column).quotientAndRemainder(dividingBy: kernel)
            if rowsInBand.contains(top + y) { window[y * width + x] += gradients[column] }
            window += stride
          }
        }
        row += 1
      }
    }
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
          let number = places.number(at: firstPlace + column)
          let (y, x) = number.quotientAndRemainder(dividingBy: horizontal.kernel)
          let imageRow = row * vertical.stride - vertical.paddingBefore + y
          target[column] =
            image[imageRow * horizontal.input + column * horizontal.stride - horizontal.paddingBefore + x]
        }
      }
    }
  }
}
