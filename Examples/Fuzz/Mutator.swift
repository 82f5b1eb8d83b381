import Tapestry
import TapestryVision

/// Damages files, the same way for the same seed and number.
struct Mutator {
  /// What is damaged.
  let seeds: [Seed]
  let generator: PhiloxGenerator
  private let kinds: [FileKind: [Seed]]
  /// The kinds that there are: images half of the times, since most can be wrong with them, and the others alike.
  private let others: [FileKind]

  init(seeds: [Seed], generator: PhiloxGenerator) {
    (self.seeds, self.generator) = (seeds, generator)
    let kinds = Dictionary(grouping: seeds, by: \.kind)
    self.kinds = kinds
    others = FileKind.allCases.filter { $0 != .image && kinds[$0] != nil }
  }

  /// A damaged file.
  func input(_ index: Int) -> Seed {
    var generator = generator.stream(index)
    let isImage = kinds[.image] != nil && (others.isEmpty || Bool.random(using: &generator))
    let kind = isImage ? .image : others[Int.random(in: 0..<others.count, using: &generator)]
    let seeds = kinds[kind] ?? []
    var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)].bytes
    let count = 1 << max(0, Int.random(in: -2...3, using: &generator))
    for _ in 0..<count { mutate(&bytes, seeds, &generator) }
    // What has a wrong checksum would mostly be refused for that.
    if Int.random(in: 0..<8, using: &generator) > 0 { Checksums.repair(&bytes, of: kind) }
    return Seed(kind: kind, bytes: bytes)
  }

  private func mutate(_ bytes: inout [UInt8], _ seeds: [Seed], _ generator: inout PhiloxGenerator) {
    guard !bytes.isEmpty else { return bytes = [UInt8.random(in: 0...255, using: &generator)] }
    // Headers are short and say most.
    let reach = Bool.random(using: &generator) ? min(bytes.count, 700) : bytes.count
    let place = Int.random(in: 0..<reach, using: &generator)
    let length = min(
      1 << Int.random(in: 0...6, using: &generator), max(1, bytes.count / 4), bytes.count - place)
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
      let other = seeds[Int.random(in: 0..<seeds.count, using: &generator)].bytes
      let start = Int.random(in: 0...max(0, other.count - length), using: &generator)
      bytes.replaceSubrange(place..<place + length, with: other[start..<min(other.count, start + length)])
    default:
      // A part of the same file over another.
      let start = Int.random(in: 0...bytes.count - length, using: &generator)
      bytes.replaceSubrange(place..<place + length, with: Array(bytes[start..<start + length]))
    }
  }

  /// Small images of every format that this package writes.
  static func writtenSeeds() -> [Seed] {
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
    return seeds.map { Seed(kind: .image, bytes: $0) }
  }
}
