/// One axis of a batch of images that is cut into tiles.
///
/// Images either stand side by side, as close as their padding allows, and tiles run over all of them; or each has tiles of
/// its own. A *strip* is what the tiles' windows see, padding included. With a stride, every `step`-th row of an image is an
/// image of its own, a *phase*, whose kernel is every `step`-th row of the whole.
public struct WinogradAxis: Sendable {
  /// Where a phase of an image begins in the strip, its first element, and its extent.
  public typealias Phase = (place: Int, element: Int, count: Int)

  /// The outputs of a tile.
  @usableFromInline let side: Int
  /// The extent of an image.
  @usableFromInline let input: Int
  @usableFromInline let output: Int
  /// From an element of a phase to the next.
  @usableFromInline let step: Int
  @usableFromInline let phases: [Phase]
  /// How many images stand in a line.
  @usableFromInline let images: Int
  /// The tiles of the line.
  @usableFromInline let tiles: Int
  /// The tiles whose windows follow one another at the tiles' distance.
  @usableFromInline let tilesInARun: Int
  /// From an image's outputs to the next's.
  @usableFromInline let outputPitch: Int
  /// From an image's place in the strip to the next's.
  @usableFromInline let stripPitch: Int

  @usableFromInline init(_ axis: ConvolutionAxis, side: Int, images: Int, joined: Bool) {
    let (step, padding) = (axis.stride, axis.paddingBefore)
    let extent = axis.output + 8 - side
    let phases = (0..<step).map { phase -> Phase in
      let place = max(0, padding - phase + step - 1) / step
      let end = min(extent, (axis.input + padding - phase + step - 1) / step)
      return (place, place * step + phase - padding, max(0, end - place))
    }
    self.side = side
    input = axis.input
    output = axis.output
    self.step = step
    self.phases = phases
    self.images = images
    if joined {
      let before = phases.map(\.place).min() ?? 0
      let after = extent - (phases.map { $0.place + $0.count }.max() ?? 0)
      outputPitch = max(extent - min(before, after), axis.output)
      stripPitch = outputPitch
      tiles = ((images - 1) * outputPitch + axis.output + side - 1) / side
      tilesInARun = tiles
    } else {
      tilesInARun = (axis.output + side - 1) / side
      tiles = images * tilesInARun
      outputPitch = tilesInARun * side
      stripPitch = outputPitch + 8 - side
    }
  }

  /// Where a tile's window begins in the strip.
  @inlinable func start(_ tile: Int) -> Int { tile / tilesInARun * stripPitch + tile % tilesInARun * side }

  /// What the windows of some neighbouring tiles see of the strip.
  @usableFromInline func windows(_ tiles: Range<Int>) -> Range<Int> {
    start(tiles.lowerBound)..<start(tiles.upperBound - 1) + 8
  }

  /// The most images whose outputs a tile can hold.
  @usableFromInline var imagesInATile: Int { (side - 1) / outputPitch + 2 }

  /// Calls `body` with each image's own elements of a phase in a part of the strip: the image, the first element and where
  /// it stands, and how many there are.
  @inlinable func forEachRun(
    _ range: Range<Int>, phase: Int,
    _ body: (_ image: Int, _ element: Int, _ place: Int, _ count: Int) -> Void
  ) {
    let phase = phases[phase]
    for image in range.lowerBound / stripPitch..<min(images, (range.upperBound - 1) / stripPitch + 1) {
      let first = image * stripPitch + phase.place
      let (start, end) = (max(first, range.lowerBound), min(first + phase.count, range.upperBound))
      if start < end { body(image, phase.element + (start - first) * step, start, end - start) }
    }
  }

  /// Calls `body` with the outputs of each image in a tile: the image, the first output, its place in the tile, and how many
  /// there are.
  @inlinable func forEachOutput(
    _ tile: Int, _ body: (_ image: Int, _ element: Int, _ place: Int, _ count: Int) -> Void
  ) {
    let (first, last) = (tile * side, tile * side + side - 1)
    for image in first / outputPitch..<min(images, last / outputPitch + 1) {
      let origin = image * outputPitch
      let (start, end) = (max(first, origin), min(last + 1, origin + output))
      if start < end { body(image, start - origin, start - first, end - start) }
    }
  }
}

/// The tiles of a batch of images: a grid of grids.
public struct WinogradTiling: Sendable {
  @usableFromInline let images: Int
  @usableFromInline let vertical: WinogradAxis
  @usableFromInline let horizontal: WinogradAxis

  /// The tiling with the fewest tiles.
  @usableFromInline init(images: Int, side: Int, vertical: ConvolutionAxis, horizontal: ConvolutionAxis) {
    func axis(_ axis: ConvolutionAxis, _ images: Int, joined: Bool) -> WinogradAxis {
      WinogradAxis(axis, side: side, images: images, joined: joined)
    }
    var best = (axis(vertical, images, joined: false), axis(horizontal, 1, joined: false))
    for columns in 1...min(images, 64) {
      let (y, x) = (
        axis(vertical, (images + columns - 1) / columns, joined: true),
        axis(horizontal, columns, joined: true)
      )
      if y.tiles * x.tiles < best.0.tiles * best.1.tiles { best = (y, x) }
    }
    self.images = images
    (self.vertical, self.horizontal) = best
  }

  @inlinable var tiles: Int { vertical.tiles * horizontal.tiles }
  /// The phases of an image.
  @inlinable var phases: Int { vertical.step * horizontal.step }
}
