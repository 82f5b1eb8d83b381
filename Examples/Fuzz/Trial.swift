import Tapestry
import TapestryVision

/// What a file turned out to be.
enum Verdict: Equatable {
  case accepted
  case refused
  /// What is wrong with what became of it.
  case wrong(String)
}

/// What must hold of whatever is read.
struct Trial {
  let workplace: Workplace

  /// Reads a file in several ways, which `index` chooses from.
  func verdict(on file: Seed, index: Int) -> Verdict {
    switch file.kind {
    case .image: return Self.verdict(onImage: file.bytes, index: index)
    case .gzip:
      let isRead = unsafe (try? Gzip.decode(file.bytes.span.bytes, limit: 1 << 22)) != nil
      return isRead ? .accepted : .refused
    default:
      do throws(FileError) {
        return try workplace.withFile(file) { (path) throws(FileError) in
          guard let failure = try read(path, as: file.kind, index: index) else { return .accepted }
          return .wrong(failure)
        }
      } catch {
        return error.path.hasPrefix(workplace.folder)
          ? .refused : .wrong("the error does not say in which file: \(error)")
      }
    }
  }

  private static func verdict(onImage bytes: [UInt8], index: Int) -> Verdict {
    var options = ImageDecodingOptions()
    options.maximumPixelCount = 1 << 20
    options.maximumByteCount = 1 << 26
    options.reduction = ImageDecodingOptions.Reduction.allCases[index % 4]
    options.appliesOrientation = index / 4 % 2 == 0
    options.color = index / 8 % 2 == 0 ? .rgb : nil
    let strict = try? Image.decode(bytes, options: options)
    options.acceptsTruncation = true
    let tolerant = try? Image.decode(bytes, options: options)
    if let strict, strict != tolerant {
      return .wrong("an image that is whole is another where damage is allowed")
    }
    guard let decoded = tolerant else { return .refused }
    let image = decoded.image
    if image.samples.count != image.width * image.height * image.channelCount {
      return .wrong(
        "\(image.samples.count) samples of \(image.width) × \(image.height) × \(image.channelCount)")
    }
    if image.width * image.height > options.maximumPixelCount { return .wrong("more pixels than allowed") }
    if let row = decoded.warning?.row, !(0..<max(image.height, image.width) ~= row) {
      return .wrong("a warning about row \(row) of \(image.height)")
    }
    return .accepted
  }

  /// Reads the file at `path`. Returns what is wrong with the result.
  private func read(_ path: String, as kind: FileKind, index: Int) throws(FileError) -> String? {
    switch kind {
    case .image, .gzip: return nil
    case .idxImages, .idxLabels:
      return check(try MemoryDataSet(idxImages: workplace.idxImages, labels: workplace.idxLabels))
    case .cifar10: return check(try MemoryDataSet(cifar10: [path]))
    case .cifar100: return check(try MemoryDataSet(cifar100: [path]))
    case .npy:
      return Self.difference(
        ["": try AnyTensor(npy: path)], ["": try AnyTensor(npy: path, mapped: true)])
    case .npz:
      return Self.difference(
        try NPZFile(path).tensors(), try NPZFile(path, mapped: true).tensors())
    case .safetensors:
      return Self.difference(
        try SafetensorsFile(path).tensors(), try SafetensorsFile(path, mapped: true).tensors())
    case .shard, .fileShard, .manifest, .statistics:
      var images = try PreparedDataSet(workplace.folder(ofPrepared: kind))
      images.checksImages = index % 2 == 0
      if let failure = check(images) { return failure }
      _ = try images.skipped()
      for image in 0..<images.count { _ = try images.image(at: image) }
      try images.verify()
      return nil
    case .synsets, .labels:
      let training = try ImageNet(training: workplace.trainingImages, mapping: workplace.synsets)
      let validation = try ImageNet(
        validation: workplace.validationImages, labels: workplace.labels, mapping: workplace.synsets)
      return check(training) ?? check(validation)
    }
  }

  /// What is wrong with the labels of images.
  private func check(_ images: some ImageDataSet) -> String? {
    for index in 0..<images.count where !(images.classNames.indices ~= images.label(at: index)) {
      return "the label \(images.label(at: index)) of \(images.classNames.count) classes"
    }
    return nil
  }

  /// How tensors that were read and those that share the file's memory differ.
  private static func difference(_ read: [String: AnyTensor], _ mapped: [String: AnyTensor]) -> String? {
    guard read.keys == mapped.keys else { return "the mapped file has other tensors" }
    for (name, tensor) in read {
      guard let other = mapped[name] else { return "the mapped file lacks \(name)" }
      let isSame = tensor.withBytes { bytes in other.withBytes { bytes.isEqual(to: $0) } }
      guard tensor.shape == other.shape, isSame else { return "\(name) is another in the mapped file" }
    }
    return nil
  }
}

extension RawSpan {
  /// Whether all bytes are the same.
  fileprivate func isEqual(to other: RawSpan) -> Bool {
    byteCount == other.byteCount
      && (0..<byteCount).allSatisfy { byte(at: $0) == other.byte(at: $0) }
  }
}
