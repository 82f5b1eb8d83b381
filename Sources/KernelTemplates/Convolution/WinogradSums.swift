extension MatrixKernels {
  /// The bytes of transformed windows and tiles that are multiplied at once, where that is at least 128 tiles.
  @inlinable @inline(__always) public static var chunkBytes: Int { 8 << 20 }

  /// The gradient with respect to the weights of a convolution of stride 1, by tiles of `m` × `m` outputs, m + r = 9.
  ///
  /// At each point the windows' values, a row a channel, are multiplied with the tiles' of the output's gradient, a column a
  /// channel, and summed over the tiles.
  @inlinable @inline(never)
  public static func sumTiles<let r: Int, let m: Int>(
    _ kernel: WinogradTile<r>.Type, _ shape: WinogradTile<m>.Type, _ geometry: ConvolutionGeometry,
    source: UnsafePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    into weightGradient: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    let (channels, outputs) = (geometry.groupInputs, geometry.groupOutputs)
    let inputs = channels * geometry.vertical.stride * geometry.horizontal.stride
    let (inputPlane, outputPlane) = (geometry.inputPlane, geometry.outputPlane)
    let tiling = WinogradTiling(
      images: geometry.batch, side: m, vertical: geometry.vertical, horizontal: geometry.horizontal)
    let pitch = (outputs + panelColumns - 1) / panelColumns * panelColumns
    let tileBytes = (inputs + pitch) * windowArea * MemoryLayout<Scalar>.stride
    let chunk = evenPart(of: tiling.tiles, atMost: max(128, chunkBytes / tileBytes), multipleOf: lanes)
    // A little more than they hold, so that different points fall into different places of a cache.
    let windowStride = inputs * chunk + 2 * panelColumns
    let tileStride = pitch * chunk + 2 * panelColumns
    let sumStride = inputs * pitch + 2 * panelColumns
    let (windowPieces, tilePieces) = ((inputs + 7) / 8, (outputs + lanes - 1) / lanes)
    Scratch.with(Scalar.self, count: windowArea * (windowStride + tileStride + sumStride)) { windows in
      let tiles = windows + windowArea * windowStride
      let sums = tiles + windowArea * tileStride
      for group in 0..<geometry.groups {
        for first in stride(from: 0, to: tiling.tiles, by: chunk) {
          WinogradPiece.with(
            tiling, tiles: first..<min(tiling.tiles, first + chunk),
            inputStride: geometry.inputChannels * inputPlane,
            outputStride: geometry.outputChannels * outputPlane
          ) { piece in
            Parallel.forEach(windowPieces + tilePieces) { index in
              if index < windowPieces {
                let some = index * 8..<min(inputs, index * 8 + 8)
                transformChannels(
                  some, piece, inputs: channels, source: source + group * channels * inputPlane,
                  plane: inputPlane,
                  into: windows + index * 8 * chunk, channelStride: chunk, stride: windowStride, panel: chunk,
                  panelStride: 0)
              } else {
                let channel = (index - windowPieces) * lanes
                let panel = channel / panelColumns * panelColumns
                evaluateGradient(
                  shape, piece, channels: min(lanes, outputs - channel),
                  gradient: gradient + (group * outputs + channel) * outputPlane, plane: outputPlane,
                  rowStride: geometry.horizontal.output,
                  into: tiles + (panel * piece.count + channel - panel), stride: tileStride)
              }
            }
            Parallel.forEach(windowArea) { point in
              for column in stride(from: 0, to: outputs, by: panelColumns) {
                multiplyPanel(
                  rows: inputs, narrow: outputs - column <= lanes, k: piece.count,
                  a: MatrixOperand(
                    start: windows + point * windowStride, rowStride: chunk, columnStride: 1),
                  aTileStride: tileRows * chunk, b: tiles + (point * tileStride + column * piece.count),
                  bRowStride: panelColumns, c: sums + (point * sumStride + column), cRowStride: pitch,
                  accumulate: first > 0)
              }
            }
          }
        }
        let places = geometry.phaseTaps(kernel: r)
        Parallel.forEach(inputs) { input in
          let (phase, channel) = input.quotientAndRemainder(dividingBy: channels)
          Scratch.with(Scalar.self, count: tileRoom) { tile in
            for output in stride(from: 0, to: outputs, by: lanes) {
              gatherTiles(
                kernel, sums + (input * pitch + output), stride: sumStride, scaled: true, into: tile,
                scratch: tile + windowArea * lanes)
              for lane in 0..<min(lanes, outputs - output) {
                let first = ((group * outputs + output + lane) * channels + channel) * geometry.taps
                for tap in 0..<r * r {
                  let place = places[phase * r * r + tap]
                  if place >= 0 { weightGradient[first + place] = tile[tap * lanes + lane] }
                }
              }
            }
          }
        }
      }
    }
  }

  /// The tiles of up to a vector of channels of the output's gradient at the points, a channel a lane.
  ///
  /// - Parameters:
  ///   - gradient: The first channel in the first image.
  ///   - target: The first point of the first tile; the tiles are a panel's width apart, the points `stride`.
  @inlinable @inline(never)
  public static func evaluateGradient<let m: Int>(
    _ shape: WinogradTile<m>.Type, _ piece: WinogradPiece, channels: Int,
    gradient: UnsafePointer<Scalar>, plane: Int, rowStride: Int, into target: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    let lanes = Vector.laneCount
    let area = m * m
    let pitch = (area + lanes - 1) / lanes * lanes
    Scratch.with(Scalar.self, count: tileRoom) { tiles in
      let transposed = tiles + lanes * windowArea
      let scratch = transposed + lanes * windowArea
      tiles.update(repeating: 0, count: lanes * windowArea)
      var next = 0
      for tile in 0..<piece.count {
        var end = next
        var covered = 0
        while end < piece.rectangleCount, piece.rectangles[end].tile == tile {
          covered += piece.rectangles[end].rows * piece.rectangles[end].columns
          end += 1
        }
        if covered < area { tiles.update(repeating: 0, count: lanes * pitch) }
        for index in next..<end {
          let rectangle = piece.rectangles[index]
          // What the tiles of the next row need: a channel's rows are too short for the processor to follow.
          let later = piece.rectangles[min(index + 8, piece.rectangleCount - 1)].element
          for lane in 0..<channels {
            var source = gradient + (lane * plane + rectangle.element)
            var place = tiles + (lane * pitch + rectangle.place)
            var ahead = gradient + (lane * plane + later)
            for _ in 0..<rectangle.rows {
              if rectangle.columns == m {
                place.update(from: source, count: m)
              } else {
                for column in 0..<rectangle.columns { place[column] = source[column] }
              }
              Hint.prefetch(ahead)
              ahead += rowStride
              source += rowStride
              place += m
            }
          }
        }
        next = end
        for i in Swift.stride(from: 0, to: area, by: lanes) {
          transposeBlock(tiles + i, rowStride: pitch, into: transposed + i * lanes, pitch: lanes)
        }
        evaluateTiles(
          shape, transposed, scaled: false, into: target + tile * panelColumns, stride: stride,
          scratch: scratch)
      }
    }
  }
}
