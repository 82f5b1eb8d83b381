import Tapestry

extension MemoryDataSet {
  /// The ten classes of CIFAR-10.
  public static let cifar10Classes = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  /// Colour images of 32 × 32 pixels from files of CIFAR-10's binary version: `data_batch_1.bin` and so on
  /// (A. Krizhevsky, Learning multiple layers of features from tiny images, 2009).
  ///
  /// - Throws: A `FileError` with the path where a file's size is not that of whole images, or a label is out of range.
  public init(cifar10 paths: [String]) throws(FileError) {
    try self.init(cifar: paths, labelBytes: 1, label: 0, classNames: Self.cifar10Classes)
  }

  /// Colour images of 32 × 32 pixels from files of CIFAR-100's binary version: `train.bin` and `test.bin`.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - classNames: The names of the hundred fine classes, those of `fine_label_names.txt`; their numbers unless given.
  /// - Throws: A `FileError` with the path where a file's size is not that of whole images, or a label is out of range.
  public init(
    cifar100 paths: [String], classNames: [String] = (0..<100).map(String.init)
  ) throws(FileError) {
    try self.init(cifar: paths, labelBytes: 2, label: 1, classNames: classNames)
  }

  /// Each image is a record: labels, of which number `label` is used, and then the planes of red, green and blue.
  private init(
    cifar paths: [String], labelBytes: Int, label: Int, classNames: [String]
  ) throws(FileError) {
    let pixels = 32 * 32
    let record = labelBytes + 3 * pixels
    var (samples, labels): ([UInt8], [UInt8]) = ([], [])
    for path in paths {
      let bytes = try WholeFile.read(path, limit: 1 << 31)
      guard !bytes.isEmpty, bytes.count % record == 0 else {
        throw FileError(
          .malformed, path: path, at: bytes.count,
          "the file has \(bytes.count) bytes: expected one or more times \(record), the bytes of an image")
      }
      samples.reserveCapacity(samples.count + bytes.count / record * 3 * pixels)
      for start in stride(from: 0, to: bytes.count, by: record) {
        guard bytes[start + label] < classNames.count else {
          throw FileError(
            .malformed, path: path, at: start + label,
            "the label \(bytes[start + label]) is out of range: there are \(classNames.count) classes")
        }
        labels.append(bytes[start + label])
        let planes = start + labelBytes
        for pixel in planes..<planes + pixels {
          samples.append(bytes[pixel])
          samples.append(bytes[pixel + pixels])
          samples.append(bytes[pixel + 2 * pixels])
        }
      }
    }
    self.init(
      width: 32, height: 32, color: .rgb, samples: samples, labels: labels, classNames: classNames)
  }
}
