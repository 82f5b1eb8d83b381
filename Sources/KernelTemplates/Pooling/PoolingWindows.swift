/// A position of a window, as the sums over windows see it.
@frozen public struct PoolingTap<Scalar: Sendable>: Sendable {
  /// Where, from an element of its phase, the window lies that has it at this position: before it.
  @usableFromInline let offset: Int
  /// Its number in the window, row by row, as lanes hold it.
  @usableFromInline let number: Scalar

  @inlinable @inline(__always) init(offset: Int, number: Scalar) {
    self.offset = offset
    self.number = number
  }
}

/// What an element of an image gets from the windows that it is in; a type each, so that it is part of the loop.
public protocol WindowSum {
  /// The sum for one vector of elements of a phase, over `count` positions of windows, whose gradients lie at `windows`, and whatever
  /// else there is of them `copyStride` further.
  static func sum<V: KernelVector>(
    _ windows: UnsafePointer<V.Scalar>, _ copyStride: Int, _ taps: UnsafePointer<PoolingTap<V.Scalar>>,
    _ count: Int
  ) -> V
}

/// The gradients of those windows whose place the element is.
public enum GreatestSum: WindowSum {
  /// Beside each gradient lies the number of the greatest element.
  @inlinable @inline(__always)
  public static func sum<V: KernelVector>(
    _ windows: UnsafePointer<V.Scalar>, _ copyStride: Int, _ taps: UnsafePointer<PoolingTap<V.Scalar>>,
    _ count: Int
  ) -> V {
    var sum = V(0)
    var tap = 0
    while tap < count {
      let gradient = windows + taps[tap].offset
      let isPlace = V(loading: gradient + copyStride) == V(taps[tap].number)
      sum = .select(isPlace, sum + V(loading: gradient), sum)
      tap += 1
    }
    return sum
  }
}

/// The gradients of all windows.
public enum WholeSum: WindowSum {
  /// There is nothing beside the gradients.
  @inlinable @inline(__always)
  public static func sum<V: KernelVector>(
    _ windows: UnsafePointer<V.Scalar>, _ copyStride: Int, _ taps: UnsafePointer<PoolingTap<V.Scalar>>,
    _ count: Int
  ) -> V {
    var sum = V(0)
    var tap = 0
    while tap < count {
      sum = sum + V(loading: windows + taps[tap].offset)
      tap += 1
    }
    return sum
  }
}

