import Tapestry

extension Image {
  /// The bytes of a Netpbm file of this image: a gray map (P5), or a pixel map (P6) without opacity.
  public func pnmData() -> [UInt8] {
    let image = color == .rgba ? converted(to: .rgb) : self
    return Array("\(color == .gray ? "P5" : "P6")\n\(width) \(height)\n255\n".utf8) + image.samples
  }
}
