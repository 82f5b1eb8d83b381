import Tapestry

/// The file formats of images.
public enum ImageFormat: String, CaseIterable, Sendable {
  /// Baseline, extended and progressive JPEG.
  case jpeg
  /// Portable network graphics.
  case png
  /// Windows bitmaps.
  case bmp
  /// The portable gray maps and pixel maps of Netpbm, as text or bytes.
  case pnm

  /// The format whose signature `bytes` begin with.
  package init?(signatureOf bytes: RawSpan) {
    func begins(_ signature: UInt8...) -> Bool {
      bytes.byteCount >= signature.count
        && signature.indices.allSatisfy { bytes.byte(at: $0) == signature[$0] }
    }
    if begins(0xFF, 0xD8, 0xFF) {
      self = .jpeg
    } else if begins(0x89, 0x50, 0x4E, 0x47) {
      self = .png
    } else if begins(0x42, 0x4D) {
      self = .bmp
    } else if begins(0x50), bytes.byteCount > 1, (0x31...0x36).contains(bytes.byte(at: 1)) {
      self = .pnm
    } else {
      return nil
    }
  }
}
