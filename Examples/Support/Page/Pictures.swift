import Foundation
import Tapestry
import TapestryVision

extension Image {
  /// The picture as the source of an image in HTML: a PNG file within the text.
  package var dataURI: String { "data:image/png;base64," + Data(pngData()).base64EncodedString() }

  /// The filters of a first convolution, `[filters, channels, rows, columns]`, side by side as in figure 3 of the paper:
  /// each stretched to the whole range between black and white by itself. Filters of another number of channels than 1
  /// and 3 are shown by their mean over the channels.
  package init(filters: Tensor<Float>, scale: Int) {
    let hasColors = filters.shape[1] == 3
    let weights = hasColors ? filters : filters.mean(axes: [1], keepingAxes: true)
    let (count, channels, rows, columns) = (
      weights.shape[0], weights.shape[1], weights.shape[2], weights.shape[3]
    )
    let across = Int((Double(count) * 2).squareRoot().rounded(.up))
    let down = (count + across - 1) / across
    let (cellWidth, cellHeight) = (columns * scale + scale, rows * scale + scale)
    let (width, height) = (across * cellWidth + scale, down * cellHeight + scale)
    var samples = [UInt8](repeating: 255, count: width * height * channels)
    let values = weights.scalars
    let size = channels * rows * columns
    for filter in 0..<count {
      let own = values[filter * size..<(filter + 1) * size]
      let (low, high) = (own.min() ?? 0, own.max() ?? 0)
      let factor = high > low ? 255 / (high - low) : 0
      let (left, top) = (filter % across * cellWidth + scale, filter / across * cellHeight + scale)
      for y in 0..<rows * scale {
        for x in 0..<columns * scale {
          for channel in 0..<channels {
            let value = values[filter * size + (channel * rows + y / scale) * columns + x / scale]
            let level = ((value - low) * factor).rounded()
            samples[((top + y) * width + left + x) * channels + channel] = level.isFinite ? UInt8(level) : 0
          }
        }
      }
    }
    self.init(width: width, height: height, color: hasColors ? .rgb : .gray, samples: samples)
  }

  /// Pictures of any size side by side, row below row, each in the middle of its cell.
  package init(grid rows: [[Image]], gap: Int = 4) {
    let cells = rows.flatMap { $0 }
    let (cellWidth, cellHeight) = (cells.map(\.width).max() ?? 1, cells.map(\.height).max() ?? 1)
    let across = rows.map(\.count).max() ?? 1
    let (width, height) = (across * (cellWidth + gap) + gap, max(rows.count, 1) * (cellHeight + gap) + gap)
    var sheet = Image(
      width: width, height: height, color: .rgb, samples: [UInt8](repeating: 255, count: width * height * 3))
    for (row, pictures) in rows.enumerated() {
      for (column, picture) in pictures.enumerated() {
        let left = gap + column * (cellWidth + gap) + (cellWidth - picture.width) / 2
        let top = gap + row * (cellHeight + gap) + (cellHeight - picture.height) / 2
        for y in 0..<picture.height {
          for x in 0..<picture.width {
            for channel in 0..<3 {
              sheet[left + x, top + y, channel] = picture[x, y, picture.channelCount >= 3 ? channel : 0]
            }
          }
        }
      }
    }
    self = sheet
  }
}
