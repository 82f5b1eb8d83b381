/// The greatest element of each window, and its number in the window where that is kept.
///
/// Comparisons skip NaN, and padding may be greater than what is infinite: then, it is done again exactly.
@frozen public struct GreatestFold<Kernels: PoolingKernels>: PoolingFold {
  /// The vectors of the kernels.
  public typealias Vector = Kernels.Vector
  /// Their lanes.
  public typealias Scalar = Kernels.Scalar

  @usableFromInline let geometry: PoolingGeometry
  @usableFromInline let y: UnsafeMutablePointer<Scalar>
  @usableFromInline let places: PoolingPlaces?

  @inlinable @inline(__always)
  init(_ geometry: PoolingGeometry, _ y: UnsafeMutablePointer<Scalar>, _ places: PoolingPlaces?) {
    (self.geometry, self.y, self.places) = (geometry, y, places)
  }

  /// The least finite number is less than what is beside it, unless that is the same.
  @inlinable @inline(__always) public static var padding: Scalar { -.greatestFiniteMagnitude }

  /// Short rows share vectors.
  @inlinable @inline(__always) public var foldsTwoRows: Bool {
    Kernels.hasShortRows(geometry) && isUsual
  }

  /// Whether windows have the extents that have loops of their own.
  @inlinable @inline(__always) var isUsual: Bool {
    geometry.horizontal.stride == 2 && geometry.horizontal.kernel == 3 && geometry.vertical.kernel == 3
  }

  /// Windows that are two elements apart have a template of their own: it takes elements of even and odd numbers apart.
  @inlinable @inline(__always)
  public func fold(
    _ elements: UnsafePointer<Scalar>, rowStride: Int, _ windows: PooledRow<Scalar>, zeros: inout Vector
  ) {
    let (width, target) = (geometry.horizontal.output, windows.results)
    // What the compiler knows lets it unroll loops.
    if isUsual && windows.kernelRows == 0..<3 {
      let numbers = places == nil ? nil : windows.numbers
      let doubled = windows.isDouble ? geometry.vertical.stride * rowStride : nil
      switch (numbers, doubled) {
      case (let numbers?, nil):
        foldPairs(elements, rowStride, rows: 0..<3, kernel: 3, count: width, target, numbers, &zeros)
      case (nil, nil):
        foldPairs(elements, rowStride, rows: 0..<3, kernel: 3, count: width, target, nil, &zeros)
      case (_, let doubled?):
        foldPairs(
          elements, rowStride, rows: 0..<3, kernel: 3, count: width, target, numbers, &zeros, doubled: doubled
        )
      }
    } else {
      foldOthers(elements, rowStride, rows: windows.kernelRows, target, windows.numbers, &zeros)
    }
  }

  @inlinable @inline(never)
  func foldOthers(
    _ elements: UnsafePointer<Scalar>, _ rowStride: Int, rows: Range<Int>,
    _ target: UnsafeMutablePointer<Scalar>,
    _ numbers: UnsafeMutablePointer<Scalar>, _ zeros: inout Vector
  ) {
    let (count, kernel, stride) = (
      geometry.horizontal.output, geometry.horizontal.kernel, geometry.horizontal.stride
    )
    if stride == 2 {
      foldPairs(
        elements, rowStride, rows: rows, kernel: kernel, count: count, target, numbers, &zeros)
      return
    }
    for place in Swift.stride(from: 0, to: count, by: Vector.laneCount) {
      var greatest = Kernels.elements(elements + place * stride, stride: stride)
      var number = Vector(PoolingPlaces.base(rows.lowerBound * kernel))
      for row in rows {
        let start = elements + ((row - rows.lowerBound) * rowStride + place * stride)
        for tap in 0..<kernel {
          let element = Kernels.elements(start + tap, stride: stride)
          zeros = .fma(element, Vector(0), zeros)
          let isGreater = greatest < element
          greatest = .select(isGreater, element, greatest)
          number = .select(isGreater, Vector(PoolingPlaces.base(row * kernel + tap)), number)
        }
      }
      greatest.store(to: target + place)
      number.store(to: numbers + place)
    }
  }

