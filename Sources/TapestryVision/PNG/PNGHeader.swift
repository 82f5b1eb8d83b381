import Tapestry

/// What a PNG file says of its image before the samples.
struct PNGHeader: Equatable {
  enum ColorType: UInt8 {
    case gray = 0
    case color = 2
    case palette = 3
    case grayWithAlpha = 4
    case colorWithAlpha = 6
  }

  let width: Int
  let height: Int
  /// The bits of a sample, or of an index of the palette.
  let depth: Int
  let colorType: ColorType
  let isInterlaced: Bool
  /// Three bytes for each color, and those that become transparent.
  var palette: [UInt8] = []
  /// The opacity of the palette's first colors, or the one color that is transparent, as stored.
  var transparency: [UInt8]?

  /// Reads the 13 bytes of an `IHDR` chunk at `offset`.
  init(_ bytes: RawSpan, at offset: Int) throws(FileError) {
    width = bytes.bigEndian32(at: offset)
    height = bytes.bigEndian32(at: offset + 4)
    depth = Int(bytes.byte(at: offset + 8))
    guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
      throw FileError(
        .malformed, at: offset, "the size \(width) × \(height): expected 1 to 2147483647 each")
    }
    guard let colorType = ColorType(rawValue: bytes.byte(at: offset + 9)) else {
      throw FileError(
        .malformed, at: offset + 9, "color type \(bytes.byte(at: offset + 9)): expected 0, 2, 3, 4 or 6")
    }
    self.colorType = colorType
    let depths: [Int] =
      switch colorType {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .color, .grayWithAlpha, .colorWithAlpha: [8, 16]
      }
    guard depths.contains(depth) else {
      throw FileError(
        .malformed, at: offset + 8,
        "\(depth) bits a sample with color type \(colorType.rawValue): expected one of \(depths)")
    }
    guard bytes.byte(at: offset + 10) == 0, bytes.byte(at: offset + 11) == 0 else {
      throw FileError(.unsupported, at: offset + 10, "an unknown compression or filter method: expected 0")
    }
    guard bytes.byte(at: offset + 12) <= 1 else {
      throw FileError(
        .unsupported, at: offset + 12,
        "interlace method \(bytes.byte(at: offset + 12)): expected 0 or 1")
    }
    isInterlaced = bytes.byte(at: offset + 12) == 1
  }

  /// The samples of a pixel as stored.
  var storedChannels: Int {
    switch colorType {
    case .gray, .palette: 1
    case .grayWithAlpha: 2
    case .color: 3
    case .colorWithAlpha: 4
    }
  }

  /// The color model that holds all of it.
  var color: ColorModel {
    switch colorType {
    case .gray: transparency == nil ? .gray : .rgba
    case .color, .palette: transparency == nil ? .rgb : .rgba
    case .grayWithAlpha, .colorWithAlpha: .rgba
    }
  }

  /// The bytes of a row of `width` pixels, without the filter's.
  func rowByteCount(width: Int) -> Int { (width * storedChannels * depth + 7) / 8 }

  /// The distance at which filters look back.
  var filterStep: Int { max(1, storedChannels * depth / 8) }

  /// Whether rows, once their filters are undone, are the image's samples as they are.
  var isStoredAsDecoded: Bool {
    depth == 8 && !isInterlaced && transparency == nil
      && (colorType == .gray || colorType == .color || colorType == .colorWithAlpha)
  }
}