extension PoolingKernels {
  /// For each element of the images, a sum over the windows that it is in: the shape of all gradients of poolings. A gathering
  /// sum rather than a scattering one, so that it is a loop over whole vectors, in one order.
  ///
  /// The gradients of the windows lie in the room in rows of the strip's pitch, with zeros wherever there is no window.
  ///
  /// - Parameters:
  ///   - copiesOfStrip: How much room there is: once for the gradients, and more often for what `prepare` adds.
  ///   - prepare: Fills or changes what belongs to a row of windows.
  @inlinable @inline(__always)
  static func spreadWindows<Sum: WindowSum>(
    _: Sum.Type, _ geometry: PoolingGeometry, _ dy: UnsafePointer<Scalar>,
    into dx: UnsafeMutablePointer<Scalar>,
    copiesOfStrip: Int,
    prepare: (
      _ plane: Int, _ row: Int, _ line: UnsafeMutablePointer<Scalar>, PoolingStrip<Scalar>, _ copyStride: Int
    ) -> Void
  ) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    let lanes = Vector.laneCount
    let bands = geometry.inputBands
    let strip = PoolingStrip<Scalar>(geometry, lanes: lanes)
    let (stride, pitch, width) = (horizontal.stride, strip.pitch, strip.width)
    let reach = strip.places.last! / pitch + 1
    let windowRows = (bands.rowsPerBand * width / stride + pitch) / pitch + reach + 1
    let copyStride = (windowRows * pitch).roundedUp(to: lanes) + 4 * lanes
    let runCount = bands.rowsPerBand * width + 4 * lanes * stride
    let (taps, tapEnds) = tapsByPhase(strip, stride: stride)
    let gradientEnd = dy + geometry.planes * geometry.outputPlane
    let roomCount = copiesOfStrip * copyStride + runCount
    bands.forEach(room: roomCount, of: Scalar.self) { plane, rows, end, room in
      let first = (rows.lowerBound + vertical.paddingBefore) * width / stride
      let count = rows.count * width
      // The windows that any of these elements are in.
      let firstRow = first / pitch - reach
      let lastRow = (first + count / stride) / pitch
      for row in firstRow...lastRow {
        let line = room + (row - firstRow) * pitch
        guard 0..<vertical.output ~= row else {
          line.update(repeating: 0, count: pitch + lanes)
          continue
        }
        let source = dy + (plane * vertical.output + row) * horizontal.output
        copyRow(
          source, to: line, count: horizontal.output,
          hasRoom: source + (horizontal.output + lanes) <= gradientEnd)
        prepare(plane, row, line, strip, copyStride)
        var column = horizontal.output
        while column < pitch {
          Vector(0).store(to: line + column)
          column += lanes
        }
      }
      (room + (lastRow + 1 - firstRow) * pitch).update(repeating: 0, count: 2 * lanes)
      let target = dx + (plane * vertical.input + rows.lowerBound) * horizontal.input
      let targetEnd = dx + end * horizontal.input
      let origin = room + (first - firstRow * pitch)
      let spare = room + copiesOfStrip * copyStride
      // Rows of images that are rows of strips are one run; what is written beyond a row is written again after it.
      let runs = strip.isDirect ? 1 : rows.count
      let (runWidth, runStride) = (strip.isDirect ? count : width, horizontal.input)
      let left = horizontal.paddingBefore
      for run in 0..<runs {
        let row = target + run * runStride
        let isInPlace = left == 0 && row + (runWidth + 2 * lanes * stride) <= targetEnd
        let result = isInPlace ? row : spare
        let source = origin + run * (width / stride)
        if stride == 2 {
          sumPairs(Sum.self, source, copyStride, taps, tapEnds, count: runWidth, into: result)
        } else {
          sumPhases(
            Sum.self, source, copyStride, taps, tapEnds, stride: stride, count: runWidth, into: result)
        }
        if !isInPlace {
          row.update(from: spare + left, count: strip.isDirect ? count : horizontal.input)
        }
      }
    }
  }

  /// The sums of each phase: up to a vector more is written for each.
  @inlinable @inline(__always)
  static func sumPhases<Sum: WindowSum>(
    _: Sum.Type, _ windows: UnsafePointer<Scalar>, _ copyStride: Int, _ taps: [PoolingTap<Scalar>],
    _ tapEnds: [Int], stride: Int, count: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    taps.withUnsafeBufferPointer { taps in
      for phase in 0..<stride {
        let (start, end) = (tapEnds[phase], tapEnds[phase + 1])
        var place = 0
        while place * stride < count {
          let sums: Vector = Sum.sum(windows + place, copyStride, taps.baseAddress! + start, end - start)
          if stride == 1 {
            sums.store(to: result + place)
          } else {
            for lane in 0..<Vector.laneCount { result[(place + lane) * stride + phase] = sums[lane] }
          }
          place += Vector.laneCount
        }
      }
    }
  }

  /// The sums of two phases in turn: up to two vectors more are written.
  @inlinable @inline(__always)
  static func sumPairs<Sum: WindowSum>(
    _: Sum.Type, _ windows: UnsafePointer<Scalar>, _ copyStride: Int, _ taps: [PoolingTap<Scalar>],
    _ tapEnds: [Int], count: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    taps.withUnsafeBufferPointer { taps in
      let taps = taps.baseAddress!
      // Counts that the compiler knows let it unroll the sums: those of windows of 3×3.
      switch (tapEnds[1], tapEnds[2]) {
      case (5, 9): sumPairs(Sum.self, windows, copyStride, taps, 5, 4, count: count, into: result)
      case (6, 9): sumPairs(Sum.self, windows, copyStride, taps, 6, 3, count: count, into: result)
      case let (evens, all):
        sumPairs(Sum.self, windows, copyStride, taps, evens, all - evens, count: count, into: result)
      }
    }
  }

  @inlinable @inline(__always)
  static func sumPairs<Sum: WindowSum>(
    _: Sum.Type, _ origin: UnsafePointer<Scalar>, _ copyStride: Int,
    _ taps: UnsafePointer<PoolingTap<Scalar>>, _ evens: Int, _ odds: Int, count: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    var place = 0
    while place < count {
      let windows = origin + place / 2
      let (a, b) = Vector.interleave(
        Sum.sum(windows, copyStride, taps, evens), Sum.sum(windows, copyStride, taps + evens, odds))
      a.store(to: result + place)
      b.store(to: result + (place + Vector.laneCount))
      place += 2 * Vector.laneCount
    }
  }

  /// The positions of windows, ordered by the phase that their elements are in, and where those of each phase begin, with the
  /// end of the last.
  @inlinable @inline(__always)
  static func tapsByPhase(
    _ strip: PoolingStrip<Scalar>, stride: Int
  ) -> (taps: [PoolingTap<Scalar>], starts: [Int]) {
    var (taps, starts): ([PoolingTap<Scalar>], [Int]) = ([], [0])
    for phase in 0..<stride {
      for tap in strip.offsets.indices where strip.offsets[tap] % stride == phase {
        taps.append(PoolingTap(offset: -strip.places[tap], number: strip.numbers[tap]))
      }
      starts.append(taps.count)
    }
    return (taps, starts)
  }
}
