import Tapestry

/// The decoder of PNG files (third edition; ISO/IEC 15948).
enum PNGDecoder {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func decode(_ bytes: RawSpan, options: ImageDecodingOptions) throws(FileError) -> DecodedImage {
    let chunks = try PNGChunks(bytes, acceptsTruncation: options.acceptsTruncation)
    let header = chunks.header
    let passes = PNGPass.passes(of: header)
    // The stored rows, the compressed data where they are in pieces, and the result.
    let pixelCount = try options.checkedPixelCount(
      width: header.width, height: header.height,
      bytesPerPixel: 2 * ((header.storedChannels * header.depth + 7) / 8) + header.color.channelCount, at: 16)
    let storedByteCount = passes.reduce(0) { $0 + $1.byteCount }
    guard options.acceptsTruncation || storedByteCount / Inflater.maximumRatio <= chunks.dataByteCount else {
      throw FileError(
        .truncated, at: bytes.byteCount,
        "\(chunks.dataByteCount) bytes of image data cannot stand for \(header.width) × \(header.height) pixels"
      )
    }

    var stored = PNGData(byteCount: storedByteCount)
    let failure: FileError?
    if chunks.data.count == 1 {
      failure = stored.inflate(bytes.extracting(chunks.data[0]), base: chunks.data[0].lowerBound)
    } else {
      var joined: [UInt8] = []
      joined.reserveCapacity(chunks.dataByteCount)
      for range in chunks.data { joined += bytes.array(range) }
      failure = unsafe stored.inflate(joined.span.bytes, base: nil)
    }
    if let failure, !options.acceptsTruncation { throw chunks.damage ?? failure }

    let (samples, warning) = try samples(
      of: stored, header, passes, pixelCount, failure: chunks.damage ?? failure, options)
    return DecodedImage(
      image: Image(width: header.width, height: header.height, color: header.color, samples: samples),
      format: .png, warning: warning)
  }

  /// The samples of the image, and where they end early.
  private static func samples(
    of data: consuming PNGData, _ header: PNGHeader, _ passes: [PNGPass], _ pixelCount: Int,
    failure: FileError?, _ options: ImageDecodingOptions
  ) throws(FileError) -> (samples: [UInt8], warning: ImageWarning?) {
    let channels = header.color.channelCount
    var samples = [UInt8](repeating: 0, count: pixelCount * channels)
    let pixels = PNGPixels(header)
    var start = 0
    for (index, pass) in passes.enumerated() {
      let available = min(max(data.count - start, 0) / pass.rowByteCount, pass.height)
      var error: FileError?
      var done: Int
      if header.isStoredAsDecoded {
        done = data.unfilter(pass, header, at: start, rows: available, into: &samples)
      } else {
        var rows = [UInt8](repeating: 0, count: available * (pass.rowByteCount - 1))
        done = data.unfilter(pass, header, at: start, rows: available, into: &rows)
        let rowBytes = pass.rowByteCount - 1
        var output = samples.mutableSpan
        for row in 0..<done {
          let offset = ((pass.firstRow + row * pass.rowStep) * header.width + pass.firstColumn) * channels
          let source = unsafe rows.span.bytes.extracting(row * rowBytes..<(row + 1) * rowBytes)
          if let column = pixels.expand(
            source, count: pass.width, into: &output, at: offset, step: pass.columnStep * channels)
          {
            error = FileError(
              .malformed, "row \(row), column \(column): an index that is not in the palette")
            done = row
            break
          }
        }
      }
      if done < available && error == nil {
        error = FileError(
          .malformed,
          "row \(done) has the filter \(data.byte(at: start + done * pass.rowByteCount)): expected 0 to 4")
      }
      if done < pass.height {
        let error = error ?? failure ?? FileError(.truncated, "the image data end in row \(done)")
        guard options.acceptsTruncation else { throw error }
        let later = passes[(index + 1)...].map(\.firstRow).min() ?? header.height
        return (samples, ImageWarning(row: min(pass.firstRow + done * pass.rowStep, later), error: error))
      }
      start += pass.byteCount
    }
    return (samples, nil)
  }
}

/// The rows of a PNG file, with their filters, as far as they could be decompressed.
struct PNGData {
  private var bytes: [UInt8]
  /// The number of bytes that are there.
  private(set) var count = 0

  init(byteCount: Int) { bytes = [UInt8](repeating: 0, count: byteCount) }

  func byte(at offset: Int) -> UInt8 { bytes[offset] }

  /// Decompresses the zlib stream `input`, and returns what is wrong with it. Bytes beyond the expected ones are left
  /// alone. `base` is where the stream begins in the file.
  mutating func inflate(_ input: RawSpan, base: Int?) -> FileError? {
    do throws(FileError) {
      let start = try Zlib.endOfHeader(input)
      var inflater = Inflater(start: start)
      var span = bytes.mutableSpan
      var output = unsafe span.mutableBytes
      var filled = 0
      defer { count = filled }
      guard try inflater.run(input, into: &output, count: &filled) else { return nil }
      guard filled == bytes.count else {
        return FileError(
          .truncated, at: base.map { $0 + inflater.inputOffset },
          "the image data end after \(filled) of \(bytes.count) bytes")
      }
      try unsafe Zlib.check(bytes.span.bytes, input, at: inflater.inputOffset)
      return nil
    } catch {
      return base.map { error.located(in: "", base: $0) } ?? FileError(error.reason, error.message)
    }
  }

  /// Writes `rows` rows of a pass, which begins at `start`, without their filters. Returns how many have a valid one.
  func unfilter(
    _ pass: PNGPass, _ header: PNGHeader, at start: Int, rows: Int, into output: inout [UInt8]
  ) -> Int {
    unsafe bytes.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress, rows > 0 else { return 0 }
        return unsafe InstructionSet.imageKernels.unfilter(
          from + start, rows: rows, rowByteCount: pass.rowByteCount - 1, pixelByteCount: header.filterStep,
          to: to)
      }
    }
  }
}
