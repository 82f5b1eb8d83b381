import Tapestry
import TapestryVision

/// What must hold of whatever is decoded.
enum Trial {
  /// Decodes `bytes` in several ways. Returns what is wrong with the results; nil where nothing is.
  static func failure(of bytes: [UInt8], index: Int) -> String? {
    var options = ImageDecodingOptions()
    options.maximumPixelCount = 1 << 20
    options.maximumByteCount = 1 << 26
    options.reduction = ImageDecodingOptions.Reduction.allCases[index % 4]
    options.appliesOrientation = index / 4 % 2 == 0
    options.color = index / 8 % 2 == 0 ? .rgb : nil
    let strict = try? Image.decode(bytes, options: options)
    options.acceptsTruncation = true
    let tolerant = try? Image.decode(bytes, options: options)
    if let strict, strict != tolerant { return "an image that is whole is another where damage is allowed" }
    guard let decoded = tolerant else { return nil }
    let image = decoded.image
    if image.samples.count != image.width * image.height * image.channelCount {
      return "\(image.samples.count) samples of \(image.width) × \(image.height) × \(image.channelCount)"
    }
    if image.width * image.height > options.maximumPixelCount { return "more pixels than allowed" }
    if let row = decoded.warning?.row, !(0..<max(image.height, image.width) ~= row) {
      return "a warning about row \(row) of \(image.height)"
    }
    return nil
  }
}
