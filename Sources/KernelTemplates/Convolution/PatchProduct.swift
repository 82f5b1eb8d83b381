/// Where the product of weights and patches goes: an element for each image, row of the weights, and grid position.
public struct PatchTarget<Scalar> {
  @usableFromInline let start: UnsafeMutablePointer<Scalar>
  /// From a row of the weights to the next, of all groups; an image follows the last.
  @usableFromInline let channelStride: Int
  /// From a grid row to the next.
  @usableFromInline let rowStride: Int
  /// From a grid column to the next.
  @usableFromInline let columnStride: Int

  @inlinable init(
    start: UnsafeMutablePointer<Scalar>, channelStride: Int, rowStride: Int, columnStride: Int
  ) {
    self.start = start
    self.channelStride = channelStride
    self.rowStride = rowStride
    self.columnStride = columnStride
  }
}

// A convolution as a matrix product whose second operand is never made as a whole: the columns of a panel are gathered from
// a padded copy of what they read, some hundred rows at a time, and meet all weights while they are in the nearest cache.

extension MatrixKernels {
  /// The columns of the matrix that share a padded copy.
  @inlinable @inline(__always) public static var regionPixels: Int { 1024 }
  /// The most elements of the copy, where a region is more than a row.
  @inlinable @inline(__always) public static var regionRoom: Int { (768 << 10) / MemoryLayout<Scalar>.stride }
  /// The panels that use some rows of the weights in turn.
  @inlinable @inline(__always) public static var panelsAtOnce: Int { 8 }

  /// target = weights · patches + bias for each group, negative elements replaced by zero if `relu`. The weights of a
  /// group are `rows` contiguous rows.
  @inlinable @inline(never)
  public static func multiplyPatches(
    _ grid: PatchGrid, source: UnsafePointer<Scalar>, rows: Int, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, relu: Bool, target: PatchTarget<Scalar>
  ) {
    let k = grid.channels * grid.taps
    guard rows > 0 else { return }
    let regions = grid.regions(pixels: regionPixels, channels: grid.channels, room: regionRoom)
    if regions.count == 1 {
      return multiplyRegionByRows(
        regions[0], grid, source: source, rows: rows, weights: weights, bias: bias, relu: relu, target: target
      )
    }
    let tiles = (rows + tileRows - 1) / tileRows
    // Few regions are shared out by rows as well.
    let blocks = max(1, min(tiles, 4 / max(1, regions.count * grid.groups)))
    let depth = evenPart(of: max(k, 1), atMost: blockDepth, multipleOf: 8)
    Scratch.with(Scalar.self, count: grid.groups * rows * k) { packed in
      let parts = (k + depth - 1) / depth
      Parallel.forEach(grid.groups * parts) { piece in
        let (group, p0) = (piece / parts, piece % parts * depth)
        let a = MatrixOperand(start: weights + group * rows * k, rowStride: k, columnStride: 1)
        packRows(
          rows, k: min(depth, k - p0), a: a.from(row: 0, column: p0), into: packed + (group * k + p0) * rows)
      }
      Parallel.forEach(regions.count * grid.groups * blocks) { piece in
        let (part, block) = piece.quotientAndRemainder(dividingBy: blocks)
        let (region, group) = part.quotientAndRemainder(dividingBy: grid.groups)
        let firstRow = block * tiles / blocks * tileRows
        multiplyRegion(
          regions[region], grid, group: group, source: source, k: k, depth: depth,
          rows: firstRow..<min(rows, (block + 1) * tiles / blocks * tileRows), of: rows,
          weights: packed + group * k * rows, bias: bias, relu: relu, target: target)
      }
    }
  }

  /// Some rows of the product at one region.
  ///
  /// - Parameters:
  ///   - weights: All rows of the group, one after the other in blocks of `depth` columns.
  @inlinable @inline(never)
  public static func multiplyRegion(
    _ region: PatchRegion, _ grid: PatchGrid, group: Int, source: UnsafePointer<Scalar>, k: Int, depth: Int,
    rows: Range<Int>, of allRows: Int, weights: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?,
    relu: Bool, target: PatchTarget<Scalar>
  ) {
    let strip = PatchStrip(grid, region: region, channels: grid.channels)
    let sourcePlane = grid.vertical.source * grid.horizontal.source
    let blockSize = rows.count * panelColumns
    Scratch.with(Scalar.self, count: strip.count + panelColumns) { copy in
      fillStrip(
        strip, grid, source: source + group * grid.channels * sourcePlane,
        imageStride: grid.groups * grid.channels * sourcePlane, into: copy)
      Scratch.with(Scalar.self, count: panelsAtOnce * blockSize + (depth + 1) * panelColumns) { products in
        let panel = products + panelsAtOnce * blockSize
        for first in stride(from: 0, to: strip.pixels, by: panelsAtOnce * panelColumns) {
          let end = min(strip.pixels, first + panelsAtOnce * panelColumns)
          let panels = (end - first + panelColumns - 1) / panelColumns
          let segments = (0..<panels).map { index in
            let start = first + index * panelColumns
            return Self.segments(of: start..<min(end, start + panelColumns), strip)
          }
          if k == 0 { products.update(repeating: 0, count: panels * blockSize) }
          for p0 in stride(from: 0, to: k, by: depth) {
            let inner = min(depth, k - p0)
            let factors = weights + (p0 * allRows + rows.lowerBound * inner)
            for index in 0..<panels {
              gatherPanel(
                p0..<p0 + inner, segments[index], strip, grid, from: copy, into: panel, pitch: panelColumns)
              let width = min(panelColumns, end - first - index * panelColumns)
              multiplyPanel(
                rows: rows.count, narrow: width <= Vector.laneCount, k: inner,
                a: MatrixOperand(start: factors, rowStride: inner, columnStride: 1),
                aTileStride: tileRows * inner, b: panel, bRowStride: panelColumns,
                c: products + index * blockSize, cRowStride: panelColumns, accumulate: p0 > 0)
            }
          }
          for index in 0..<panels {
            storeProducts(
              products + index * blockSize, rowStride: panelColumns, segments[index], rows: rows,
              group: group, of: allRows, grid, bias: bias, relu: relu, target: target)
          }
        }
      }
    }
  }

  /// Writes products where they belong.
  @inlinable @inline(never)
  public static func storeProducts(
    _ products: UnsafePointer<Scalar>, rowStride: Int, _ segments: [PatchSegment], rows: Range<Int>,
    group: Int, of allRows: Int, _ grid: PatchGrid, bias: UnsafePointer<Scalar>?, relu: Bool,
    target: PatchTarget<Scalar>
  ) {
    let lanes = Vector.laneCount
    let channels = grid.groups * allRows
    for row in rows {
      let channel = group * allRows + row
      let addend = bias.map { $0[channel] } ?? 0
      var source = products + (row - rows.lowerBound) * rowStride
      for segment in segments {
        let place =
          (segment.image * channels + channel) * target.channelStride + segment.row * target.rowStride
          + segment.column * target.columnStride
        let destination = target.start + place
        var column = 0
        if target.columnStride == 1 {
          while column + lanes <= segment.count {
            var value = Vector(loading: source + column) + Vector(addend)
            if relu { value = Vector.select(value < Vector(0), Vector(0), value) }
            value.store(to: destination + column)
            column += lanes
          }
        }
        while column < segment.count {
          let value = source[column] + addend
          destination[column * target.columnStride] = relu && value < 0 ? 0 : value
          column += 1
        }
        source += segment.count
      }
    }
  }
}
