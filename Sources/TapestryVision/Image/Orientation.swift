extension Image {
  /// The image as it is meant to be seen, where it was stored with an Exif orientation from 1 (upright) to 8: rows and
  /// columns are exchanged from 5 on.
  func oriented(_ orientation: Int) -> Image {
    guard 2...8 ~= orientation else { return self }
    let isTransposed = orientation >= 5
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
    // Where the stored image's first row and column are.
    let isMirrored = [2, 3, 7, 8].contains(orientation)
    let isUpsideDown = [3, 4, 6, 7].contains(orientation)
    let channels = channelCount
    var result = [UInt8](repeating: 0, count: samples.count)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let (column, row) = isTransposed ? (y, x) : (x, y)
        let source =
          ((isUpsideDown ? height - 1 - row : row) * width + (isMirrored ? width - 1 - column : column))
          * channels
        let target = (y * newWidth + x) * channels
        for channel in 0..<channels { result[target + channel] = samples[source + channel] }
      }
    }
    return Image(width: newWidth, height: newHeight, color: color, samples: result)
  }
}
