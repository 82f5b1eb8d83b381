import Tapestry

/// The decoder of JPEG files (ITU-T T.81): baseline, extended and progressive, 8 bits a sample, Huffman-coded.
struct JPEGDecoder {
  private let options: ImageDecodingOptions
  private var tables = JPEGTables()
  private var picture: JPEGPicture?
  private var warning: ImageWarning?
  private var scanCount = 0
  private var marks = JPEGMarks()

  /// Scans beyond so many are refused: they cost time, and no encoder writes them.
  private static let maximumScanCount = 1000

  static func decode(_ bytes: RawSpan, options: ImageDecodingOptions) throws(FileError) -> DecodedImage {
    var decoder = JPEGDecoder(options: options)
    do throws(FileError) {
      try decoder.readSegments(bytes)
    } catch {
      guard options.acceptsTruncation, decoder.scanCount > 0 else { throw error }
      if decoder.warning == nil { decoder.warning = ImageWarning(row: decoder.firstMissingRow, error: error) }
    }
    return try decoder.finish(bytes)
  }

  private init(options: ImageDecodingOptions) { self.options = options }

  private var firstMissingRow: Int {
    picture?.isComplete == true ? (picture?.frame.outputHeight ?? 1) - 1 : 0
  }

  private mutating func readSegments(_ bytes: RawSpan) throws(FileError) {
    var offset = 2
    while true {
      if picture?.isComplete == true && picture?.frame.isProgressive == false && offset >= bytes.byteCount {
        return
      }
      let marker = try nextMarker(bytes, &offset)
      switch marker {
      case 0xD9: return  // EOI
      case 0x01, 0xD0...0xD8: continue  // without a body
      default: break
      }
      try bytes.require(2, at: offset, "the length of segment \(String(marker, radix: 16))")
      let length = bytes.bigEndian16(at: offset)
      guard length >= 2 else {
        throw FileError(.malformed, at: offset, "a segment of \(length) bytes: expected at least 2")
      }
      try bytes.require(length, at: offset, "segment \(String(marker, radix: 16))")
      let body = offset + 2..<offset + length
      offset = body.upperBound
      try readSegment(marker, bytes, body, &offset)
      if warning != nil { return }
    }
  }

  /// Goes to the next marker, over bytes that belong to none, and returns its second byte.
  private func nextMarker(_ bytes: RawSpan, _ offset: inout Int) throws(FileError) -> UInt8 {
    while true {
      try bytes.require(2, at: offset, "a marker")
      let byte = bytes.byte(at: offset + 1)
      if bytes.byte(at: offset) == 0xFF && byte != 0 && byte != 0xFF {
        offset += 2
        return byte
      }
      offset += 1
    }
  }

  private mutating func readSegment(
    _ marker: UInt8, _ bytes: RawSpan, _ body: Range<Int>, _ offset: inout Int
  ) throws(FileError) {
    switch marker {
    case 0xC0, 0xC1, 0xC2:
      guard picture == nil else { throw FileError(.malformed, at: body.lowerBound, "a second frame header") }
      let frame = try JPEGFrame(bytes, body, isProgressive: marker == 0xC2, options: options)
      // A unit has at least one bit for each of its blocks.
      let least = frame.unitsWide * frame.unitsHigh / 8
      guard options.acceptsTruncation || least <= bytes.byteCount - offset else {
        throw FileError(
          .truncated, at: bytes.byteCount,
          "\(bytes.byteCount - offset) bytes cannot stand for \(frame.width) × \(frame.height) pixels")
      }
      picture = JPEGPicture(frame)
    case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
      throw FileError(
        .unsupported, at: body.lowerBound, "\(Self.name(ofFrame: marker)) JPEG files are not read")
    case 0xC4: try tables.readCodes(bytes, body)
    case 0xDB: try tables.readQuantization(bytes, body)
    case 0xDD: try tables.readRestartInterval(bytes, body)
    case 0xDA: try readScan(bytes, body, &offset)
    case 0xE0...0xEF: marks.read(marker, bytes, body)
    default: break  // comments and what else has a length
    }
  }

  private static func name(ofFrame marker: UInt8) -> String {
    switch marker {
    case 0xC3: "lossless"
    case 0xC5...0xC7: "hierarchical"
    case 0xCB: "lossless arithmetic-coded"
    default: "arithmetic-coded"
    }
  }

  private mutating func readScan(_ bytes: RawSpan, _ body: Range<Int>, _ offset: inout Int) throws(FileError)
  {
    guard let frame = picture?.frame else {
      throw FileError(.malformed, at: body.lowerBound, "a scan before the frame header")
    }
    scanCount += 1
    guard scanCount <= Self.maximumScanCount else {
      throw FileError(.unsupported, at: body.lowerBound, "more than \(Self.maximumScanCount) scans")
    }
    let scan = try JPEGScan(bytes, body, frame)
    let data = JPEGScanData(bytes, from: offset)
    let failure = try picture?.decode(scan, data, &tables, at: offset)
    offset = data.end
    if let failure {
      guard options.acceptsTruncation else { throw failure.error }
      warning = failure
    }
  }

  private mutating func finish(_ bytes: RawSpan) throws(FileError) -> DecodedImage {
    guard var picture else { throw FileError(.missing, at: bytes.byteCount, "there is no frame header") }
    self.picture = nil
    if !picture.isComplete {
      let error =
        warning?.error ?? FileError(.missing, at: bytes.byteCount, "not all components have a scan")
      guard options.acceptsTruncation else { throw error }
      // However far the scan came that broke off, no row has all of its samples.
      warning = ImageWarning(row: 0, error: error)
    }
    picture.transformAll()
    var image = picture.image(marks.colors(of: picture.frame))
    if options.appliesOrientation, let orientation = marks.orientation { image = image.oriented(orientation) }
    return DecodedImage(image: image, format: .jpeg, warning: warning)
  }
}
