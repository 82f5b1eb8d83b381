import Tapestry

/// What a JPEG file says of its image: the size, and the planes that it is made of.
struct JPEGFrame {
  /// One of the planes.
  struct Component {
    let id: UInt8
    /// How many samples there are from left to right and from top to bottom where the finest plane has
    /// ``JPEGFrame/across`` and ``JPEGFrame/down``, 1 to 4.
    let across: Int
    let down: Int
    /// Which table of quantization steps it uses.
    let tableIndex: Int
    /// The size of the plane as decoded, and the rows and columns that a block becomes: 8, 4, 2 or 1.
    let width: Int
    let height: Int
    let blockSize: Int
    /// The blocks that cover the plane, and those of whole units, of which the rest is never shown.
    let blocksWide: Int
    let blocksHigh: Int
    let paddedBlocksWide: Int
    let paddedBlocksHigh: Int
    /// Where the plane's samples begin among those of all planes, and its blocks, of which sequential files need a row
    /// of units at a time.
    let sampleOffset: Int
    let blockOffset: Int

    /// The distance of the plane's rows in bytes.
    var stride: Int { paddedBlocksWide * blockSize }
  }

  let width: Int
  let height: Int
  let isProgressive: Bool
  /// The rows and columns that a block of the finest planes becomes: 8, 4, 2 or 1.
  let blockSize: Int
  /// The greatest numbers of samples among the components.
  let across: Int
  let down: Int
  let components: [Component]
  let unitsWide: Int
  let unitsHigh: Int
  /// The samples of all planes, and the blocks that must be kept at once.
  let sampleCount: Int
  let blockCount: Int

  var outputWidth: Int { (width * blockSize + 7) / 8 }
  var outputHeight: Int { (height * blockSize + 7) / 8 }

  /// Reads the body of a frame header.
  ///
  /// - Throws: `tooLarge` where it does not fit the options' limits.
  init(_ bytes: RawSpan, _ body: Range<Int>, isProgressive: Bool, options: ImageDecodingOptions)
    throws(FileError)
  {
    let start = body.lowerBound
    guard body.count >= 6, body.count == 6 + 3 * Int(bytes.byte(at: start + 5)) else {
      throw FileError(
        .malformed, at: start, "a frame header of \(body.count) bytes: expected 6 and 3 a component")
    }
    guard bytes.byte(at: start) == 8 else {
      throw FileError(.unsupported, at: start, "\(bytes.byte(at: start)) bits a sample: expected 8")
    }
    height = bytes.bigEndian16(at: start + 1)
    width = bytes.bigEndian16(at: start + 3)
    self.isProgressive = isProgressive
    blockSize = 8 / options.reduction.rawValue
    let count = Int(bytes.byte(at: start + 5))
    guard [1, 3, 4].contains(count) else {
      throw FileError(.unsupported, at: start + 5, "\(count) components: expected 1, 3 or 4")
    }
    guard height > 0 else {
      throw FileError(.unsupported, at: start + 1, "the height is told after the image")
    }

    var factors: [(Int, Int)] = []
    for index in 0..<count {
      let byte = Int(bytes.byte(at: start + 7 + 3 * index))
      guard 1...4 ~= byte >> 4, 1...4 ~= byte & 15, bytes.byte(at: start + 8 + 3 * index) < 4 else {
        throw FileError(
          .malformed, at: start + 7 + 3 * index,
          "component \(index) has the sampling factors \(byte >> 4) and \(byte & 15): expected 1 to 4, and a table from 0 to 3"
        )
      }
      factors.append((byte >> 4, byte & 15))
    }
    let across = factors.map(\.0).max() ?? 1
    let down = factors.map(\.1).max() ?? 1
    self.across = across
    self.down = down
    unitsWide = (width + 8 * across - 1) / (8 * across)
    unitsHigh = (height + 8 * down - 1) / (8 * down)
    // Samples of padded planes, with two bytes a coefficient where all of them are kept, and the result.
    let padded = 64 * factors.reduce(0) { $0 + $1.0 * $1.1 }
    let share = (padded * (isProgressive ? 3 : 1) + 64 * across * down - 1) / (64 * across * down)
    _ = try options.checkedPixelCount(
      width: unitsWide * 8 * across, height: unitsHigh * 8 * down,
      bytesPerPixel: share + (count == 1 ? 1 : 3), at: start + 1, shown: (width, height))

    var components: [Component] = []
    var (samples, blocks) = (0, 0)
    for (index, (h, v)) in factors.enumerated() {
      // Where the finest planes are reduced, others are reduced less, as long as that makes them as fine.
      var size = blockSize
      while size < 8, (across * blockSize) % (h * size * 2) == 0, (down * blockSize) % (v * size * 2) == 0 {
        size *= 2
      }
      let (wide, high) = (unitsWide * h, unitsHigh * v)
      let component = Component(
        id: bytes.byte(at: start + 6 + 3 * index), across: h, down: v,
        tableIndex: Int(bytes.byte(at: start + 8 + 3 * index)),
        width: (width * h * size + 8 * across - 1) / (8 * across),
        height: (height * v * size + 8 * down - 1) / (8 * down), blockSize: size,
        blocksWide: (width * h + 8 * across - 1) / (8 * across),
        blocksHigh: (height * v + 8 * down - 1) / (8 * down), paddedBlocksWide: wide, paddedBlocksHigh: high,
        sampleOffset: samples, blockOffset: blocks)
      components.append(component)
      samples += wide * high * size * size
      blocks += wide * (isProgressive ? high : v)
    }
    self.components = components
    sampleCount = samples
    blockCount = blocks
  }
}
