/// What a pooling makes of each window.
public protocol PoolingFold<Vector> {
  /// The vectors of the kernels.
  associatedtype Vector: KernelVector

  /// What is thought beside images.
  static var padding: Vector.Scalar { get }
  /// Whether two rows of windows can be folded at once, if all of their rows are in the image.
  var foldsTwoRows: Bool { get }

  /// The results of a row of windows. A place of the windows' rows is `rowStride` after that of the row before; after the last window,
  /// there is room to read a vector of windows.
  ///
  /// - Parameter zeros: May be made NaN, for ``foldExactly(_:plane:rows:)`` to be called.
  func fold(
    _ elements: UnsafePointer<Vector.Scalar>, rowStride: Int, _ windows: PooledRow<Vector.Scalar>,
    zeros: inout Vector)

  /// Takes the numbers that were found for some rows of windows, row after row.
  func finish(_ numbers: UnsafePointer<Vector.Scalar>, plane: Int, rows: Range<Int>)

  /// Whether results may be wrong even where elements are not.
  func hasDoubts(plane: Int, rows: Range<Int>) -> Bool
  /// All results of some rows of windows anew, element by element.
  func foldExactly(_ image: UnsafePointer<Vector.Scalar>, plane: Int, rows: Range<Int>)
}

/// A row of windows, and where what is found for them goes, in whole vectors: what is beyond the row is written again after it.
@frozen public struct PooledRow<Scalar> {
  /// The rows of the windows that are in the image, counted from their first.
  @usableFromInline let kernelRows: Range<Int>
  /// The results.
  @usableFromInline let results: UnsafeMutablePointer<Scalar>
  /// A number for each, where there are some.
  @usableFromInline let numbers: UnsafeMutablePointer<Scalar>
  /// Whether the row of windows after it is folded too, to what follows the results.
  @usableFromInline let isDouble: Bool

  @inlinable @inline(__always)
  init(
    kernelRows: Range<Int>, results: UnsafeMutablePointer<Scalar>, numbers: UnsafeMutablePointer<Scalar>,
    isDouble: Bool
  ) {
    (self.kernelRows, self.results, self.numbers) = (kernelRows, results, numbers)
    self.isDouble = isDouble
  }
}

extension PoolingKernels {
  /// The shape of all poolings: for each window, something of its elements. Rows are read where they are, but for those with
  /// padding, which are copied once, and those at the end of all.
  @inlinable @inline(__always)
  static func sweepWindows<Fold: PoolingFold>(
    _ geometry: PoolingGeometry, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    _ fold: Fold
  ) where Fold.Vector == Vector {
    let (vertical, horizontal, lanes) = (geometry.vertical, geometry.horizontal, Vector.laneCount)
    let (left, width) = (horizontal.paddingBefore, horizontal.input)
    let bands = geometry.outputBands
    let count = horizontal.output.roundedUp(to: lanes)
    // What whole vectors of windows read of a row, and at most a vector more.
    let reach = (count * horizontal.stride + horizontal.kernel + lanes).roundedUp(to: lanes)
    let isPadded = horizontal.isPadded
    let limit = x + geometry.planes * geometry.inputPlane
    let copiedRows = (bands.rowsPerBand - 1) * vertical.stride + vertical.kernel
    let numberCount = (bands.rowsPerBand * horizontal.output).roundedUp(to: lanes) + lanes
    bands.forEach(room: count + numberCount + copiedRows * reach, of: Scalar.self) {
      plane, rows, end, spare in
      let image = x + plane * geometry.inputPlane
      let (numbers, copies) = (spare + count, spare + (count + numberCount))
      let firstRow = vertical.window(rows.lowerBound).lowerBound
      var copied = firstRow
      var zeros = Vector(0)
      var row = rows.lowerBound
      while row < rows.upperBound {
        var window = vertical.window(row)
        let top = row * vertical.stride - vertical.paddingBefore
        let kernelRows = window.lowerBound - top..<window.upperBound - top
        let isDouble =
          fold.foldsTwoRows && row + 1 < rows.upperBound && kernelRows == 0..<vertical.kernel
          && vertical.window(row + 1).count == vertical.kernel
        if isDouble { window = window.lowerBound..<window.upperBound + vertical.stride }
        let found = isDouble ? 2 * horizontal.output : horizontal.output
        var (elements, rowStride) = (image + window.lowerBound * width, width)
        if isPadded || image + ((window.upperBound - 1) * width + reach) > limit {
          copied = max(copied, window.lowerBound)
          while copied < window.upperBound {
            let copy = copies + (copied - firstRow) * reach
            copy.update(repeating: Fold.padding, count: reach)
            (copy + left).update(from: image + copied * width, count: width)
            copied += 1
          }
          (elements, rowStride) = (UnsafePointer(copies + (window.lowerBound - firstRow) * reach), reach)
        }
        let target = y + (plane * vertical.output + row) * horizontal.output
        let hasRoom = target + (found + lanes) <= y + end * horizontal.output
        let windows = PooledRow(
          kernelRows: kernelRows, results: hasRoom ? target : spare,
          numbers: numbers + (row - rows.lowerBound) * horizontal.output, isDouble: isDouble)
        fold.fold(elements, rowStride: rowStride, windows, zeros: &zeros)
        if !hasRoom { target.update(from: spare, count: found) }
        row += isDouble ? 2 : 1
      }
      fold.finish(numbers, plane: plane, rows: rows)
      if !Vector.all(zeros == Vector(0)) || fold.hasDoubts(plane: plane, rows: rows) {
        fold.foldExactly(image, plane: plane, rows: rows)
      }
    }
  }

  /// Whether a row of windows fills no more than half a vector.
  @inlinable @inline(__always)
  static func hasShortRows(_ geometry: PoolingGeometry) -> Bool {
    geometry.horizontal.output <= Vector.laneCount / 2
  }

  /// A vector of elements that are `stride` apart.
  @inlinable @inline(__always)
  static func elements(_ start: UnsafePointer<Scalar>, stride: Int) -> Vector {
    if stride == 1 { return Vector(loading: start) }
    var elements = Vector(0)
    for lane in 0..<Vector.laneCount { elements[lane] = start[lane * stride] }
    return elements
  }
}
