// Where all patches are one region, as those of a single small image are, their gathering is work that all rows of the weights
// had better share.

extension MatrixKernels {
  /// The most elements of patches that are gathered at once for all rows.
  @inlinable @inline(__always) public static var slabCount: Int { (2 << 20) / MemoryLayout<Scalar>.stride }

  /// The product at the only region: some rows of the matrix of patches are gathered, as many panels side by side, and then
  /// the rows of the weights are shared out, slab after slab.
  @inlinable @inline(never)
  public static func multiplyRegionByRows(
    _ region: PatchRegion, _ grid: PatchGrid, source: UnsafePointer<Scalar>, rows: Int,
    weights: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?, relu: Bool, target: PatchTarget<Scalar>
  ) {
    let k = grid.channels * grid.taps
    let strip = PatchStrip(grid, region: region, channels: grid.channels)
    let segments = Self.segments(of: 0..<strip.pixels, strip)
    let columns = strip.pixels.roundedUp(to: Vector.laneCount)
    let pitch = columns.roundedUp(to: panelColumns)
    let depth = evenPart(of: max(k, 1), atMost: blockDepth, multipleOf: 8)
    let slabDepth = max(1, slabCount / (grid.groups * pitch * depth)) * depth
    let tiles = (rows + tileRows - 1) / tileRows
    let blocks = max(1, min(tiles, 16 / grid.groups))
    Scratch.with(Scalar.self, count: grid.groups * rows * pitch) { products in
      if k == 0 { products.update(repeating: 0, count: grid.groups * rows * pitch) }
      // Even without patches there are products to store.
      for p0 in stride(from: 0, to: max(k, 1), by: slabDepth) {
        let inner = min(slabDepth, k - p0)
        Scratch.with(Scalar.self, count: grid.groups * inner * pitch) { slab in
          let parts = (inner + depth - 1) / depth
          Parallel.forEach(grid.groups * parts) { piece in
            let (group, part) = piece.quotientAndRemainder(dividingBy: parts)
            let first = part * depth
            gatherPanels(
              p0 + first..<p0 + min(first + depth, inner), of: region, grid, group: group, source: source,
              into: slab + (group * inner + first) * pitch)
          }
          Parallel.forEach(grid.groups * blocks) { piece in
            let (group, block) = piece.quotientAndRemainder(dividingBy: blocks)
            let range = block * tiles / blocks * tileRows..<min(rows, (block + 1) * tiles / blocks * tileRows)
            let row = group * rows + range.lowerBound
            let results = products + row * pitch
            multiplyRows(
              rows: range.count, columns: columns, k: inner, depth: depth,
              a: MatrixOperand(start: weights + (row * k + p0), rowStride: k, columnStride: 1),
              b: slab + group * inner * pitch, bPitch: pitch, c: results, cRowStride: pitch,
              accumulate: p0 > 0)
            if p0 + inner == k {
              storeProducts(
                results, rowStride: pitch, segments, rows: range, group: group, of: rows, grid, bias: bias,
                relu: relu, target: target)
            }
          }
        }
      }
    }
  }

  /// Some rows of the matrix of a group's patches, as panels one after the other.
  @inlinable @inline(never)
  public static func gatherPanels(
    _ rows: Range<Int>, of region: PatchRegion, _ grid: PatchGrid, group: Int, source: UnsafePointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    let firstChannel = rows.lowerBound / grid.taps
    let channels = (rows.upperBound + grid.taps - 1) / grid.taps - firstChannel
    let local = rows.lowerBound - firstChannel * grid.taps
    let strip = PatchStrip(grid, region: region, channels: channels)
    let plane = grid.vertical.source * grid.horizontal.source
    Scratch.with(Scalar.self, count: strip.count + panelColumns) { copy in
      fillStrip(
        strip, grid, source: source + (group * grid.channels + firstChannel) * plane,
        imageStride: grid.groups * grid.channels * plane, into: copy)
      // What is written beyond the last panel's end is another thread's.
      Scratch.with(Scalar.self, count: (rows.count + 1) * panelColumns) { spare in
        for first in stride(from: 0, to: strip.pixels, by: panelColumns) {
          let end = min(strip.pixels, first + panelColumns)
          let width = panelPitch(end - first)
          let panel = panels + first * rows.count
          gatherPanel(
            local..<local + rows.count, segments(of: first..<end, strip), strip, grid, from: copy,
            into: end < strip.pixels ? panel : spare, pitch: width)
          if end == strip.pixels { panel.update(from: spare, count: rows.count * width) }
        }
      }
    }
  }
}