  /// Windows that are two elements apart, a vector of them at once; or, if `doubled`, those of two rows, `count` of each, whose
  /// elements are that far apart.
  @inlinable @inline(__always)
  func foldPairs(
    _ elements: UnsafePointer<Scalar>, _ rowStride: Int, rows: Range<Int>, kernel: Int, count: Int,
    _ target: UnsafeMutablePointer<Scalar>, _ numbers: UnsafeMutablePointer<Scalar>?,
    _ zeros: inout Vector, doubled: Int? = nil
  ) {
    let lanes = Vector.laneCount
    let secondHalf = doubled ?? lanes
    var place = 0
    while place < count {
      var greatest = Vector(-.infinity)
      var number = Vector(PoolingPlaces.base(rows.lowerBound * kernel))
      // A chain of its own, lest vectors wait for each other.
      var total = Vector(0)
      var row = rows.lowerBound
      while row < rows.upperBound {
        let start = elements + ((row - rows.lowerBound) * rowStride + 2 * place)
        if row < rows.lowerBound + 2 {
          // What is some planes or rows further on: no processor looks so far ahead.
          Hint.prefetchFar(start + 2048)
          Hint.prefetchFar(start + (secondHalf + 2048))
        }
        var tap = 0
        while tap < kernel {
          let (even, odd) = Vector.deinterleave(
            Vector(loading: start + tap), Vector(loading: start + (tap + secondHalf)))
          total = .fma(even, Vector(0), total)
          let isGreater = greatest < even
          greatest = .select(isGreater, even, greatest)
          number = .select(isGreater, Vector(PoolingPlaces.base(row * kernel + tap)), number)
          if tap + 1 < kernel {
            total = .fma(odd, Vector(0), total)
            let isGreater = greatest < odd
            greatest = .select(isGreater, odd, greatest)
            number = .select(isGreater, Vector(PoolingPlaces.base(row * kernel + tap + 1)), number)
          }
          tap += 2
        }
        row += 1
      }
      zeros = zeros + total
      if doubled == nil {
        greatest.store(to: target + place)
        if let numbers { number.store(to: numbers + place) }
      } else {
        greatest.storeHalves(to: target, target + count)
        if let numbers { number.storeHalves(to: numbers, numbers + count) }
      }
      place += lanes
    }
  }

  /// Keeps the numbers where they are wanted.
  @inlinable @inline(__always)
  public func finish(_ numbers: UnsafePointer<Scalar>, plane: Int, rows: Range<Int>) {
    guard let places else { return }
    let width = geometry.horizontal.output
    let first = plane * geometry.placesPerPlane + rows.lowerBound * width
    Kernels.storeNumbers(numbers, places, at: first, count: rows.count * width)
  }

  /// Whether padding could be the greatest of a window.
  @inlinable @inline(__always)
  public func hasDoubts(plane: Int, rows: Range<Int>) -> Bool {
    geometry.horizontal.isPadded && hasPadding(plane: plane, rows: rows)
  }

  @inlinable @inline(never)
  func hasPadding(plane: Int, rows: Range<Int>) -> Bool {
    let width = geometry.horizontal.output
    let first = y + (plane * geometry.vertical.output + rows.lowerBound) * width
    for place in 0..<rows.count * width where first[place] == Self.padding { return true }
    return false
  }

  /// Of several NaNs, the last counts, as in PyTorch.
  @inlinable @inline(never)
  public func foldExactly(_ image: UnsafePointer<Scalar>, plane: Int, rows: Range<Int>) {
    let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
    for row in rows {
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
        let place = row * horizontal.output + column
        y[plane * geometry.outputPlane + place] = greatest
        let number = (greatestRow - firstRow) * horizontal.kernel + greatestColumn - firstColumn
        switch places {
        case .bytes(let bytes):
          bytes[plane * geometry.placesPerPlane + place] = UInt8(truncatingIfNeeded: number)
        case .words(let words):
          words[plane * geometry.placesPerPlane + place] = Int32(truncatingIfNeeded: number)
        case nil: break
        }
      }
    }
  }
}
