extension PoolingKernels {
  /// The greatest elements of all windows, and their places where they are wanted.
  @inlinable @inline(never)
  static func poolMaxima(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    _ places: PoolingPlaces?
  ) {
    let (width, lanes) = (geometry.horizontal.output, Vector.laneCount)
    let bands = geometry.outputBands
    let strip = PoolingStrip<Scalar>(geometry, lanes: lanes)
    let stride = geometry.horizontal.stride
    let runCount = strip.count(windows: bands.rowsPerBand, geometry).roundedUp(to: lanes) + 4 * lanes
    let phaseStride = (runCount / stride).roundedUp(to: lanes) + 4 * lanes
    let flat = (bands.rowsPerBand * strip.pitch).roundedUp(to: lanes) + 4 * lanes
    let vectors = strip.vectorPlaces(rows: bands.rowsPerBand, lanes: lanes, geometry)
    // Where in the split strip each position of a window begins.
    let starts = strip.offsets.map { $0 % stride * phaseStride + $0 / stride }
    let limit = x + geometry.planes * geometry.inputPlane
    let roomCount = runCount + stride * phaseStride + 2 * flat
    bands.forEach(room: roomCount, of: Scalar.self) { plane, rows, end, room in
      let (phases, maxima) = (room + runCount, room + (runCount + stride * phaseStride))
      let indices = maxima + flat
      let image = x + plane * geometry.inputPlane
      // The least finite number is less than what is around it, unless that is the same.
      let isFinite = splitImage(
        geometry, strip, image, limit: limit, windows: rows, padding: -.greatestFiniteMagnitude, spare: room,
        into: phases, phaseStride: phaseStride)
      if isFinite {
        let count = strip.windowCount(rows: rows.count, geometry)
        if places == nil {
          findMaxima(
            phases, starts, strip.numbers, vectors, count: count, maxima, indices, keepsPlaces: false)
        } else {
          findMaxima(phases, starts, strip.numbers, vectors, count: count, maxima, indices, keepsPlaces: true)
        }
      }
      if !isFinite || (strip.isPadded && hasPadding(geometry, rows.count, pitch: strip.pitch, maxima)) {
        findMaximaExactly(geometry, image, rows, strip, maxima, indices)
      }
      let targetEnd = y + end * width
      let firstPlace = plane * geometry.placesPerPlane
      let isLastOfPlane = rows.upperBound == geometry.vertical.output
      let endPlace =
        firstPlace + (isLastOfPlane ? geometry.placesPerPlane : rows.upperBound * width)
      for row in rows {
        let line = (row - rows.lowerBound) * strip.pitch
        let target = y + (plane * geometry.vertical.output + row) * width
        copyRow(maxima + line, to: target, count: width, hasRoom: target + (width + lanes) <= targetEnd)
        if let places {
          let place = firstPlace + row * width
          storeNumbers(
            indices + line, places, at: place, count: width, hasRoom: place + (width + 15) <= endPlace)
        }
      }
    }
  }

  /// The first greatest of the finite elements that each window has in a strip.
  @inlinable @inline(__always)
  static func findMaxima(
    _ strip: UnsafePointer<Scalar>, _ starts: [Int], _ numbers: [Scalar], _ vectors: [Int], count: Int,
    _ maxima: UnsafeMutablePointer<Scalar>, _ indices: UnsafeMutablePointer<Scalar>, keepsPlaces: Bool
  ) {
    starts.withUnsafeBufferPointer { starts in
      numbers.withUnsafeBufferPointer { numbers in
        vectors.withUnsafeBufferPointer { vectors in
          // A count that the compiler knows lets it unroll the loop.
          switch starts.count {
          case 9:
            findMaxima(
              strip, starts, numbers, taps: 9, vectors, count, maxima, indices, keepsPlaces: keepsPlaces)
          case let taps:
            findMaxima(
              strip, starts, numbers, taps: taps, vectors, count, maxima, indices, keepsPlaces: keepsPlaces)
          }
        }
      }
    }
  }

  @inlinable @inline(__always)
  static func findMaxima(
    _ strip: UnsafePointer<Scalar>, _ starts: UnsafeBufferPointer<Int>,
    _ numbers: UnsafeBufferPointer<Scalar>, taps: Int, _ vectors: UnsafeBufferPointer<Int>, _ count: Int,
    _ maxima: UnsafeMutablePointer<Scalar>, _ indices: UnsafeMutablePointer<Scalar>, keepsPlaces: Bool
  ) {
    for place in vectors {
      if place >= count { break }
      let windows = strip + place
      var greatest = Vector(loading: windows + starts[0])
      var index = Vector(numbers[0])
      var tap = 1
      while tap < taps {
        let element = Vector(loading: windows + starts[tap])
        let isGreater = greatest < element
        greatest = .select(isGreater, element, greatest)
        if keepsPlaces { index = .select(isGreater, Vector(numbers[tap]), index) }
        tap += 1
      }
      greatest.store(to: maxima + place)
      if keepsPlaces { index.store(to: indices + place) }
    }
  }

  /// Whether padding could be the greatest of a window.
  @inlinable @inline(never)
  static func hasPadding(
    _ geometry: PoolingGeometry, _ rows: Int, pitch: Int, _ maxima: UnsafePointer<Scalar>
  ) -> Bool {
    for row in 0..<rows {
      for place in row * pitch..<row * pitch + geometry.horizontal.output
      where maxima[place] == -Scalar.greatestFiniteMagnitude { return true }
    }
    return false
  }

  /// As ``findMaxima``, one by one and from the image, for elements that are infinite or NaN: of several NaNs, the last
  /// counts, as in PyTorch.
  @inlinable @inline(never)
  static func findMaximaExactly(
    _ geometry: PoolingGeometry, _ image: UnsafePointer<Scalar>, _ rows: Range<Int>,
    _ strip: PoolingStrip<Scalar>, _ maxima: UnsafeMutablePointer<Scalar>,
    _ indices: UnsafeMutablePointer<Scalar>
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    for row in rows {
      let line = (row - rows.lowerBound) * strip.pitch
      let windowRows = vertical.window(row)
      let firstRow = row * vertical.stride - vertical.paddingBefore
      for column in 0..<horizontal.output {
        let windowColumns = horizontal.window(column)
        let firstColumn = column * horizontal.stride - horizontal.paddingBefore
        var greatest = -Scalar.infinity
        var (greatestRow, greatestColumn) = (windowRows.lowerBound, windowColumns.lowerBound)
        for y in windowRows {
          for x in windowColumns {
            let element = image[y * horizontal.input + x]
            if element > greatest || element.isNaN {
              (greatest, greatestRow, greatestColumn) = (element, y, x)
            }
          }
        }
        maxima[line + column] = greatest
        indices[line + column] =
          strip.numbers[(greatestRow - firstRow) * horizontal.kernel + greatestColumn - firstColumn]
      }
    }
  }

  /// Adds each gradient to the element that was the greatest in its window.
  @inlinable @inline(never)
  static func spreadMaxima(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, _ places: PoolingPlaces,
    into dx: UnsafeMutablePointer<Scalar>
  ) {
    let width = geometry.horizontal.output
    spreadWindows(GreatestSum.self, geometry, dy, into: dx, copiesOfStrip: 2) {
      plane, row, line, strip, copyStride in
      let place = plane * geometry.placesPerPlane + row * width
      loadNumbers(places, at: place, count: width, into: line + copyStride)
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
