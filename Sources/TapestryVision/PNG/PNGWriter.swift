import Tapestry

extension Image {
  /// The bytes of a PNG file of this image, 8 bits a sample, each row filtered for good compression.
  public func pngData() -> [UInt8] {
    var bytes = PNGDecoder.signature
    var header: [UInt8] = []
    header.append(bigEndian: UInt32(width))
    header.append(bigEndian: UInt32(height))
    let type: PNGHeader.ColorType =
      switch color {
      case .gray: .gray
      case .rgb: .color
      case .rgba: .colorWithAlpha
      }
    header += [8, type.rawValue, 0, 0, 0]
    Self.append("IHDR", header, to: &bytes)
    let filtered = filteredRows()
    let compressed = unsafe Zlib.encode(filtered.span.bytes)
    // The length of a chunk has 31 bits; readers like them shorter.
    for start in stride(from: 0, to: compressed.count, by: 1 << 20) {
      Self.append("IDAT", compressed[start..<min(start + 1 << 20, compressed.count)], to: &bytes)
    }
    Self.append("IEND", [], to: &bytes)
    return bytes
  }

  /// Replaces the file at `path` by a PNG file of this image, or leaves it as it was.
  public func write(png path: String) throws(FileError) { try WholeFile.write(pngData(), to: path) }

  private func filteredRows() -> [UInt8] {
    let rowByteCount = width * channelCount
    return unsafe [UInt8](unsafeUninitializedCapacity: height * (rowByteCount + 1)) { out, count in
      unsafe samples.withUnsafeBufferPointer { samples in
        guard let from = samples.baseAddress, let to = out.baseAddress else { return }
        unsafe InstructionSet.imageKernels.filter(
          from, rows: height, rowByteCount: rowByteCount, pixelByteCount: channelCount, to: to)
      }
      count = height * (rowByteCount + 1)
    }
  }

  private static func append(_ name: String, _ body: some Collection<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(bigEndian: UInt32(body.count))
    let start = bytes.count
    bytes += Array(name.utf8)
    bytes += body
    let covered = bytes[start...]
    bytes.append(bigEndian: unsafe CRC32.value(of: covered.span.bytes))
  }
}
