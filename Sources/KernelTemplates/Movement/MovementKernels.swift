/// Copies between arrangements in memory, for elements of one width: no arithmetic, so `UInt8`, `UInt32` and `UInt64`
/// stand for every type of number.
///
/// Large work is spread over threads. Source and destination must not overlap.
public protocol MovementKernels<Element>: Sendable {
  /// An unsigned integer of the elements' width.
  associatedtype Element: FixedWidthInteger & UnsignedInteger & SIMDScalar & Sendable

  /// `count` times `value`.
  static func fill(_ destination: UnsafeMutablePointer<Element>, with value: Element, count: Int)

  /// Any rearrangement that steps describe: transposes and permutations of axes, slices with steps, reversal,
  /// repetition, and writing into such slices.
  static func copy(
    _ layout: CopyLayout, from source: UnsafePointer<Element>, to destination: UnsafeMutablePointer<Element>)

  /// Of the `extents.axis` rows of `extents.inner` elements in each of `extents.outer` arrays, those that `indices` name,
  /// in its order. Every index must be in `0..<extents.axis`.
  static func gatherRows(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Element>, _ extents: AxisExtents,
    to destination: UnsafeMutablePointer<Element>)

  /// For each place of an (outer, count, inner) array of `indices`, the element with that index along the axis, at the
  /// same outer and inner place. Every index must be in `0..<extents.axis`.
  static func gatherAlongAxis(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Element>, _ extents: AxisExtents,
    to destination: UnsafeMutablePointer<Element>)

  /// `destination[i] = source[offsets[i]]`, on the calling thread.
  static func gather(
    _ offsets: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Element>,
    to destination: UnsafeMutablePointer<Element>)
}

extension MovementKernels {
  /// The elements of a piece of work, 128 KiB.
  @inlinable @inline(__always) public static var elementsPerPiece: Int {
    (1 << 17) / MemoryLayout<Element>.size
  }

  /// Fills pieces on several threads.
  @inlinable @inline(__always) public static func fill(
    _ destination: UnsafeMutablePointer<Element>, with value: Element, count: Int
  ) {
    let step = elementsPerPiece
    Parallel.forEach((count + step - 1) / step) { piece in
      (destination + piece * step).update(repeating: value, count: min(step, count - piece * step))
    }
  }

  /// Copies row by row.
  @inlinable @inline(never) public static func gatherRows(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Element>, _ extents: AxisExtents,
    to destination: UnsafeMutablePointer<Element>
  ) {
    let inner = extents.inner
    guard inner > 0, count > 0 else { return }
    let rows = extents.outer * count
    let rowsPerPiece = max(1, elementsPerPiece / inner)
    Parallel.forEach((rows + rowsPerPiece - 1) / rowsPerPiece) { piece in
      let first = piece * rowsPerPiece
      for row in first..<min(first + rowsPerPiece, rows) {
        let index = row / count * extents.axis + Int(indices[row % count])
        copyRun(source + index * inner, destination + row * inner, inner)
      }
    }
  }

  /// Copies element by element.
  @inlinable @inline(never) public static func gatherAlongAxis(
    _ indices: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Element>, _ extents: AxisExtents,
    to destination: UnsafeMutablePointer<Element>
  ) {
    let inner = extents.inner
    guard inner > 0, count > 0 else { return }
    let rows = extents.outer * count
    let rowsPerPiece = max(1, elementsPerPiece / inner)
    Parallel.forEach((rows + rowsPerPiece - 1) / rowsPerPiece) { piece in
      let first = piece * rowsPerPiece
      for row in first..<min(first + rowsPerPiece, rows) {
        let elements = source + row / count * extents.axis * inner
        for column in 0..<inner {
          let place = row * inner + column
          destination[place] = elements[Int(indices[place]) * inner + column]
        }
      }
    }
  }

  /// Element by element.
  @inlinable @inline(never) public static func gather(
    _ offsets: UnsafePointer<Int32>, count: Int, from source: UnsafePointer<Element>,
    to destination: UnsafeMutablePointer<Element>
  ) {
    for i in 0..<count { destination[i] = source[Int(offsets[i])] }
  }

  /// A contiguous run: short ones in a loop, since calling the system's copy costs more.
  @inlinable @inline(__always) public static func copyRun(
    _ source: UnsafePointer<Element>, _ destination: UnsafeMutablePointer<Element>, _ count: Int
  ) {
    if count * MemoryLayout<Element>.size >= 64 {
      destination.update(from: source, count: count)
    } else {
      for i in 0..<count { destination[i] = source[i] }
    }
  }
}
