import Tapestry

// Sums as bytes: little-endian numbers of 64 bits, first those of the samples, then those of the products.

extension ImageStatistics {
  /// The bytes that sums over images of a size take.
  static func storedByteCount(width: Int, height: Int, channelCount: Int) -> Int {
    8 * (width * height * channelCount + channelCount * channelCount)
  }

  /// The sums as bytes.
  var storedBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * (sums.count + products.count))
    for number in sums { bytes.append(littleEndian: number) }
    for number in products { bytes.append(littleEndian: number) }
    return bytes
  }

  /// The sums in `bytes`, of which there must be as many as the size says.
  init(stored bytes: RawSpan, width: Int, height: Int, color: ColorModel, count: Int) {
    let channels = color.channelCount
    precondition(
      bytes.byteCount == Self.storedByteCount(width: width, height: height, channelCount: channels))
    let numbers = (0..<bytes.byteCount / 8).map { bytes.littleEndian(UInt64.self, at: 8 * $0) }
    let samples = width * height * channels
    self.init(
      width: width, height: height, color: color, count: count, sums: Array(numbers[..<samples]),
      products: Array(numbers[samples...]))
  }

  private static let magic = Array("TAPSTATS".utf8)
  /// The magic, the number of images, and the checksum.
  private static let extraByteCount = 20

  /// Writes the file at `path`: a magic, the number of images, the sums, and a checksum of all that.
  func write(to path: String) throws(FileError) {
    var bytes = Self.magic
    bytes.append(littleEndian: UInt64(count))
    bytes += storedBytes
    bytes.append(littleEndian: unsafe CRC32.value(of: bytes.span.bytes))
    try WholeFile.write(bytes, to: path)
  }

  /// Reads the file at `path`, whose sums must be those of `count` images of the given size.
  init(
    contentsOf path: String, width: Int, height: Int, color: ColorModel, count: Int
  ) throws(FileError) {
    let sumsByteCount = Self.storedByteCount(
      width: width, height: height, channelCount: color.channelCount)
    let file = try WholeFile.read(path, limit: sumsByteCount + Self.extraByteCount)
    let bytes = unsafe file.span.bytes
    guard bytes.byteCount == sumsByteCount + Self.extraByteCount else {
      throw FileError(
        .truncated, path: path, at: bytes.byteCount,
        "sums of images of this size have \(sumsByteCount + Self.extraByteCount) bytes")
    }
    guard bytes.array(0..<8) == Self.magic else {
      throw FileError(.malformed, path: path, at: 0, "this is no file of sums over images")
    }
    let end = bytes.byteCount - 4
    guard CRC32.value(of: bytes.extracting(first: end)) == bytes.littleEndian(UInt32.self, at: end) else {
      throw FileError(.checksum, path: path, at: end, "the sums are damaged")
    }
    let found = bytes.littleEndian(UInt64.self, at: 8)
    guard found == UInt64(count) else {
      throw FileError(.mismatch, path: path, at: 8, "these are sums over \(found) images: expected \(count)")
    }
    self.init(
      stored: bytes.extracting(16..<end), width: width, height: height, color: color, count: count)
  }
}

extension Image {
  /// Writes the samples, for all of which there must be just as much room.
  func copySamples(to out: inout MutableSpan<UInt8>) {
    precondition(
      out.count == samples.count, "Image.copySamples: \(samples.count) samples, \(out.count) places")
    var bytes = unsafe out.mutableBytes
    unsafe bytes.copy(samples.count, from: samples.span.bytes, at: 0, to: 0)
  }
}
