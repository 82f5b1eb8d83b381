import Tapestry

/// A file in the format of MNIST: an array of bytes with its extents before it, as it is or compressed by gzip
/// (Y. LeCun, C. Cortes and C. Burges, The MNIST database, "File formats").
struct IDXFile {
  /// The number of items, and the extents of each.
  let extents: [Int]
  let bytes: [UInt8]

  /// The most bytes that a file may stand for.
  private static let limit = 1 << 31

  /// Reads the file at `path`, whose array has `rank` axes.
  init(_ path: String, rank: Int) throws(FileError) {
    let stored = try WholeFile.read(path, limit: Self.limit)
    do throws(FileError) {
      let isCompressed = stored.starts(with: [0x1F, 0x8B])
      let content = unsafe isCompressed ? try Gzip.decode(stored.span.bytes, limit: Self.limit) : stored
      (extents, bytes) = try Self.parse(content, rank: rank)
    } catch {
      throw error.located(in: path)
    }
  }

  private static func parse(_ content: [UInt8], rank: Int) throws(FileError) -> ([Int], [UInt8]) {
    let header = 4 + 4 * rank
    guard content.count >= header else {
      throw FileError(
        .truncated, at: content.count, "an IDX file with \(rank) axes has \(header) bytes first")
    }
    guard content[0] == 0, content[1] == 0, content[2] == 0x08, Int(content[3]) == rank else {
      let found = content.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      throw FileError(
        .malformed, at: 0, "the file begins with \(found), expected 0 0 8 \(rank): bytes with \(rank) axes")
    }
    var extents: [Int] = []
    var expected = 1
    for axis in 0..<rank {
      let extent = content[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
      let (product, overflows) = expected.multipliedReportingOverflow(by: extent)
      guard !overflows else {
        throw FileError(.malformed, at: 4 + 4 * axis, "the number of bytes overflows")
      }
      extents.append(extent)
      expected = product
    }
    guard content.count - header == expected else {
      throw FileError(
        content.count - header < expected ? .truncated : .malformed, at: header,
        "the header says that \(expected) bytes follow, found \(content.count - header)")
    }
    return (extents, Array(content[header...]))
  }
}

extension MemoryDataSet {
  /// Gray images and labels from two files in the format of MNIST, as they are or compressed by gzip.
  ///
  /// - Parameters:
  ///   - images: The path of the images' file: `train-images-idx3-ubyte`.
  ///   - labels: The path of the labels' file: `train-labels-idx1-ubyte`.
  ///   - classNames: What the labels stand for.
  /// - Throws: A `FileError` with the path where a file is not such a file, where they disagree in number, and where a
  ///   label has no class.
  public init(
    idxImages images: String, labels: String, classNames: [String] = (0..<10).map(String.init)
  ) throws(FileError) {
    let pictures = try IDXFile(images, rank: 3)
    let numbers = try IDXFile(labels, rank: 1)
    guard pictures.extents[0] == numbers.extents[0] else {
      throw FileError(
        .mismatch, path: labels,
        "there are \(numbers.extents[0]) labels, expected \(pictures.extents[0]), one for each image of \(images)"
      )
    }
    guard pictures.extents[1] > 0, pictures.extents[2] > 0 else {
      throw FileError(.malformed, path: images, at: 8, "the images have no pixels")
    }
    if let place = numbers.bytes.firstIndex(where: { $0 >= classNames.count }) {
      throw FileError(
        .malformed, path: labels, at: 8 + place,
        "the label \(numbers.bytes[place]) is out of range: there are \(classNames.count) classes")
    }
    self.init(
      width: pictures.extents[2], height: pictures.extents[1], color: .gray, samples: pictures.bytes,
      labels: numbers.bytes, classNames: classNames)
  }
}
