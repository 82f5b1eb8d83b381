/// A position of a window, as the sums over windows see it.
@frozen public struct PoolingTap<Scalar: Sendable>: Sendable {
  /// Where the first element that the position takes part in lies in a strip.
  @usableFromInline let start: Int
  /// Its number in the window, row by row.
  @usableFromInline let number: Scalar

  @inlinable @inline(__always) init(start: Int, number: Scalar) {
    self.start = start
    self.number = number
  }
}

extension PoolingGeometry {
  /// Bands of the rows of windows.
  @inlinable @inline(__always) var outputBands: PoolingBands {
    PoolingBands(
      planes: planes, rows: vertical.output,
      width: min(vertical.stride, vertical.kernel) * max(horizontal.input, horizontal.output))
  }

  /// Bands of the rows of images.
  @inlinable @inline(__always) var inputBands: PoolingBands {
    PoolingBands(planes: planes, rows: vertical.input, width: horizontal.input)
  }
}

extension PoolingKernels {
  /// The strip that `rows` rows of windows read.
  @inlinable @inline(__always)
  static func inputStrip(_ geometry: PoolingGeometry, rows: Int) -> PoolingStrip {
    PoolingStrip(
      rows: rows + geometry.vertical.reach, pitch: geometry.pitch,
      phases: geometry.vertical.stride * geometry.horizontal.stride, margin: 0, slack: 4 * Vector.laneCount)
  }

  /// Where in it each position of a window begins.
  @inlinable @inline(__always)
  static func inputTaps(_ geometry: PoolingGeometry, _ strip: PoolingStrip) -> [Int] {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    var taps: [Int] = []
    for y in 0..<vertical.kernel {
      for x in 0..<horizontal.kernel {
        let phase = y % vertical.stride * horizontal.stride + x % horizontal.stride
        taps.append(
          phase * strip.phaseStride + y / vertical.stride * strip.pitch + x / horizontal.stride)
      }
    }
    return taps
  }

  /// Fills a strip with what some rows of windows read of an image.
  ///
  /// - Returns: Whether all elements are finite.
  @inlinable @inline(__always)
  static func fillStrip(
    _ geometry: PoolingGeometry, _ image: UnsafePointer<Scalar>, limit: UnsafePointer<Scalar>,
    windows: Range<Int>, padding: Scalar, _ strip: PoolingStrip, _ room: UnsafeMutablePointer<Scalar>,
    spare: UnsafeMutablePointer<Scalar>
  ) -> Bool {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let firstRow = windows.lowerBound * vertical.stride - vertical.paddingBefore
    var zeros = Vector(0)
    for row in 0..<(windows.count - 1) * vertical.stride + vertical.kernel {
      let (place, phase) = row.quotientAndRemainder(dividingBy: vertical.stride)
      if phase >= vertical.kernel { continue }
      let line = room + (phase * horizontal.stride * strip.phaseStride + place * strip.pitch)
      if 0..<vertical.input ~= firstRow + row {
        splitRow(
          image + (firstRow + row) * horizontal.input, horizontal, limit: limit, spare: spare,
          padding: padding, to: line, strip, zeros: &zeros)
      } else {
        for phase in 0..<horizontal.stride {
          (line + phase * strip.phaseStride).update(repeating: padding, count: strip.pitch)
        }
      }
    }
    return areZeros(zeros)
  }

