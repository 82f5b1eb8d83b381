/// What an element of an image gets from a window that it is in.
public protocol WindowShare<Vector> {
  /// The vectors of the kernels.
  associatedtype Vector: KernelVector

  /// How many lines are kept of each row of windows: their gradients, and maybe more.
  static var linesPerRow: Int { get }

  /// Changes the gradients of a row of windows, or writes what lies beside them, `lineStride` further.
  func prepare(_ line: UnsafeMutablePointer<Vector.Scalar>, lineStride: Int, plane: Int, row: Int)

  /// `sum` and what comes of the gradients at `windows`, for elements whose position in their windows has the number at `number`.
  static func add(
    _ windows: UnsafePointer<Vector.Scalar>, lineStride: Int, number: UnsafePointer<Vector.Scalar>,
    to sum: Vector
  ) -> Vector
}

/// The rows of windows that a row of an image is in, as lines: the gradients of a row of windows between zeros.
@frozen public struct WindowLines<Scalar: BinaryFloatingPoint & Sendable> {
  /// The first window of the last of these rows.
  @usableFromInline let last: UnsafePointer<Scalar>
  /// From a row to the next.
  @usableFromInline let pitch: Int
  /// From gradients to what lies beside them.
  @usableFromInline let lineStride: Int
  /// The numbers of those positions of the last row's windows that are in the image's row.
  @usableFromInline let numbers: UnsafePointer<Scalar>
  /// How far the numbers of positions are from those in the row of windows before.
  @usableFromInline let numberStride: Int
  /// How many rows they are.
  @usableFromInline let count: Int

  @inlinable @inline(__always)
  init(
    last: UnsafePointer<Scalar>, pitch: Int, lineStride: Int, numbers: UnsafePointer<Scalar>,
    numberStride: Int,
    count: Int
  ) {
    (self.last, self.pitch, self.lineStride) = (last, pitch, lineStride)
    (self.numbers, self.numberStride, self.count) = (numbers, numberStride, count)
  }
}

extension PoolingKernels {
  /// For each element of the images, a sum over the windows that it is in: the shape of all gradients of poolings. A gathering
  /// sum rather than a scattering one, so that it is a loop over whole vectors, in one order.
  @inlinable @inline(__always)
  static func spreadWindows<Share: WindowShare>(
    _ share: Share, _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>
  ) where Share.Vector == Vector {
    let (vertical, horizontal, lanes) = (geometry.vertical, geometry.horizontal, Vector.laneCount)
    let (left, width) = (horizontal.paddingBefore, horizontal.input)
    let bands = geometry.inputBands
    // Zeros before the windows for as many as an element may look back, and after them as far as there are elements.
    let margin = ((horizontal.kernel - 1) / horizontal.stride).roundedUp(to: lanes)
    let places = ((left + width + horizontal.stride - 1) / horizontal.stride).roundedUp(to: lanes)
    let pitch = margin + max(places, horizontal.output) + lanes
    let windowRows = (bands.rowsPerBand + vertical.kernel) / vertical.stride + 2
    let lineStride = windowRows * pitch
    let gradientEnd = dy + geometry.planes * geometry.outputPlane
    let spareCount = places * horizontal.stride
    let roomCount = Share.linesPerRow * lineStride + spareCount
    // For each row, the last row of windows that it is in, and the number of all: a division each, for all planes at once.
    let spans = (0..<vertical.input).map { row in
      let last = vertical.lastWindow(at: row)
      return (last: last, count: max(0, last - vertical.firstWindow(at: row) + 1))
    }
    let numbers: [Scalar] = (0..<geometry.taps).map { PoolingPlaces.base($0) }
    numbers.withUnsafeBufferPointer { numbers in
      let numbers = numbers.baseAddress!
      bands.forEach(room: roomCount, of: Scalar.self) { plane, rows, end, room in
        let firstRow = vertical.firstWindow(at: rows.lowerBound)
        let lastRow = vertical.lastWindow(at: rows.upperBound - 1)
        let firstLine = room + margin
        var (row, line) = (firstRow, firstLine)
        while row <= lastRow {
          let source = dy + (plane * vertical.output + row) * horizontal.output
          var place = -margin
          while place < 0 {
            Vector(0).store(to: line + place)
            place += lanes
          }
          copyRow(
            source, to: line, count: horizontal.output,
            hasRoom: source + (horizontal.output + lanes) <= gradientEnd)
          share.prepare(line, lineStride: lineStride, plane: plane, row: row)
          place = horizontal.output
          while place < places {
            Vector(0).store(to: line + place)
            place += lanes
          }
          (row, line) = (row + 1, line + pitch)
        }
        let spare = room + Share.linesPerRow * lineStride
        let endOfPiece = dx + end * width
        for row in rows {
          let (last, count) = spans[row]
          let kernelRow = row + vertical.paddingBefore - last * vertical.stride
          let lines = WindowLines(
            last: UnsafePointer(firstLine) + (last - firstRow) * pitch, pitch: pitch, lineStride: lineStride,
            numbers: numbers + kernelRow * horizontal.kernel,
            numberStride: vertical.stride * horizontal.kernel,
            count: count)
          let target = dx + (plane * vertical.input + row) * width
          // What is written beyond a row is written again after it.
          let isInPlace = left == 0 && target + spareCount <= endOfPiece
          let result = isInPlace ? target : spare
          // What the compiler knows lets it unroll loops.
          switch (horizontal.stride, horizontal.kernel, lines.count) {
          case (2, 3, 1):
            spreadPairs(Share.self, lines, rows: 1, kernel: 3, count: left + width, into: result)
          case (2, 3, 2):
            spreadPairs(Share.self, lines, rows: 2, kernel: 3, count: left + width, into: result)
          default: spreadOthers(Share.self, horizontal, lines, into: result)
          }
          if !isInPlace { target.update(from: spare + left, count: width) }
        }
      }
    }
  }

