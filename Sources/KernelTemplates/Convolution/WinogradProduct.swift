extension MatrixKernels {
  /// The tiles whose values are multiplied at once.
  @inlinable @inline(__always) public static var tilesAtOnce: Int { 96 }
  /// The output channels that are made at once, so that their values stay in a cache.
  @inlinable @inline(__always) public static var channelsAtOnce: Int { 96 }

  /// The weights at the points, `[groups, 64, outputs, inputs]`; of the data gradient's convolution if `mirrored`.
  /// With a stride, each phase of an input channel is an input.
  @inlinable @inline(never)
  public static func transformWeights<let r: Int>(
    _ kernel: WinogradTile<r>.Type, _ geometry: ConvolutionGeometry, weights: UnsafePointer<Scalar>,
    mirrored: Bool, into target: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    let (taps, step) = (geometry.taps, geometry.vertical.stride)
    let (outputs, channels) =
      mirrored ? (geometry.groupInputs, geometry.groupOutputs) : (geometry.groupOutputs, geometry.groupInputs)
    let inputs = channels * step * step
    // From an output's and an input's weights to the next's.
    let outputStride = mirrored ? taps : channels * taps
    let inputStride = mirrored ? outputs * taps : taps
    let places = geometry.phaseTaps(kernel: r)
    Parallel.forEach(geometry.groups * outputs) { row in
      let (group, output) = row.quotientAndRemainder(dividingBy: outputs)
      let source = weights + (group * outputs * channels * taps + output * outputStride)
      Scratch.with(Scalar.self, count: lanes * (r * r + 8 * r + windowArea)) { tile in
        let scratch = tile + lanes * r * r
        let last = scratch + lanes * 8 * r
        for input in stride(from: 0, to: inputs, by: lanes) {
          let count = min(lanes, inputs - input)
          for lane in 0..<count {
            let (phase, channel) = (input + lane).quotientAndRemainder(dividingBy: channels)
            let one = source + channel * inputStride
            for tap in 0..<r * r {
              let place = places[phase * r * r + (mirrored ? r * r - 1 - tap : tap)]
              tile[tap * lanes + lane] = place < 0 ? 0 : one[place]
            }
          }
          let place = target + ((group * windowArea * outputs + output) * inputs + input)
          if count == lanes {
            evaluateTiles(kernel, tile, scaled: true, into: place, stride: outputs * inputs, scratch: scratch)
          } else {
            evaluateTiles(kernel, tile, scaled: true, into: last, stride: lanes, scratch: scratch)
            for point in 0..<windowArea {
              (place + point * outputs * inputs).update(from: last + point * lanes, count: count)
            }
          }
        }
      }
    }
  }

  /// A convolution by tiles, or if `mirrored` its gradient with respect to the input.
  @inlinable @inline(never)
  public static func convolveByTiles<let r: Int, let m: Int>(
    _ kernel: WinogradTile<r>.Type, _ shape: WinogradTile<m>.Type, _ geometry: ConvolutionGeometry,
    mirrored: Bool, source: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, relu: Bool, target: UnsafeMutablePointer<Scalar>
  ) {
    guard let vertical = mirrored ? geometry.vertical.mirrored : geometry.vertical,
      let horizontal = mirrored ? geometry.horizontal.mirrored : geometry.horizontal
    else { return }
    let (inputs, outputs) = (geometry.groupInputs, geometry.groupOutputs)
    let phases = geometry.vertical.stride * geometry.horizontal.stride
    Scratch.with(Scalar.self, count: windowArea * geometry.groups * outputs * inputs * phases) {
      transformed in
      transformWeights(kernel, geometry, weights: weights, mirrored: mirrored, into: transformed)
      convolveTiles(
        shape,
        WinogradTiling(images: geometry.batch, side: m, vertical: vertical, horizontal: horizontal),
        groups: geometry.groups, inputs: mirrored ? outputs : inputs, outputs: mirrored ? inputs : outputs,
        source: source, weights: transformed, bias: bias, relu: relu, target: target)
    }
  }

  /// A convolution of stride 1 by tiles of `m` × `m` outputs, m + r = 9.
  ///
  /// - Parameters:
  ///   - outputs: The output channels of a group.
  ///   - weights: As ``transformWeights(_:_:weights:mirrored:into:)`` leaves them.
  @inlinable @inline(never)
  public static func convolveTiles<let m: Int>(
    _ shape: WinogradTile<m>.Type, _ tiling: WinogradTiling, groups: Int, inputs: Int, outputs: Int,
    source: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?, relu: Bool,
    target: UnsafeMutablePointer<Scalar>
  ) {
    let inputPlane = tiling.vertical.input * tiling.horizontal.input
    let outputPlane = tiling.vertical.output * tiling.horizontal.output
    let blocks = (tiling.tiles + tilesAtOnce - 1) / tilesAtOnce
    let block = evenPart(
      of: tiling.tiles, atMost: (tiling.tiles + blocks - 1) / blocks, multipleOf: Vector.laneCount)
    let points = windowArea * outputs * inputs * tiling.phases
    Parallel.forEach(groups * ((tiling.tiles + block - 1) / block)) { index in
      let (part, group) = index.quotientAndRemainder(dividingBy: groups)
      let tiles = part * block..<min(tiling.tiles, (part + 1) * block)
      // The largest memory is asked for first, so that the kept buffers serve each again as they did before.
      Scratch.with(
        Scalar.self,
        count: tileRoom + pieceRoom(tiles: tiles.count, inputs: inputs * tiling.phases, outputs: outputs)
      ) { room in
        WinogradPiece.with(
          tiling, tiles: tiles, inputStride: groups * inputs * inputPlane,
          outputStride: groups * outputs * outputPlane
        ) { piece in
          convolvePiece(
            shape, piece, channels: inputs, inputs: inputs * tiling.phases, outputs: outputs,
            source: source + group * inputs * inputPlane, inputPlane: inputPlane,
            weights: weights + group * points, bias: bias.map { $0 + group * outputs }, relu: relu,
            target: target + group * outputs * outputPlane, outputPlane: outputPlane,
            rowStride: tiling.horizontal.output, room: room)
        }
      }
    }
  }

  /// The elements that hold what ``convolvePiece`` multiplies and makes.
  @inlinable @inline(__always)
  public static func pieceRoom(tiles: Int, inputs: Int, outputs: Int) -> Int {
    let pitch = (tiles + panelColumns - 1) / panelColumns * panelColumns
    let rowsAtOnce = evenPart(of: outputs, atMost: channelsAtOnce, multipleOf: tileRows)
    return windowArea * ((inputs + rowsAtOnce) * pitch + 4 * panelColumns)
  }

  /// Some tiles of one group.
  ///
  /// - Parameters:
  ///   - inputs: The phases of all channels.
  ///   - room: For `pieceRoom` and `tileRoom` elements.
  @inlinable @inline(never)
  public static func convolvePiece<let m: Int>(
    _ shape: WinogradTile<m>.Type, _ piece: WinogradPiece, channels: Int, inputs: Int, outputs: Int,
    source: UnsafePointer<Scalar>, inputPlane: Int, weights: UnsafePointer<Scalar>,
    bias: UnsafePointer<Scalar>?, relu: Bool, target: UnsafeMutablePointer<Scalar>, outputPlane: Int,
    rowStride: Int, room: UnsafeMutablePointer<Scalar>
  ) {
    let panels = (piece.count + panelColumns - 1) / panelColumns
    let pitch = panels * panelColumns
    // A little more than the values, so that those of different points fall into different places of a cache.
    let valueStride = inputs * pitch + 2 * panelColumns
    let rowsAtOnce = evenPart(of: outputs, atMost: channelsAtOnce, multipleOf: tileRows)
    let productStride = rowsAtOnce * pitch + 2 * panelColumns
    let depth = evenPart(of: inputs, atMost: 384, multipleOf: 8)
    let values = room
    let products = values + windowArea * valueStride
    let buffer = products + windowArea * productStride
    transformChannels(
      0..<inputs, piece, inputs: channels, source: source, plane: inputPlane, into: values,
      channelStride: panelColumns,
      stride: valueStride, panel: panelColumns, panelStride: inputs * panelColumns)
    for row in stride(from: 0, to: outputs, by: rowsAtOnce) {
      let rows = min(rowsAtOnce, outputs - row)
      for point in 0..<windowArea {
        let a = MatrixOperand(
          start: weights + (point * outputs + row) * inputs, rowStride: inputs, columnStride: 1)
        for panel in 0..<panels {
          for p0 in stride(from: 0, to: inputs, by: depth) {
            multiplyPanel(
              rows: rows, narrow: piece.count - panel * panelColumns <= Vector.laneCount,
              k: min(depth, inputs - p0), a: a.from(row: 0, column: p0),
              aTileStride: tileRows * inputs,
              b: values + (point * valueStride + (panel * inputs + p0) * panelColumns),
              bRowStride: panelColumns,
              c: products + (point * productStride + panel * panelColumns), cRowStride: pitch,
              accumulate: p0 > 0)
          }
        }
      }
      for output in 0..<rows {
        storeChannel(
          shape, piece, values: products + output * pitch, stride: productStride,
          bias: bias.map { $0[row + output] } ?? 0, relu: relu,
          plane: target + (row + output) * outputPlane, rowStride: rowStride, buffer: buffer)
      }
    }
  }
}