  /// For each position of the images, a sum over the windows that it is in: the shape of all gradients of poolings. A gathering
  /// sum rather than a scattering one, so that it is a loop over whole vectors, in one order.
  ///
  /// The gradients of the windows lie in a strip of one phase, with zeros wherever there is no window.
  ///
  /// - Parameters:
  ///   - planesOfRoom: How many such strips there are: those after the first are `prepare`'s.
  ///   - prepare: Fills or changes the strips for some rows of windows, where the first row of the strip is the window row
  ///     `firstRow`.
  ///   - sum: The sum for one vector of positions.
  @inlinable @inline(__always)
  static func spreadWindows(
    _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>,
    planesOfRoom: Int,
    prepare: (
      _ plane: Int, _ windows: Range<Int>, _ firstRow: Int, PoolingStrip, UnsafeMutablePointer<Scalar>
    ) -> Void,
    sum: (
      UnsafePointer<Scalar>, PoolingStrip, UnsafeBufferPointer<PoolingTap<Scalar>>, _ place: Int
    ) -> Vector
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let lanes = Vector.laneCount
    let bands = geometry.inputBands
    let phaseRows = (bands.rowsPerBand + vertical.stride - 2) / vertical.stride + 1
    let windows = PoolingStrip(
      rows: phaseRows + vertical.reach, pitch: geometry.pitch, phases: planesOfRoom,
      margin: horizontal.reach, slack: 4 * lanes)
    let images = PoolingStrip(
      rows: phaseRows, pitch: geometry.pitch, phases: vertical.stride * horizontal.stride, margin: 0,
      slack: 4 * lanes)
    let taps = windowTaps(geometry, windows)
    let gradientEnd = dy + geometry.planes * geometry.outputPlane
    let roomCount = windows.count + images.count + horizontal.input + 2 * lanes
    bands.forEach(room: roomCount, of: Scalar.self) { plane, rows, end, room in
      let target = room + windows.count
      let spare = target + images.count
      let firstPlace = (rows.lowerBound + vertical.paddingBefore) / vertical.stride
      let endPlace = (rows.upperBound - 1 + vertical.paddingBefore) / vertical.stride + 1
      let firstRow = firstPlace - vertical.reach
      // Zeros before the first row, for windows that begin in the row before.
      room.update(repeating: 0, count: windows.margin)
      for row in firstRow..<endPlace {
        let line = room + (windows.margin + (row - firstRow) * windows.pitch)
        if 0..<vertical.output ~= row {
          let source = dy + (plane * vertical.output + row) * horizontal.output
          copyRow(
            source, to: line, count: horizontal.output,
            hasRoom: source + (horizontal.output + lanes) <= gradientEnd)
          var column = horizontal.output
          while column < windows.pitch {
            line[column] = 0
            column += 1
          }
        } else {
          line.update(repeating: 0, count: windows.pitch)
        }
      }
      let held = max(firstRow, 0)..<max(max(firstRow, 0), min(endPlace, vertical.output))
      prepare(plane, held, firstRow, windows, room)
      let count = (endPlace - firstPlace) * windows.pitch
      for (phase, taps) in taps.enumerated() {
        taps.withUnsafeBufferPointer { taps in
          let result = target + phase * images.phaseStride
          var place = 0
          while place < count {
            sum(room, windows, taps, place).store(to: result + place)
            place += lanes
          }
        }
      }
      let targetEnd = dx + end * horizontal.input
      for row in rows {
        let (place, phase) = (row + vertical.paddingBefore).quotientAndRemainder(
          dividingBy: vertical.stride)
        joinRow(
          target + (phase * horizontal.stride * images.phaseStride + (place - firstPlace) * images.pitch),
          images, horizontal, limit: targetEnd, spare: spare,
          to: dx + (plane * vertical.input + row) * horizontal.input)
      }
    }
  }

  /// For each phase of the images, where its positions find the windows that they are in.
  @inlinable @inline(__always)
  static func windowTaps(_ geometry: PoolingGeometry, _ strip: PoolingStrip) -> [[PoolingTap<Scalar>]] {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    var taps = [[PoolingTap<Scalar>]](repeating: [], count: vertical.stride * horizontal.stride)
    for y in 0..<vertical.kernel {
      for x in 0..<horizontal.kernel {
        let phase = y % vertical.stride * horizontal.stride + x % horizontal.stride
        let row = vertical.reach - y / vertical.stride
        taps[phase].append(
          PoolingTap(
            start: strip.margin + row * strip.pitch - x / horizontal.stride,
            number: Scalar(y * horizontal.kernel + x)))
      }
    }
    return taps
  }
}
