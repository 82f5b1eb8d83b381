// The gradient with respect to the weights is a matrix product along the grid positions. Each piece of it makes some rows of
// the transposed gradient, a channel and tap each: the patches are gathered as in the product itself, and are the
// left operand; the gradient of the output is packed into panels.

extension MatrixKernels {
  /// weightGradient = gradient · patchesᵀ for each group, `rows` rows a group.
  ///
  /// - Parameter gradient: An element for each image, row of the weights of each group, and grid position.
  @inlinable @inline(never)
  public static func sumPatches(
    _ grid: PatchGrid, source: UnsafePointer<Scalar>, rows: Int, gradient: UnsafePointer<Scalar>,
    into weightGradient: UnsafeMutablePointer<Scalar>
  ) {
    let k = grid.channels * grid.taps
    guard rows > 0, k > 0, grid.groups > 0 else { return }
    let entries = evenPart(of: k, atMost: 384, multipleOf: tileRows)
    let blocks = (k + entries - 1) / entries
    let channelsAtOnce = min(grid.channels, (entries + grid.taps - 2) / grid.taps + 1)
    let regions = grid.regions(pixels: regionPixels, channels: channelsAtOnce, room: regionRoom)
    // Where there are few rows, the positions are shared out too, and their sums added in order.
    let parts = max(1, min(regions.count, (15 + grid.groups * blocks) / (grid.groups * blocks)))
    let pitch = (rows + panelColumns - 1) / panelColumns * panelColumns
    Scratch.with(Scalar.self, count: parts * grid.groups * k * pitch) { sums in
      Parallel.forEach(parts * grid.groups * blocks) { piece in
        let (part, rest) = piece.quotientAndRemainder(dividingBy: grid.groups * blocks)
        let (group, block) = rest.quotientAndRemainder(dividingBy: blocks)
        sumRegions(
          regions[part * regions.count / parts..<(part + 1) * regions.count / parts], grid, group: group,
          source: source, entries: block * entries..<min(k, (block + 1) * entries), rows: rows,
          gradient: gradient, into: sums + ((part * grid.groups + group) * k + block * entries) * pitch,
          pitch: pitch)
      }
      let rowsAtOnce = max(1, (1 << 16) / k)
      let pieces = (rows + rowsAtOnce - 1) / rowsAtOnce
      Parallel.forEach(grid.groups * pieces) { piece in
        let (group, block) = piece.quotientAndRemainder(dividingBy: pieces)
        let some = block * rowsAtOnce..<min(rows, (block + 1) * rowsAtOnce)
        let size = grid.groups * k * pitch
        let first = sums + (group * k * pitch + some.lowerBound)
        for part in 1..<max(parts, 1) {
          for entry in 0..<k {
            let line = first + entry * pitch
            for row in 0..<some.count { line[row] += line[part * size + row] }
          }
        }
        storeTransposed(
          first, rows: k, columns: some.count, pitch: pitch,
          c: weightGradient + (group * rows + some.lowerBound) * k, cRowStride: k, accumulate: false)
      }
    }
  }

  /// Some rows of the transposed gradient, summed over some regions.
  @inlinable @inline(never)
  public static func sumRegions(
    _ regions: ArraySlice<PatchRegion>, _ grid: PatchGrid, group: Int, source: UnsafePointer<Scalar>,
    entries: Range<Int>, rows: Int, gradient: UnsafePointer<Scalar>, into sums: UnsafeMutablePointer<Scalar>,
    pitch: Int
  ) {
    let lanes = Vector.laneCount
    let sourcePlane = grid.vertical.source * grid.horizontal.source
    let firstChannel = entries.lowerBound / grid.taps
    let channels = (entries.upperBound - 1) / grid.taps + 1 - firstChannel
    let local = entries.lowerBound - firstChannel * grid.taps
    var accumulate = false
    for region in regions {
      let strip = PatchStrip(grid, region: region, channels: channels)
      let depth = evenPart(of: strip.pixels, atMost: blockDepth, multipleOf: 16)
      Scratch.with(Scalar.self, count: strip.count + panelColumns) { copy in
        fillStrip(
          strip, grid, source: source + (group * grid.channels + firstChannel) * sourcePlane,
          imageStride: grid.groups * grid.channels * sourcePlane, into: copy)
        Scratch.with(Scalar.self, count: entries.count * depth + lanes + pitch * depth) { patches in
          let panels = patches + entries.count * depth + lanes
          for pixel in stride(from: 0, to: strip.pixels, by: depth) {
            let inner = min(depth, strip.pixels - pixel)
            let segments = Self.segments(of: pixel..<pixel + inner, strip)
            segments.withUnsafeBufferPointer { segments in
              var row = patches
              forEachRow(local..<local + entries.count, strip, grid) { start in
                gatherRow(segments, from: copy + start, into: row)
                row += inner
              }
            }
            packGradient(segments, grid, group: group, rows: rows, k: inner, gradient: gradient, into: panels)
            multiplyBlock(
              rows: entries.count, columns: rows, k: inner,
              a: MatrixOperand(start: patches, rowStride: inner, columnStride: 1),
              aTileStride: tileRows * inner, b: panels, c: sums, cRowStride: pitch, accumulate: accumulate)
            accumulate = true
          }
        }
      }
    }
    if !accumulate {
      for entry in 0..<entries.count { (sums + entry * pitch).update(repeating: 0, count: rows) }
    }
  }

  /// Packs the gradient at some grid positions, whose columns are the rows of the weights, into panels.
  @inlinable @inline(__always)
  public static func packGradient(
    _ segments: [PatchSegment], _ grid: PatchGrid, group: Int, rows: Int, k: Int,
    gradient: UnsafePointer<Scalar>, into panels: UnsafeMutablePointer<Scalar>
  ) {
    for j in stride(from: 0, to: rows, by: panelColumns) {
      let width = min(panelColumns, rows - j)
      let pitch = panelPitch(width)
      var target = panels + j * k
      var index = 0
      while index < segments.count {
        // Whole rows of an image follow one another.
        let segment = segments[index]
        var count = 0
        while index < segments.count, segments[index].image == segment.image {
          count += segments[index].count
          index += 1
        }
        let place =
          ((segment.image * grid.groups + group) * rows + j) * grid.plane
          + segment.row * grid.horizontal.grid + segment.column
        packPanel(
          k: count, width: width, pitch: pitch,
          b: MatrixOperand(start: gradient + place, rowStride: 1, columnStride: grid.plane), into: target)
        target += count * pitch
      }
    }
  }
}
