import Tapestry

/// What application segments of a JPEG file say of the image: its colors, and which side is up.
struct JPEGMarks {
  /// What the components of a file are.
  enum Colors { case gray, ycc, rgb, cmyk, ycck }

  private var isJFIF = false
  /// The color transform of Adobe's segment.
  private var adobeTransform: UInt8?
  /// The Exif orientation, 1 to 8.
  private(set) var orientation: Int?

  mutating func read(_ marker: UInt8, _ bytes: RawSpan, _ body: Range<Int>) {
    func begins(_ text: String, _ count: Int) -> Bool {
      body.count >= count && bytes.array(body.prefix(text.utf8.count)) == Array(text.utf8)
    }
    switch marker {
    case 0xE0 where begins("JFIF\0", 14): isJFIF = true
    case 0xEE where begins("Adobe", 12): adobeTransform = bytes.byte(at: body.lowerBound + 11)
    case 0xE1 where begins("Exif\0\0", 14) && orientation == nil:
      orientation = Exif.orientation(bytes.extracting(body.lowerBound + 6..<body.upperBound))
    default: break
    }
  }

  /// What the frame's components are, by the rules of the Independent JPEG Group's library.
  func colors(of frame: JPEGFrame) -> (colors: Colors, isInverted: Bool) {
    switch frame.components.count {
    case 1: return (.gray, false)
    case 3:
      if isJFIF { return (.ycc, false) }
      if let adobeTransform { return (adobeTransform == 0 ? .rgb : .ycc, false) }
      return (frame.components.map(\.id) == Array("RGB".utf8) ? .rgb : .ycc, false)
    default:
      // Adobe's programs write the absence of ink.
      return (adobeTransform ?? 0 == 0 ? .cmyk : .ycck, adobeTransform != nil)
    }
  }
}

/// The one field of Exif data that decoding depends on.
enum Exif {
  /// The orientation that a TIFF header with its first directory tells, 1 to 8.
  static func orientation(_ bytes: RawSpan) -> Int? {
    guard bytes.byteCount >= 8 else { return nil }
    let isBig: Bool
    switch bytes.bigEndian16(at: 0) {
    case 0x4D4D: isBig = true
    case 0x4949: isBig = false
    default: return nil
    }
    func short(_ offset: Int) -> Int? {
      guard offset + 2 <= bytes.byteCount else { return nil }
      let value = bytes.bigEndian16(at: offset)
      return isBig ? value : value >> 8 | (value & 0xFF) << 8
    }
    guard let upper = short(4), let lower = short(6) else { return nil }
    let directory = isBig ? upper << 16 | lower : lower << 16 | upper
    guard let count = short(directory) else { return nil }
    for entry in 0..<count {
      let offset = directory + 2 + 12 * entry
      guard let tag = short(offset) else { return nil }
      if tag == 0x0112 {
        guard short(offset + 2) == 3, let value = short(offset + 8), 1...8 ~= value else { return nil }
        return value
      }
    }
    return nil
  }
}
