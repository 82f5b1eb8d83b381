// Between a channel's plane and the transforms: strips, windows, tiles.

extension MatrixKernels {
  /// Transforms the windows of some channels, which are `channelStride` apart in the result.
  ///
  /// Each phase of a channel counts as a channel: those of the first phase come first.
  ///
  /// - Parameters:
  ///   - inputs: The channels of the images.
  ///   - source: The first channel of all in the first image.
  ///   - target: The first point of the first window of the first channel; the points are `stride` apart.
  ///   - panel: How many windows stand side by side.
  ///   - panelStride: From a panel of windows to the next.
  @inlinable @inline(never)
  public static func transformChannels(
    _ channels: Range<Int>, _ piece: WinogradPiece, inputs: Int, source: UnsafePointer<Scalar>,
    plane: Int,
    into target: UnsafeMutablePointer<Scalar>, channelStride: Int, stride: Int, panel: Int, panelStride: Int
  ) {
    // Windows are copied by whole vectors of a transposition, which may be more than there are.
    let stripRoom = piece.stripCount + panelColumns
    Scratch.with(Scalar.self, count: stripRoom + tileRoom) { strip in
      strip.update(repeating: 0, count: stripRoom + tileRoom)
      for channel in channels {
        let (phase, input) = channel.quotientAndRemainder(dividingBy: inputs)
        if input == 0, phase > 0 { strip.update(repeating: 0, count: stripRoom) }
        transformChannel(
          piece, phase: phase, plane: source + input * plane, planeSize: plane, strip: strip,
          windows: strip + stripRoom,
          into: target + (channel - channels.lowerBound) * channelStride, stride: stride, panel: panel,
          panelStride: panelStride)
      }
    }
  }

  /// Transforms the windows of one channel.
  ///
  /// - Parameters:
  ///   - plane: The channel in the first image.
  ///   - planeSize: From a channel to the next.
  ///   - strip: Zeros, but for what an earlier channel left.
  ///   - target: The first point of the first window; the points are `stride` apart.
  ///   - panel: How many windows stand side by side.
  ///   - panelStride: From a panel of windows to the next.
  @inlinable @inline(never)
  public static func transformChannel(
    _ piece: WinogradPiece, phase: Int, plane: UnsafePointer<Scalar>, planeSize: Int,
    strip: UnsafeMutablePointer<Scalar>,
    windows: UnsafeMutablePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, stride: Int,
    panel: Int, panelStride: Int
  ) {
    let lanes = Vector.laneCount
    for run in piece.runs(of: phase) {
      let (source, target) = (plane + run.element, strip + run.place)
      // The next channel has the same run a plane further on.
      Hint.prefetch(source + planeSize)
      if run.count > lanes { Hint.prefetch(source + (planeSize + lanes)) }
      if piece.step == 1 {
        target.update(from: source, count: run.count)
      } else {
        for i in 0..<run.count { target[i] = source[i * piece.step] }
      }
    }
    let transposed = windows + lanes * windowArea
    var first = 0
    while first < piece.count {
      let count = min(lanes, piece.count - first)
      for lane in 0..<count {
        let window = windows + lane * windowArea
        let source = strip + piece.windows[first + lane]
        for y in 0..<8 { (window + y * 8).update(from: source + y * piece.stripPitch, count: 8) }
      }
      for part in 0..<windowArea / lanes {
        transposeBlock(
          windows + part * lanes, rowStride: windowArea, into: transposed + part * lanes * lanes,
          pitch: lanes)
      }
      transformWindows(
        transposed, into: target + (first / panel * panelStride + first % panel), stride: stride)
      first += lanes
    }
  }

  /// Makes the tiles of one output channel from the values at the points, which are `stride` apart.
  ///
  /// - Parameters:
  ///   - plane: The channel in the first image.
  ///   - buffer: Room for `tileRoom` elements.
  @inlinable @inline(__always)
  public static func storeChannel<let m: Int>(
    _ shape: WinogradTile<m>.Type, _ piece: WinogradPiece, values: UnsafePointer<Scalar>,
    stride: Int, bias: Scalar, relu: Bool, plane: UnsafeMutablePointer<Scalar>, rowStride: Int,
    buffer: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    let area = m * m
    let pitch = (area + lanes - 1) / lanes * lanes
    let tiles = buffer + lanes * windowArea
    let scratch = tiles + lanes * windowArea
    var next = 0
    for first in Swift.stride(from: 0, to: piece.count, by: lanes) {
      gatherTiles(
        shape, values + first, stride: stride, scaled: false, into: buffer, scratch: scratch)
      for i in 0..<area {
        var value = Vector(loading: buffer + i * lanes) + Vector(bias)
        if relu { value = Vector.select(value < Vector(0), Vector(0), value) }
        value.store(to: buffer + i * lanes)
      }
      for i in Swift.stride(from: 0, to: area, by: lanes) {
        transposeBlock(buffer + i * lanes, rowStride: lanes, into: tiles + i, pitch: pitch)
      }
      while next < piece.rectangleCount, piece.rectangles[next].tile < first + lanes {
        let rectangle = piece.rectangles[next]
        var source = tiles + ((rectangle.tile - first) * pitch + rectangle.place)
        var target = plane + rectangle.element
        for _ in 0..<rectangle.rows {
          if rectangle.columns == m {
            target.update(from: source, count: m)
          } else {
            for column in 0..<rectangle.columns { target[column] = source[column] }
          }
          source += m
          target += rowStride
        }
        next += 1
      }
    }
  }

  /// The elements that transforms of windows and tiles need to work in.
  @inlinable @inline(__always)
  public static var tileRoom: Int { 4 * Vector.laneCount * windowArea }
}