  /// The sums for a row of an image where windows are two elements apart, in whole pairs of vectors.
  @inlinable @inline(__always)
  static func spreadPairs<Share: WindowShare>(
    _: Share.Type, _ lines: WindowLines<Scalar>, rows: Int, kernel: Int, count: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) where Share.Vector == Vector {
    let lanes = Vector.laneCount
    var place = 0
    while 2 * place < count {
      // What is some rows or planes further on: no processor looks so far ahead.
      Hint.prefetchFar(result + (2 * place + 2048))
      Hint.prefetchFar(result + (2 * place + lanes + 2048))
      var (even, odd) = (Vector(0), Vector(0))
      var row = 0
      while row < rows {
        let windows = lines.last + (place - row * lines.pitch)
        let numbers = lines.numbers + row * lines.numberStride
        var tap = 0
        while tap < kernel {
          even = Share.add(windows - tap / 2, lineStride: lines.lineStride, number: numbers + tap, to: even)
          if tap + 1 < kernel {
            odd = Share.add(
              windows - tap / 2, lineStride: lines.lineStride, number: numbers + (tap + 1), to: odd)
          }
          tap += 2
        }
        row += 1
      }
      let (low, high) = Vector.interleave(even, odd)
      low.store(to: result + 2 * place)
      if 2 * place + lanes < count { high.store(to: result + (2 * place + lanes)) }
      place += lanes
    }
  }

  @inlinable @inline(never)
  static func spreadOthers<Share: WindowShare>(
    _: Share.Type, _ axis: PoolingAxis, _ lines: WindowLines<Scalar>,
    into result: UnsafeMutablePointer<Scalar>
  ) where Share.Vector == Vector {
    let (kernel, step) = (axis.kernel, axis.stride)
    for phase in 0..<step {
      for place in stride(
        from: 0, to: (axis.paddingBefore + axis.input + step - 1) / step, by: Vector.laneCount)
      {
        var sum = Vector(0)
        for row in 0..<lines.count {
          let windows = lines.last + (place - row * lines.pitch)
          let numbers = lines.numbers + row * lines.numberStride
          for tap in stride(from: phase, to: kernel, by: step) {
            sum = Share.add(
              windows - tap / step, lineStride: lines.lineStride, number: numbers + tap, to: sum)
          }
        }
        if step == 1 {
          sum.store(to: result + place)
        } else {
          for lane in 0..<Vector.laneCount { result[(place + lane) * step + phase] = sum[lane] }
        }
      }
    }
  }

  /// Copies `count` elements, by whole vectors where up to one more can be read and written.
  @inlinable @inline(__always)
  static func copyRow(
    _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, count: Int, hasRoom: Bool
  ) {
    if hasRoom {
      var place = 0
      while place < count {
        Vector(loading: source + place).store(to: target + place)
        place += Vector.laneCount
      }
    } else {
      target.update(from: source, count: count)
    }
  }
}
