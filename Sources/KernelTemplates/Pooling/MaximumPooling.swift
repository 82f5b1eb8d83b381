extension PoolingKernels {
  /// The greatest elements of all windows, and their places where they are wanted.
  @inlinable @inline(never)
  static func poolMaxima(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    _ places: PoolingPlaces?
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let bands = geometry.outputBands
    let strip = inputStrip(geometry, rows: bands.rowsPerBand)
    let taps = inputTaps(geometry, strip)
    let flat = bands.rowsPerBand * strip.pitch + 4 * Vector.laneCount
    let spareCount = horizontal.input + 2 * Vector.laneCount
    let limit = x + geometry.planes * geometry.inputPlane
    bands.forEach(room: strip.count + 2 * flat + spareCount, of: Scalar.self) { plane, rows, end, room in
      let (maxima, indices) = (room + strip.count, room + (strip.count + flat))
      let image = x + plane * geometry.inputPlane
      let isFinite = fillStrip(
        geometry, image, limit: limit, windows: rows, padding: -.infinity, strip, room,
        spare: indices + flat)
      let count = rows.count * strip.pitch
      if !isFinite {
        findMaximaExactly(geometry, image, rows, maxima, indices)
      } else if places == nil {
        findMaxima(room, taps, count, maxima, indices, keepsPlaces: false)
      } else {
        findMaxima(room, taps, count, maxima, indices, keepsPlaces: true)
      }
      let firstPlace = plane * geometry.placesPerPlane + rows.lowerBound * strip.pitch
      switch places {
      case .bytes(let bytes): for i in 0..<count { bytes[firstPlace + i] = UInt8(indices[i]) }
      case .words(let words): for i in 0..<count { words[firstPlace + i] = Int32(indices[i]) }
      case nil: break
      }
      let width = horizontal.output
      let targetEnd = y + end * width
      for row in rows {
        let target = y + (plane * vertical.output + row) * width
        copyRow(
          maxima + (row - rows.lowerBound) * strip.pitch, to: target, count: width,
          hasRoom: target + (width + Vector.laneCount) <= targetEnd)
      }
    }
  }

  /// The first greatest of the finite elements that each window has in a strip. Up to a vector more is written.
  @inlinable @inline(__always)
  static func findMaxima(
    _ strip: UnsafePointer<Scalar>, _ taps: [Int], _ count: Int, _ maxima: UnsafeMutablePointer<Scalar>,
    _ indices: UnsafeMutablePointer<Scalar>, keepsPlaces: Bool
  ) {
    taps.withUnsafeBufferPointer { taps in
      var place = 0
      while place < count {
        var greatest = Vector(loading: strip + (taps[0] + place))
        var index = Vector(0)
        for tap in 1..<max(taps.count, 1) {
          let element = Vector(loading: strip + (taps[tap] + place))
          let isGreater = greatest < element
          greatest = .select(isGreater, element, greatest)
          if keepsPlaces { index = .select(isGreater, Vector(Scalar(tap)), index) }
        }
        greatest.store(to: maxima + place)
        if keepsPlaces { index.store(to: indices + place) }
        place += Vector.laneCount
      }
    }
  }

  /// As ``findMaxima``, one by one and from the image, for elements that are infinite or NaN: of several NaNs, the last
  /// counts, as in PyTorch.
  @inlinable @inline(never)
  static func findMaximaExactly(
    _ geometry: PoolingGeometry, _ image: UnsafePointer<Scalar>, _ rows: Range<Int>,
    _ maxima: UnsafeMutablePointer<Scalar>, _ indices: UnsafeMutablePointer<Scalar>
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    for row in rows {
      let line = (row - rows.lowerBound) * geometry.pitch
      let windowRows = vertical.window(row)
      let firstRow = row * vertical.stride - vertical.paddingBefore
      for column in 0..<geometry.pitch {
        // The places between rows have no meaning, but are read.
        (maxima[line + column], indices[line + column]) = (0, 0)
        guard column < horizontal.output else { continue }
        let windowColumns = horizontal.window(column)
        let firstColumn = column * horizontal.stride - horizontal.paddingBefore
        var greatest = -Scalar.infinity
        var index =
          (windowRows.lowerBound - firstRow) * horizontal.kernel + windowColumns.lowerBound - firstColumn
        for y in windowRows {
          for x in windowColumns {
            let element = image[y * horizontal.input + x]
            if element > greatest || element.isNaN {
              greatest = element
              index = (y - firstRow) * horizontal.kernel + x - firstColumn
            }
          }
        }
        (maxima[line + column], indices[line + column]) = (greatest, Scalar(index))
      }
    }
  }

  /// Adds each gradient to the element that was the greatest in its window.
  @inlinable @inline(never)
  static func spreadMaxima(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, _ places: PoolingPlaces,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    spreadWindows(geometry, dy, into: dx, planesOfRoom: 2) { plane, windows, firstRow, strip, room in
      let indices = room + strip.phaseStride + (strip.margin - firstRow * strip.pitch)
      let first = plane * geometry.placesPerPlane
      let range = windows.lowerBound * strip.pitch..<windows.upperBound * strip.pitch
      switch places {
      case .bytes(let bytes): for i in range { indices[i] = Scalar(bytes[first + i]) }
      case .words(let words): for i in range { indices[i] = Scalar(words[first + i]) }
      }
    } sum: { room, strip, taps, place in
      var sum = Vector(0)
      for tap in taps {
        let gradient = room + (tap.start + place)
        let isPlace = Vector(loading: gradient + strip.phaseStride) == Vector(tap.number)
        sum = sum + .select(isPlace, Vector(loading: gradient), Vector(0))
      }
      return sum
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
        let firstPlace = plane * geometry.placesPerPlane + row * geometry.pitch
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
