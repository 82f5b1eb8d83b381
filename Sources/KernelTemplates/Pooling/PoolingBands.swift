/// What planes are cut into: bands of their rows, several small ones a piece of work.
@frozen public struct PoolingBands: Sendable {
  @usableFromInline let planes: Int
  @usableFromInline let rows: Int
  /// The rows of every band but a plane's last.
  @usableFromInline let rowsPerBand: Int
  @usableFromInline let bandsPerPlane: Int
  @usableFromInline let bandsPerPiece: Int

  /// Bands of the `rows` rows of each plane, where each row stands for `width` elements.
  @inlinable @inline(__always)
  init(planes: Int, rows: Int, width: Int) {
    self.planes = planes
    self.rows = rows
    rowsPerBand = min(rows, max(1, 16_384 / width))
    bandsPerPlane = (rows + rowsPerBand - 1) / rowsPerBand
    bandsPerPiece = max(1, 32_768 / (rowsPerBand * width))
  }

  /// Calls `body` for each band, with room that is the piece's own, and with the row after the piece's last, counted over all
  /// planes.
  @inlinable @inline(__always)
  func forEach<Scalar>(
    room: Int, of _: Scalar.Type,
    _ body: (
      _ plane: Int, _ rows: Range<Int>, _ endOfPiece: Int, _ room: UnsafeMutablePointer<Scalar>
    ) -> Void
  ) {
    let bands = planes * bandsPerPlane
    Parallel.forEach((bands + bandsPerPiece - 1) / bandsPerPiece) { piece in
      Scratch.with(Scalar.self, count: room) { room in
        let end = min((piece + 1) * bandsPerPiece, bands)
        let (lastPlane, lastPart) = (end - 1).quotientAndRemainder(dividingBy: bandsPerPlane)
        let endOfPiece = lastPlane * rows + min((lastPart + 1) * rowsPerBand, rows)
        var (plane, part) = (piece * bandsPerPiece).quotientAndRemainder(dividingBy: bandsPerPlane)
        for _ in piece * bandsPerPiece..<end {
          body(plane, part * rowsPerBand..<min((part + 1) * rowsPerBand, rows), endOfPiece, room)
          part += 1
          if part == bandsPerPlane { (plane, part) = (plane + 1, 0) }
        }
      }
    }
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
