/// One axis of a grid of patches: at grid position q, tap t reads the source at `taps[t] + q * step`, or zero where there is
/// no such position.
public struct PatchAxis: Sendable {
  /// The extent of the source.
  @usableFromInline let source: Int
  /// The number of grid positions.
  @usableFromInline let grid: Int
  /// From a grid position to the next, in source positions.
  @usableFromInline let step: Int
  /// The source position of each tap at grid position 0.
  @usableFromInline let taps: [Int]

  @inlinable init(source: Int, grid: Int, step: Int, taps: [Int]) {
    self.source = source
    self.grid = grid
    self.step = step
    self.taps = taps
  }

  /// The source positions from the first tap to the last.
  @inlinable var firstTap: Int { taps.min() ?? 0 }
  @inlinable var reach: Int { (taps.max() ?? 0) - firstTap + 1 }
}

extension ConvolutionAxis {
  /// The patches of the input that the output is made of.
  @inlinable var forward: PatchAxis {
    PatchAxis(
      source: input, grid: output, step: stride, taps: (0..<kernel).map { $0 * dilation - paddingBefore })
  }

  /// The patches of the output's gradient that every `stride`-th position of the input's is made of, from position
  /// `phase` on, and the taps of the kernel that they meet.
  @inlinable func backward(phase: Int) -> (axis: PatchAxis, taps: [Int]) {
    let met = (0..<kernel).filter { (phase + paddingBefore - $0 * dilation) % stride == 0 }
    let axis = PatchAxis(
      source: output, grid: (input - phase + stride - 1) / stride, step: 1,
      taps: met.map { (phase + paddingBefore - $0 * dilation) / stride })
    return (axis, met)
  }
}

/// The patches of a batch of images, as the columns of a matrix that is never made as a whole: a row for each channel and
/// tap, a column for each image and grid position.
public struct PatchGrid: Sendable {
  /// The number of images.
  @usableFromInline let images: Int
  /// How many parts the channels are cut into.
  @usableFromInline let groups: Int
  /// The channels of a group.
  @usableFromInline let channels: Int
  /// The rows of the images.
  @usableFromInline let vertical: PatchAxis
  /// Their columns.
  @usableFromInline let horizontal: PatchAxis

  @inlinable init(images: Int, groups: Int, channels: Int, vertical: PatchAxis, horizontal: PatchAxis) {
    self.images = images
    self.groups = groups
    self.channels = channels
    self.vertical = vertical
    self.horizontal = horizontal
  }

  /// The rows of a channel in the matrix.
  @inlinable var taps: Int { vertical.taps.count * horizontal.taps.count }
  /// The columns of an image.
  @inlinable var plane: Int { vertical.grid * horizontal.grid }

  /// The matrix cut into regions: some images each, or some grid rows of one image, of at most `pixels` columns where that
  /// is possible, and at most `room` source elements of `channels` channels.
  @inlinable func regions(pixels: Int, channels: Int, room: Int) -> [PatchRegion] {
    guard images > 0, plane > 0 else { return [] }
    let whole = PatchRegion(images: 0..<1, rows: 0..<vertical.grid)
    let imagesAtOnce = min(
      pixels / plane, room / max(1, PatchStrip(self, region: whole, channels: channels).count))
    if imagesAtOnce >= 1 {
      let parts = (images + imagesAtOnce - 1) / imagesAtOnce
      return (0..<parts).map {
        PatchRegion(images: $0 * images / parts..<($0 + 1) * images / parts, rows: 0..<vertical.grid)
      }
    }
    let rowsAtOnce = max(1, min(pixels / horizontal.grid, vertical.grid))
    let parts = (vertical.grid + rowsAtOnce - 1) / rowsAtOnce
    return (0..<images).flatMap { image in
      (0..<parts).map {
        PatchRegion(
          images: image..<image + 1, rows: $0 * vertical.grid / parts..<($0 + 1) * vertical.grid / parts)
      }
    }
  }
}

/// Some columns of a ``PatchGrid``.
public struct PatchRegion: Sendable {
  @usableFromInline let images: Range<Int>
  @usableFromInline let rows: Range<Int>

  @inlinable init(images: Range<Int>, rows: Range<Int>) {
    self.images = images
    self.rows = rows
  }
}

/// Columns of a region that are neighbours in a grid row.
public struct PatchSegment {
  /// Where the first one's patch begins in the strip.
  @usableFromInline var start: Int
  /// The number of columns.
  @usableFromInline var count: Int
  /// The image, and the place in its plane, of the first.
  @usableFromInline var image: Int
  @usableFromInline var row: Int
  @usableFromInline var column: Int

  @inlinable init(start: Int, count: Int, image: Int, row: Int, column: Int) {
    self.start = start
    self.count = count
    self.image = image
    self.row = row
    self.column = column
  }
}

/// The layout of a copy of what a region reads, with its padding, so that each row of the matrix is a few contiguous runs.
///
/// Columns that are `step` apart stand side by side: a row of the strip is `step` rows of every `step`-th column.
public struct PatchStrip: Sendable {
  @usableFromInline let region: PatchRegion
  @usableFromInline let channels: Int
  @usableFromInline let firstRow: Int
  @usableFromInline let rows: Int
  @usableFromInline let rowStep: Int
  @usableFromInline let firstColumn: Int
  @usableFromInline let columnStep: Int
  /// The elements of every `step`-th column of a row.
  @usableFromInline let columns: Int
  /// The grid columns.
  @usableFromInline let width: Int

  @inlinable @inline(__always) init(_ grid: PatchGrid, region: PatchRegion, channels: Int) {
    let (vertical, horizontal) = (grid.vertical, grid.horizontal)
    self.region = region
    self.channels = channels
    firstRow = vertical.firstTap + region.rows.lowerBound * vertical.step
    rows = (region.rows.count - 1) * vertical.step + vertical.reach
    rowStep = vertical.step
    firstColumn = horizontal.firstTap
    columnStep = horizontal.step
    columns = horizontal.grid + (horizontal.reach - 1) / horizontal.step
    width = horizontal.grid
  }

  @inlinable var rowStride: Int { columns * columnStep }
  @inlinable var channelStride: Int { rows * rowStride }
  @inlinable var imageStride: Int { channels * channelStride }
  /// The elements of the strip.
  @inlinable var count: Int { region.images.count * imageStride }
  /// The columns of the matrix.
  @inlinable var pixels: Int { region.images.count * region.rows.count * width }

  /// Where a row of the matrix begins in the strip: the place of its tap in the patch at column 0.
  @inlinable func start(channel: Int, tapRow: Int, tapColumn: Int) -> Int {
    let x = tapColumn - firstColumn
    let y = tapRow + region.rows.lowerBound * rowStep - firstRow
    return channel * channelStride + y * rowStride + x % columnStep * columns + x / columnStep
  }

  /// The segment that begins at a column of the matrix, of at most `limit` columns.
  @inlinable func segment(at pixel: Int, limit: Int) -> PatchSegment {
    let (line, column) = pixel.quotientAndRemainder(dividingBy: width)
    let (image, row) = line.quotientAndRemainder(dividingBy: region.rows.count)
    return PatchSegment(
      start: image * imageStride + row * rowStep * rowStride + column, count: min(limit, width - column),
      image: region.images.lowerBound + image, row: region.rows.lowerBound + row, column: column)
  }
}
