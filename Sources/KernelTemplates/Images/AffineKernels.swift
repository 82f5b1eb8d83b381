/// Sampling an image along straight lines in any direction.
public protocol AffineKernels: Sendable {
  /// Writes an image of the size of `source`. The pixel in column x of row y is the one at
  /// (`origin.x + x * right.x + y * down.x`, `origin.y + x * right.y + y * down.y`) of the source, where pixels have their
  /// centers at integers: between its four neighbours in proportion to the distances. Beyond the outer edge of the
  /// outermost pixels all samples are `background`.
  static func sample(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, origin: (x: Double, y: Double),
    right: (x: Double, y: Double), down: (x: Double, y: Double), background: UInt8,
    to out: UnsafeMutablePointer<UInt8>)
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension AffineKernels {
  @inlinable @inline(never)
  public static func sample(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, origin: (x: Double, y: Double),
    right: (x: Double, y: Double), down: (x: Double, y: Double), background: UInt8,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    let (endX, endY) = (Double(width) - 0.5, Double(height) - 0.5)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = out + (y * width + x) * channels
        let atX = origin.x + Double(x) * right.x + Double(y) * down.x
        let atY = origin.y + Double(x) * right.y + Double(y) * down.y
        guard atX >= -0.5, atX < endX, atY >= -0.5, atY < endY else {
          for c in 0..<channels { pixel[c] = background }
          continue
        }
        let (floorX, floorY) = (atX.rounded(.down), atY.rounded(.down))
        let (partX, partY) = (Float(atX - floorX), Float(atY - floorY))
        let (left, top) = (Int(floorX), Int(floorY))
        let (x0, x1) = (max(left, 0) * channels, min(left + 1, width - 1) * channels)
        let upper = source + max(top, 0) * width * channels
        let lower = source + min(top + 1, height - 1) * width * channels
        for c in 0..<channels {
          let above = Float(upper[x0 + c]) + partX * (Float(upper[x1 + c]) - Float(upper[x0 + c]))
          let below = Float(lower[x0 + c]) + partX * (Float(lower[x1 + c]) - Float(lower[x0 + c]))
          pixel[c] = UInt8(truncatingIfNeeded: Int32(above + partY * (below - above) + 0.5))
        }
      }
    }
  }
}
