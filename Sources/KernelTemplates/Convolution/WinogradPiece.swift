/// Some tiles of a batch: where their windows and outputs stand. It serves each channel.
///
/// Its lists are in memory of the call that makes it, so that none of it comes from the heap for each piece anew.
public struct WinogradPiece {
  /// A run of an image's row: its first element in the image's channel, its place in the strip, its length.
  public typealias Run = (element: Int, place: Int, count: Int)
  /// A rectangle of a tile that is part of an image: the tile, the first output, its place in the tile, and the extents.
  public typealias Rectangle = (tile: Int, element: Int, place: Int, rows: Int, columns: Int)

  /// The tiles.
  @usableFromInline let count: Int
  /// The elements of a strip, as eight rows for each row of tiles.
  @usableFromInline let stripCount: Int
  @usableFromInline let stripPitch: Int
  /// From an element of a run to the next.
  @usableFromInline let step: Int
  /// What a channel fills in, one phase after the other; zeros elsewhere.
  @usableFromInline let runs: UnsafeMutablePointer<Run>
  /// Where each phase's runs end.
  @usableFromInline let runEnds: UnsafeMutablePointer<Int>
  /// Where each tile's window begins in the strip.
  @usableFromInline let windows: UnsafeMutablePointer<Int>
  /// The parts of the tiles that are outputs.
  @usableFromInline let rectangles: UnsafeMutablePointer<Rectangle>
  @usableFromInline private(set) var rectangleCount = 0

  /// The result of `body`, called with some tiles, which live until it returns.
  ///
  /// - Parameters:
  ///   - inputStride: From an image's first channel to the next image's, in the input.
  ///   - outputStride: The same in the output.
  @inlinable @inline(__always)
  static func with<Result>(
    _ tiling: WinogradTiling, tiles: Range<Int>, inputStride: Int, outputStride: Int,
    _ body: (WinogradPiece) -> Result
  ) -> Result {
    let extent = WinogradPieceExtent(tiling, tiles: tiles)
    return Scratch.with(Int.self, count: extent.room) { room in
      body(
        WinogradPiece(
          tiling, tiles: tiles, extent, inputStride: inputStride, outputStride: outputStride, room: room))
    }
  }

  @usableFromInline init(
    _ tiling: WinogradTiling, tiles: Range<Int>, _ extent: WinogradPieceExtent, inputStride: Int,
    outputStride: Int, room: UnsafeMutablePointer<Int>
  ) {
    let (vertical, horizontal, rows) = (tiling.vertical, tiling.horizontal, extent.rows)
    let pitch = extent.stripPitch
    count = tiles.count
    stripPitch = pitch
    stripCount = rows.count * 8 * pitch
    step = horizontal.step
    windows = room
    runEnds = windows + tiles.count
    var next = UnsafeMutableRawPointer(runEnds + tiling.phases)
    runs = next.bindMemory(to: Run.self, capacity: extent.runRoom)
    next += extent.runRoom * MemoryLayout<Run>.stride
    rectangles = next.bindMemory(to: Rectangle.self, capacity: extent.rectangleRoom)

    var runCount = 0
    for phase in 0..<tiling.phases {
      for (index, row) in rows.enumerated() {
        let down = vertical.start(row)..<vertical.start(row) + 8
        let across = horizontal.windows(extent.columns(of: row))
        vertical.forEachRun(down, phase: phase / step) { imageRow, y, top, height in
          horizontal.forEachRun(across, phase: phase % step) { imageColumn, x, left, width in
            let image = imageRow * horizontal.images + imageColumn
            guard image < tiling.images else { return }
            for line in 0..<height {
              runs[runCount] = (
                image * inputStride + (y + line * vertical.step) * horizontal.input + x,
                (index * 8 + top - down.lowerBound + line) * pitch + left - across.lowerBound, width
              )
              runCount += 1
            }
          }
        }
      }
      runEnds[phase] = runCount
    }
    for tile in tiles {
      let (row, column) = tile.quotientAndRemainder(dividingBy: horizontal.tiles)
      let across = horizontal.windows(extent.columns(of: row))
      windows[tile - tiles.lowerBound] =
        (row - rows.lowerBound) * 8 * pitch + horizontal.start(column) - across.lowerBound
      vertical.forEachOutput(row) { imageRow, y, top, height in
        horizontal.forEachOutput(column) { imageColumn, x, left, width in
          let image = imageRow * horizontal.images + imageColumn
          guard image < tiling.images else { return }
          rectangles[rectangleCount] = (
            tile - tiles.lowerBound, image * outputStride + y * horizontal.output + x,
            top * horizontal.side + left, height, width
          )
          rectangleCount += 1
        }
      }
    }
  }

  /// The runs of a phase.
  @inlinable @inline(__always) func runs(of phase: Int) -> UnsafeBufferPointer<Run> {
    let first = phase == 0 ? 0 : runEnds[phase - 1]
    return UnsafeBufferPointer(start: runs + first, count: runEnds[phase] - first)
  }
}

/// How large the lists of a ``WinogradPiece`` can become.
@usableFromInline struct WinogradPieceExtent {
  /// The rows of tiles of which there are some.
  @usableFromInline let rows: Range<Int>
  @usableFromInline let stripPitch: Int
  @usableFromInline let runRoom: Int
  @usableFromInline let rectangleRoom: Int
  /// The integers of all lists.
  @usableFromInline let room: Int
  private let tiles: Range<Int>
  private let rowTiles: Int

  @usableFromInline init(_ tiling: WinogradTiling, tiles: Range<Int>) {
    let (vertical, horizontal) = (tiling.vertical, tiling.horizontal)
    let rowTiles = horizontal.tiles
    let rows = tiles.lowerBound / rowTiles..<(tiles.upperBound - 1) / rowTiles + 1
    var (pitch, lines) = (0, 0)
    for row in rows {
      let across = horizontal.windows(Self.columns(of: row, rowTiles: rowTiles, tiles))
      pitch = max(pitch, across.count)
      // In each line, a run for an image.
      lines +=
        8 * ((across.upperBound - 1) / horizontal.stripPitch - across.lowerBound / horizontal.stripPitch + 1)
    }
    self.tiles = tiles
    self.rowTiles = rowTiles
    self.rows = rows
    stripPitch = pitch
    runRoom = lines * tiling.phases
    rectangleRoom = tiles.count * vertical.imagesInATile * horizontal.imagesInATile
    room =
      tiles.count + tiling.phases
      + (runRoom * MemoryLayout<WinogradPiece.Run>.stride
        + rectangleRoom * MemoryLayout<WinogradPiece.Rectangle>.stride) / MemoryLayout<Int>.stride
  }

  /// The tiles of a row: the first and the last row may have but a part of them.
  func columns(of row: Int) -> Range<Int> { Self.columns(of: row, rowTiles: rowTiles, tiles) }

  private static func columns(of row: Int, rowTiles: Int, _ tiles: Range<Int>) -> Range<Int> {
    max(0, tiles.lowerBound - row * rowTiles)..<min(rowTiles, tiles.upperBound - row * rowTiles)
  }
}
