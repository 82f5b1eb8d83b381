import Tapestry

/// The decoder of Netpbm's bitmaps, gray maps and pixel maps, as text (P1 to P3) and as bytes (P4 to P6).
///
/// Only the first image of a file is decoded. Samples are scaled to the range of 0 to 255.
struct PNMDecoder {
  private var offset = 2
  private let isText: Bool
  private let isBitmap: Bool
  private let color: ColorModel

  static func decode(_ bytes: RawSpan, options: ImageDecodingOptions) throws(FileError) -> DecodedImage {
    var decoder = PNMDecoder(type: Int(bytes.byte(at: 1)) - 0x30)
    return try decoder.decode(bytes, options)
  }

  private init(type: Int) {
    isText = type <= 3
    isBitmap = type % 3 == 1
    color = type % 3 == 0 ? .rgb : .gray
  }

  private mutating func decode(_ bytes: RawSpan, _ options: ImageDecodingOptions) throws(FileError)
    -> DecodedImage
  {
    let width = try number(bytes, "the width", 1...0x7FFF_FFFF)
    let height = try number(bytes, "the height", 1...0x7FFF_FFFF)
    let maximum = isBitmap ? 1 : try number(bytes, "the greatest sample", 1...65535)
    let pixelCount = try options.checkedPixelCount(
      width: width, height: height, bytesPerPixel: color.channelCount, at: 2)
    if !isText {
      guard offset < bytes.byteCount, Self.isSpace(bytes.byte(at: offset)) else {
        throw FileError(.malformed, at: offset, "expected one space between the header and the samples")
      }
      offset += 1
    }

    let rowLength = width * color.channelCount
    let sampleBytes = maximum > 255 ? 2 : 1
    let rowBytes = isText ? rowLength : isBitmap ? (width + 7) / 8 : rowLength * sampleBytes
    guard options.acceptsTruncation || rowBytes <= (bytes.byteCount - offset) / height else {
      throw FileError(
        .truncated, at: bytes.byteCount, "\(width) × \(height) pixels need at least \(rowBytes) bytes a row")
    }
    var samples = [UInt8](repeating: 0, count: pixelCount * color.channelCount)
    var warning: ImageWarning?
    for row in 0..<height {
      do throws(FileError) {
        if !isText { try bytes.require(rowBytes, at: offset, "row \(row)") }
        for index in 0..<rowLength {
          let value: Int
          if isText {
            value = try isBitmap ? digit(bytes) : number(bytes, "a sample of row \(row)", 0...maximum)
          } else if isBitmap {
            value = Int(bytes.byte(at: offset + index / 8)) >> (7 - index % 8) & 1
          } else {
            value =
              sampleBytes == 1
              ? Int(bytes.byte(at: offset + index)) : bytes.bigEndian16(at: offset + 2 * index)
          }
          // Ones are black in bitmaps. Greater values than there may be are as the greatest.
          let level = isBitmap ? 1 - value : min(value, maximum)
          samples[row * rowLength + index] = UInt8((level * 255 + maximum / 2) / maximum)
        }
        if !isText { offset += rowBytes }
      } catch {
        guard options.acceptsTruncation else { throw error }
        warning = ImageWarning(row: row, error: error)
        break
      }
    }
    return DecodedImage(
      image: Image(width: width, height: height, color: color, samples: samples), format: .pnm,
      warning: warning)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Goes to the next byte that is neither space nor part of a comment, which begins with `#` and ends with its line.
  private mutating func skipSpace(_ bytes: RawSpan) {
    var isComment = false
    while offset < bytes.byteCount {
      let byte = bytes.byte(at: offset)
      if byte == 0x23 { isComment = true }
      guard isComment || Self.isSpace(byte) else { return }
      if byte == 0x0A || byte == 0x0D { isComment = false }
      offset += 1
    }
  }

  private mutating func number(_ bytes: RawSpan, _ what: @autoclosure () -> String, _ range: ClosedRange<Int>)
    throws(FileError) -> Int
  {
    skipSpace(bytes)
    let start = offset
    var value = 0
    while offset < bytes.byteCount, (0x30...0x39).contains(bytes.byte(at: offset)), value <= range.upperBound
    {
      value = value * 10 + Int(bytes.byte(at: offset)) - 0x30
      offset += 1
    }
    guard offset > start, range ~= value else {
      throw FileError(
        offset < bytes.byteCount ? .malformed : .truncated, at: start,
        "\(what()): expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private mutating func digit(_ bytes: RawSpan) throws(FileError) -> Int {
    skipSpace(bytes)
    guard offset < bytes.byteCount, bytes.byte(at: offset) & 0xFE == 0x30 else {
      throw FileError(
        offset < bytes.byteCount ? .malformed : .truncated, at: offset, "a pixel: expected 0 or 1")
    }
    offset += 1
    return Int(bytes.byte(at: offset - 1)) - 0x30
  }
}
