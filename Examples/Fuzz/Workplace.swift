import Foundation
import Tapestry
import TapestryVision

/// A folder with small whole files of every kind that is read from the disk; damaged ones take their places in turn.
struct Workplace {
  let folder: String
  /// The whole files, in the same order for every folder.
  private(set) var seeds: [Seed] = []

  var idxImages: String { path(of: .idxImages) }
  var idxLabels: String { path(of: .idxLabels) }
  var synsets: String { path(of: .synsets) }
  var labels: String { path(of: .labels) }
  var trainingImages: String { folder + "/train" }
  var validationImages: String { folder + "/val" }

  /// Makes the files in `folder`, which exists.
  init(_ folder: String) throws(FuzzError) {
    self.folder = folder
    do {
      try writeImageNet()
      try writeData()
      try writePrepared()
    } catch {
      throw FuzzError("cannot make files in \(folder): \(error)")
    }
  }

  /// Calls `body` while `file` is in its place.
  func withFile<Result>(
    _ file: Seed, _ body: (String) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let path = path(of: file.kind)
    try Self.write(file.bytes, to: path)
    let result: Swift.Result<Result, FileError>
    do throws(FileError) { result = .success(try body(path)) } catch { result = .failure(error) }
    if let whole = seeds.first(where: { $0.kind == file.kind }) { try Self.write(whole.bytes, to: path) }
    return try result.get()
  }

  /// The folder with prepared images that a file belongs to.
  func folder(ofPrepared kind: FileKind) -> String {
    folder + (kind == .fileShard ? "/prepared-files" : "/prepared")
  }

  private func path(of kind: FileKind) -> String {
    switch kind {
    case .shard, .fileShard: folder(ofPrepared: kind) + "/shard-00000"
    case .manifest: folder(ofPrepared: kind) + "/prepared.json"
    case .statistics: folder(ofPrepared: kind) + "/statistics"
    default: folder + "/file." + kind.rawValue
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FileError(.missing, path: path, "cannot write the file: \(error)")
    }
  }

  /// Adds a whole file.
  private mutating func add(_ kind: FileKind, _ bytes: [UInt8]) throws {
    seeds.append(Seed(kind: kind, bytes: bytes))
    if kind != .image && kind != .gzip { try Self.write(bytes, to: path(of: kind)) }
  }

  /// Adds a whole file that is in its place.
  private mutating func add(_ kind: FileKind) throws {
    seeds.append(Seed(kind: kind, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path(of: kind))))))
  }

  private static func image(_ number: Int) -> Image {
    let samples = (0..<8 * 6 * 3).map { UInt8(truncatingIfNeeded: $0 * (number + 2) + $0 / 5) }
    return Image(width: 8, height: 6, color: .rgb, samples: samples)
  }

  private mutating func writeImageNet() throws {
    let names = ["n00000001", "n00000002", "n00000003"]
    for (number, name) in names.enumerated() {
      for place in ["\(trainingImages)/\(name)", validationImages] {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Self.write(Self.image(number).pngData(), to: "\(place)/v\(number).png")
      }
    }
    try add(.synsets, Array("n00000001 1 tench\nn00000002 3 goldfish, gold\nn00000003 2 shark\n".utf8))
    try add(.labels, Array("v0.png 0\nv1.png 2\nv2.png 1\n".utf8))
    // The other forms of the same.
    seeds.append(Seed(kind: .labels, bytes: Array("1\n3\n2\n".utf8)))
    seeds.append(
      Seed(
        kind: .labels, bytes: Array("ImageId,P\nv0,n00000002 1 2 3 4\nv1,n00000001 1\nv2,n00000003\n".utf8)))
    seeds.append(
      Seed(kind: .synsets, bytes: Array("n00000002 gold fish\nn00000001 tench\nn00000003 shark\n".utf8)))
  }

  private mutating func writeData() throws {
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 7 + $0) } }
    let pictures = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0, 6] + bytes(4 * 5 * 6)
    try add(.idxImages, pictures)
    try add(.idxLabels, [0, 0, 8, 1, 0, 0, 0, 4, 0, 9, 3, 7])
    try add(.cifar10, [3] + bytes(3072) + [9] + bytes(3072))
    try add(.cifar100, [1, 99] + bytes(3072) + [0, 4] + bytes(3072))
    let compressed = unsafe Deflate.encode(pictures.span.bytes)
    var gzip: [UInt8] = [0x1F, 0x8B, 8, 0x08, 0, 0, 0, 0, 0, 3] + Array("name\0".utf8) + compressed
    let trailer = [unsafe CRC32.value(of: pictures.span.bytes), UInt32(pictures.count)]
    for number in trailer { gzip += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    try add(.gzip, gzip)
    try add(.gzip, gzip + gzip)
    seeds.append(Seed(kind: .idxImages, bytes: gzip))

    let tensors: [String: AnyTensor] = [
      "weight": AnyTensor(Tensor<Float>(from: 0, to: 24).reshaped(to: [2, 3, 4])),
      "bias": AnyTensor(Tensor<Double>([1, 2, 3])),
      "labels": AnyTensor(Tensor<Int32>([4, -5])), "bytes": AnyTensor(Tensor<UInt8>([6, 7, 8])),
    ]
    let safetensors = path(of: .safetensors)
    try SafetensorsFile.write(tensors, metadata: ["format": "pt"], to: safetensors)
    try add(.safetensors)
    for isDeflated in [true, false] {
      try NPZFile.write(tensors, to: path(of: .npz), deflated: isDeflated)
      try add(.npz)
    }
    for tensor in tensors.sorted(by: { $0.key < $1.key }).map(\.value) {
      try tensor.write(npy: path(of: .npy))
      try add(.npy)
    }
  }

  private mutating func writePrepared() throws {
    let images = (0..<3).map(Self.image)
    let source = MemoryDataSet(
      width: 8, height: 6, color: .rgb, samples: images.flatMap(\.samples), labels: [0, 1, 1],
      classNames: ["one", "other"])
    for (kind, quality) in [(FileKind.shard, nil), (.fileShard, 80)] {
      var options = PreparationOptions()
      (options.side, options.jpegQuality, options.workers) = (5, quality, 1)
      _ = try PreparedDataSet(preparing: source, in: folder(ofPrepared: kind), options: options)
      try add(kind)
    }
    try add(.manifest)
    try add(.statistics)
  }
}
