import Tapestry

/// How images are decoded, and what is refused.
///
/// ```swift
/// var options = ImageDecodingOptions()
/// options.color = .rgb                      // whatever the file has
/// options.maximumPixelCount = 4096 * 4096
/// ```
public struct ImageDecodingOptions: Equatable, Sendable {
  /// The most pixels that an image may have. A larger one is refused before any memory is allocated for it.
  public var maximumPixelCount = 1 << 27
  /// The most bytes of memory that decoding may take, the image's included. What would take more is refused before any
  /// is allocated.
  public var maximumByteCount = 1 << 30
  /// The color model of the result; nil for that of the file.
  public var color: ColorModel?
  /// Whether a photograph is turned upright, as its Exif orientation says. Where it is not, the image is as stored.
  public var appliesOrientation = false
  /// By which factor width and height are reduced, rounding up: 1, 2, 4 or 8. Only JPEG files can be; they are decoded in
  /// less time then. Images of other formats keep their size.
  public var reduction = Reduction.none
  /// Whether a file whose data end early or break off at an error is decoded as far as possible, with a warning.
  /// Rows that are missing are gray (JPEG) or zero.
  public var acceptsTruncation = false

  /// Options that decode an image as the file has it.
  public init() {}

  /// By which factor an image is reduced while it is decoded.
  public enum Reduction: Int, CaseIterable, Sendable {
    /// Not at all.
    case none = 1
    /// To half the width and height.
    case half = 2
    /// To a quarter of the width and height.
    case quarter = 4
    /// To an eighth of the width and height.
    case eighth = 8
  }
}

/// An image with what is known about its file.
public struct DecodedImage: Equatable, Sendable {
  /// The picture.
  public var image: Image
  /// The format of the file.
  public var format: ImageFormat
  /// What was wrong with the file; nil where all of it was decoded.
  public var warning: ImageWarning?
}

/// What kept an image from being decoded to its end.
public struct ImageWarning: Equatable, Sendable, CustomStringConvertible {
  /// The first row that lacks some of its samples, counted from 0 as stored in the file.
  public let row: Int
  /// Why.
  public let error: FileError

  /// One line: the row, and what is wrong.
  public var description: String { "from row \(row) on the image is not complete: \(error)" }
}

extension Image {
  /// The image that `bytes`, a whole file, stand for. The format is found by content.
  ///
  /// - Throws: `FileError`, whatever the bytes.
  public init(decoding bytes: [UInt8], options: ImageDecodingOptions = .init()) throws(FileError) {
    self = try Image.decode(bytes, options: options).image
  }

  /// The image in the file at `path`. The format is found by content; the file's name does not matter.
  ///
  /// - Throws: `FileError`, whatever the bytes.
  public init(contentsOf path: String, options: ImageDecodingOptions = .init()) throws(FileError) {
    self = try Image.decode(contentsOf: path, options: options).image
  }

  /// The image that `bytes`, a whole file, stand for, with its format and a warning where the file is damaged and
  /// ``ImageDecodingOptions/acceptsTruncation`` is set.
  ///
  /// - Throws: `FileError`, whatever the bytes.
  public static func decode(_ bytes: [UInt8], options: ImageDecodingOptions = .init()) throws(FileError)
    -> DecodedImage
  {
    let bytes = unsafe bytes.span.bytes
    guard let format = ImageFormat(signatureOf: bytes) else {
      throw FileError(
        .unsupported, at: 0, "the first bytes are not those of an image: expected JPEG, PNG, BMP, PGM or PPM")
    }
    var decoded: DecodedImage
    switch format {
    case .jpeg: decoded = try JPEGDecoder.decode(bytes, options: options)
    case .png: decoded = try PNGDecoder.decode(bytes, options: options)
    case .bmp: decoded = try BMPDecoder.decode(bytes, options: options)
    case .pnm: decoded = try PNMDecoder.decode(bytes, options: options)
    }
    if let color = options.color { decoded.image = decoded.image.converted(to: color) }
    return decoded
  }

  /// The image in the file at `path`, with its format and a warning where the file is damaged and
  /// ``ImageDecodingOptions/acceptsTruncation`` is set.
  ///
  /// - Throws: `FileError`, whatever the bytes.
  public static func decode(contentsOf path: String, options: ImageDecodingOptions = .init())
    throws(FileError)
    -> DecodedImage
  {
    let bytes = try WholeFile.read(path, limit: options.maximumByteCount)
    do {
      return try decode(bytes, options: options)
    } catch {
      throw error.located(in: path)
    }
  }
}

extension ImageDecodingOptions {
  /// The number of pixels of an image; `shown` is its size where some pixels are only there for decoding.
  ///
  /// - Throws: `tooLarge` where they, or `bytesPerPixel` for each, are more than allowed, and `malformed` where there
  ///   are none.
  func checkedPixelCount(
    width: Int, height: Int, bytesPerPixel: Int, at offset: Int, shown: (width: Int, height: Int)? = nil
  ) throws(FileError) -> Int {
    let shown = shown ?? (width, height)
    let size = "an image of \(shown.width) × \(shown.height) pixels"
    guard shown.width > 0, shown.height > 0 else {
      throw FileError(.malformed, at: offset, "\(size): expected at least one")
    }
    let (shownCount, shownOverflow) = shown.width.multipliedReportingOverflow(by: shown.height)
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !shownOverflow, !overflow, shownCount <= maximumPixelCount else {
      throw FileError(.tooLarge, at: offset, "\(size): expected at most \(maximumPixelCount) of them")
    }
    let (byteCount, overflows) = count.multipliedReportingOverflow(by: bytesPerPixel)
    guard !overflows, byteCount <= maximumByteCount else {
      throw FileError(
        .tooLarge, at: offset,
        "\(size) takes \(bytesPerPixel) bytes for each to decode: expected at most \(maximumByteCount) bytes")
    }
    return count
  }
}
