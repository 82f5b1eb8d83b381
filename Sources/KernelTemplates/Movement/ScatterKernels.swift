/// Adding elements at places that indices name: the transposes of ``MovementKernels``' gathering.
///
/// Where indices repeat, elements are added in the order of the indices, whatever the number of threads.
public protocol ScatterKernels<Scalar>: Sendable {
  /// The type of the numbers.
  associatedtype Scalar

  /// a + b; integers wrap around.
  static func plus(_ a: Scalar, _ b: Scalar) -> Scalar

  /// Adds row i of `count` rows of `extents.inner` elements, in each of `extents.outer` arrays, to the row `indices[i]` of
  /// the `extents.axis` rows of the result. Every index must be in `0..<extents.axis`.
  static func scatterAddRows(
    _ x: UnsafePointer<Scalar>, at indices: UnsafePointer<Int32>, count: Int, _ extents: AxisExtents,
    to result: UnsafeMutablePointer<Scalar>)

  /// Adds each element of an (outer, count, inner) array to the element of the result at the same outer and inner place,
  /// whose index along the axis is at the same place of `indices`. Every index must be in `0..<extents.axis`.
  static func scatterAddAlongAxis(
    _ x: UnsafePointer<Scalar>, at indices: UnsafePointer<Int32>, count: Int, _ extents: AxisExtents,
    to result: UnsafeMutablePointer<Scalar>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ScatterKernels {
  @inlinable @inline(__always) public static func scatterAddRows(
    _ x: UnsafePointer<Scalar>, at indices: UnsafePointer<Int32>, count: Int, _ extents: AxisExtents,
    to result: UnsafeMutablePointer<Scalar>
  ) {
    forEachStrip(count, extents) { outer, columns in
      for i in 0..<count {
        let from = x + (outer * count + i) * extents.inner
        let to = result + (outer * extents.axis + Int(indices[i])) * extents.inner
        for column in columns { to[column] = plus(to[column], from[column]) }
      }
    }
  }

  @inlinable @inline(__always) public static func scatterAddAlongAxis(
    _ x: UnsafePointer<Scalar>, at indices: UnsafePointer<Int32>, count: Int, _ extents: AxisExtents,
    to result: UnsafeMutablePointer<Scalar>
  ) {
    forEachStrip(count, extents) { outer, columns in
      let to = result + outer * extents.axis * extents.inner
      for place in outer * count..<(outer + 1) * count {
        for column in columns {
          let from = place * extents.inner + column
          let target = Int(indices[from]) * extents.inner + column
          to[target] = plus(to[target], x[from])
        }
      }
    }
  }

  /// Calls `body` for the strips of columns of each array. No two of them touch the same elements of the result.
  @inlinable @inline(__always)
  static func forEachStrip(
    _ count: Int, _ extents: AxisExtents, _ body: (_ outer: Int, _ columns: Range<Int>) -> Void
  ) {
    let inner = extents.inner
    guard inner > 0, count > 0 else { return }
    let width = min(inner, max(128 / MemoryLayout<Scalar>.size, (1 << 15) / count))
    let strips = (inner + width - 1) / width
    let units = extents.outer * strips
    let unitsPerPiece = max(1, (1 << 15) / (count * width))
    Parallel.forEach((units + unitsPerPiece - 1) / unitsPerPiece) { piece in
      for unit in piece * unitsPerPiece..<min((piece + 1) * unitsPerPiece, units) {
        let first = unit % strips * width
        body(unit / strips, first..<min(first + width, inner))
      }
    }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ScatterKernels where Scalar: BinaryFloatingPoint {
  @inlinable @inline(__always) public static func plus(_ a: Scalar, _ b: Scalar) -> Scalar { a + b }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension ScatterKernels where Scalar: FixedWidthInteger {
  @inlinable @inline(__always) public static func plus(_ a: Scalar, _ b: Scalar) -> Scalar { a &+ b }
}
