import Tapestry

@testable import TapestryVision

/// Writes PNG files of every kind, plainly, after the words of the specification.
struct PNGBuilder {
  var width: Int
  var height: Int
  var depth: Int
  var type: UInt8
  var isInterlaced = false
  var palette: [UInt8] = []
  var transparency: [UInt8] = []
  /// The filter of each row in turn.
  var filters: [UInt8] = [0, 1, 2, 3, 4]
  /// Between the header and the image data.
  var extraChunks: [(String, [UInt8])] = []

  var channels: Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][type] ?? 1 }

  /// The file whose stored samples are `samples`, row by row.
  func file(_ samples: [Int], dataPieces: Int = 1) -> [UInt8] {
    var bytes = PNGDecoder.signature
    var header: [UInt8] = []
    header.append(bigEndian: UInt32(width))
    header.append(bigEndian: UInt32(height))
    Self.append("IHDR", header + [UInt8(depth), type, 0, 0, isInterlaced ? 1 : 0], &bytes)
    for (name, body) in extraChunks { Self.append(name, body, &bytes) }
    if !palette.isEmpty { Self.append("PLTE", palette, &bytes) }
    if !transparency.isEmpty { Self.append("tRNS", transparency, &bytes) }
    let stored = rows(samples)
    let data = Zlib.encode(stored.span.bytes)
    let step = (data.count + dataPieces - 1) / dataPieces
    for start in stride(from: 0, to: data.count, by: step) {
      Self.append("IDAT", Array(data[start..<min(start + step, data.count)]), &bytes)
    }
    Self.append("IEND", [], &bytes)
    return bytes
  }

  static func append(_ name: String, _ body: [UInt8], _ bytes: inout [UInt8]) {
    bytes.append(bigEndian: UInt32(body.count))
    let covered = Array(name.utf8) + body
    bytes += covered
    bytes.append(bigEndian: CRC32.value(of: covered.span.bytes))
  }

  private func rows(_ samples: [Int]) -> [UInt8] {
    let passes: [(Int, Int, Int, Int)] =
      isInterlaced
      ? [
        (0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2),
      ] : [(0, 1, 0, 1)]
    var result: [UInt8] = []
    var rowCount = 0
    for (x0, dx, y0, dy) in passes where x0 < width {
      var above: [UInt8] = []
      for y in stride(from: y0, to: height, by: dy) {
        var bits: [Int] = []
        for x in stride(from: x0, to: width, by: dx) {
          for channel in 0..<channels {
            let sample = samples[(y * width + x) * channels + channel]
            for bit in (0..<depth).reversed() { bits.append(sample >> bit & 1) }
          }
        }
        bits += [Int](repeating: 0, count: (8 - bits.count % 8) % 8)
        let row = stride(from: 0, to: bits.count, by: 8).map { start in
          UInt8((0..<8).reduce(0) { $0 << 1 | bits[start + $1] })
        }
        let filter = filters[rowCount % filters.count]
        result.append(filter)
        result += filtered(row, above, filter)
        above = row
        rowCount += 1
      }
    }
    return result
  }

  private func filtered(_ row: [UInt8], _ above: [UInt8], _ filter: UInt8) -> [UInt8] {
    let step = max(1, channels * depth / 8)
    return row.indices.map { index in
      let a = index >= step ? Int(row[index - step]) : 0
      let b = above.isEmpty ? 0 : Int(above[index])
      let c = above.isEmpty || index < step ? 0 : Int(above[index - step])
      let predictor: Int
      switch filter {
      case 1: predictor = a
      case 2: predictor = b
      case 3: predictor = (a + b) / 2
      case 4:
        let p = a + b - c
        let distances = [abs(p - a), abs(p - b), abs(p - c)]
        predictor = [a, b, c][distances.firstIndex(of: distances.min() ?? 0) ?? 0]
      default: predictor = 0
      }
      return row[index] &- UInt8(truncatingIfNeeded: predictor)
    }
  }
}
