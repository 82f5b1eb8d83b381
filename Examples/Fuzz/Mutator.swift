import Tapestry
import TapestryVision

/// Damages image files, the same way for the same seed and number.
struct Mutator {
  /// What is damaged.
  let seeds: [[UInt8]]
  let generator: PhiloxGenerator

  /// A damaged file.
  func input(_ index: Int) -> [UInt8] {
    var generator = generator.stream(index)
    var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
    for _ in 0..<(1 << Int.random(in: 0...3, using: &generator)) { mutate(&bytes, &generator) }
    // Chunks whose checksum is wrong would all be refused for that.
    if bytes.starts(with: [0x89, 0x50]), Int.random(in: 0..<8, using: &generator) > 0 {
      Self.repairChecksums(&bytes)
    }
    return bytes
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout PhiloxGenerator) {
    guard !bytes.isEmpty else { return bytes = [UInt8.random(in: 0...255, using: &generator)] }
    // Headers are short and say most.
    let reach = Bool.random(using: &generator) ? min(bytes.count, 700) : bytes.count
    let place = Int.random(in: 0..<reach, using: &generator)
    let length = min(1 << Int.random(in: 0...6, using: &generator), bytes.count - place)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2:
      for i in place..<place + length { bytes[i] = UInt8.random(in: 0...255, using: &generator) }
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 5: bytes.removeLast(bytes.count - place)
    case 6:
      // Numbers at which arithmetic breaks, of one to four bytes in either order.
      let number: UInt32 =
        [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, .max]
        .randomElement(using: &generator) ?? 0
      let isBig = Bool.random(using: &generator)
      for k in 0..<min(4, bytes.count - place, length) {
        bytes[place + k] = UInt8(truncatingIfNeeded: number >> UInt32(8 * (isBig ? 3 - k : k)))
      }
    case 7:
      let other = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      let start = Int.random(in: 0...max(0, other.count - length), using: &generator)
      bytes.replaceSubrange(place..<place + length, with: other[start..<min(other.count, start + length)])
    default:
      // A part of the same file over another.
      let start = Int.random(in: 0...bytes.count - length, using: &generator)
      bytes.replaceSubrange(place..<place + length, with: Array(bytes[start..<start + length]))
    }
  }

  /// Makes the checksums of a PNG file's chunks right, as far as there are chunks.
  private static func repairChecksums(_ bytes: inout [UInt8]) {
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - offset - 12 else { return }
      let covered = Array(bytes[offset + 4..<offset + 8 + length])
      let checksum = unsafe CRC32.value(of: covered.span.bytes)
      for k in 0..<4 {
        bytes[offset + 8 + length + k] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * k))
      }
      offset += 12 + length
    }
  }

  /// Small files of every format that this package writes.
  static func writtenSeeds() -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    for (width, height) in [(37, 23), (16, 16)] {
      for color in ColorModel.allCases {
        let count = width * height * color.channelCount
        let samples = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 50 + $0 % 7) }
        let image = Image(width: width, height: height, color: color, samples: samples)
        seeds += [image.pngData(), image.pnmData()]
        seeds.append(image.jpegData(JPEGEncodingOptions(quality: 60)))
        seeds.append(image.jpegData(JPEGEncodingOptions(quality: 95, chroma: .full, restartInterval: 2)))
      }
    }
    return seeds
  }
}
