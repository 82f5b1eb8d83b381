import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct PreparedTests {
  @Test func imagesAreResizedAndCropped() throws {
    try withFolder { folder in
      let set = Photographs()
      let prepared = try PreparedDataSet(preparing: set, in: folder + "/made", options: Self.options)
      #expect(prepared.count == set.count)
      #expect(prepared.classNames == set.classNames)
      let steps: [any ImageTransform] = [ShorterSide(8), CenterCrop(8)]
      var generator = PhiloxGenerator(seed: 0)
      for index in 0..<set.count {
        let expected = steps(try set.image(at: index), using: &generator).converted(to: .rgb)
        #expect(try prepared.image(at: index) == expected)
        #expect(prepared.label(at: index) == set.label(at: index))
        #expect(prepared.sourceIndex(at: index) == index)
      }
      #expect(prepared.name(at: 12).hasSuffix("/made/shard-00002, image 2"))
      let statistics = try ImageStatistics(of: set, width: 8, height: 8, steps: steps)
      #expect(prepared.statistics == statistics)
      try prepared.verify()
      #expect(try prepared.skipped().isEmpty)
    }
  }

  /// As JPEG files: what comes back is what these decode to, and so are the statistics.
  @Test(arguments: [ColorModel.rgb, .gray]) func imagesAreStoredAsFiles(color: ColorModel) throws {
    try withFolder { folder in
      var options = Self.options(quality: 80)
      options.side = 40
      options.color = color
      let set = Photographs()
      let prepared = try PreparedDataSet(preparing: set, in: folder, options: options)
      let steps: [any ImageTransform] = [ShorterSide(40), CenterCrop(40)]
      var generator = PhiloxGenerator(seed: 0)
      var statistics = ImageStatistics(width: 40, height: 40, color: color)
      for index in 0..<set.count {
        let whole = steps(try set.image(at: index).converted(to: color), using: &generator)
        let expected = try Image(decoding: whole.jpegData(.init(quality: 80)))
        #expect(try prepared.image(at: index) == expected)
        #expect(prepared.label(at: index) == set.label(at: index))
        statistics.add(expected)
      }
      #expect(prepared.statistics == statistics)
      try prepared.verify()
      options.jpegQuality = nil
      _ = try PreparedDataSet(preparing: set, in: folder + "/samples", options: options)
      let (small, large) = (
        try contents(folder, "shard-00000"), try contents(folder + "/samples", "shard-00000")
      )
      #expect(small.count < large.count)
    }
  }

  /// A file in a shard that is another one's, of which checksums say nothing: another size, other colors, or no image.
  @Test func filesThatDoNotBelongAreRefused() throws {
    try withFolder { folder in
      let options = Self.options(quality: 80)
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: options)
      let header = try PreparedManifest(in: folder).header(ofShard: 0)
      let path = folder + "/shard-00000"
      let strangers = [
        Image.sample(width: 9, height: 8).jpegData(),
        Image.sample(width: 8, height: 8, color: .gray).jpegData(),
        [UInt8](repeating: 7, count: 30),
      ]
      for stranger in strangers {
        var writer = try ShardWriter(path, header: header)
        for index in 0..<5 {
          let image = Image.sample(width: 8, height: 8)
          try writer.append(image, storedAs: stranger, label: 0, source: index)
        }
        try writer.commit()
        let shard = try Shard(path, classCount: 3)
        let error = fileError { _ = try shard.image(1, isChecked: true) }
        #expect(error?.path == path && (error?.offset ?? 0) >= ShardHeader.byteCount + stranger.count)
      }
    }
  }

  @Test func imagesThatCannotBeHadAreSkippedOrRefused() throws {
    try withFolder { folder in
      var set = Photographs()
      set.broken = [0, 6, 5, 7, 8, 9, 22]
      let prepared = try PreparedDataSet(preparing: set, in: folder + "/made", options: Self.options)
      #expect(prepared.count == set.count - 7)
      #expect(
        (0..<prepared.count).map { prepared.sourceIndex(at: $0) }
          == (0..<set.count).filter { !set.broken.contains($0) })
      #expect((0..<prepared.count).allSatisfy { prepared.label(at: $0) == prepared.sourceIndex(at: $0) % 3 })
      #expect(try prepared.skipped().map(\.path) == set.broken.sorted().map { "photograph \($0)" })
      #expect(try prepared.skipped()[0].message == "broken")
      var refusing = Self.options
      refusing.strictness = .refusing
      let error = fileError {
        _ = try PreparedDataSet(preparing: set, in: folder + "/refused", options: refusing)
      }
      #expect(error?.path == "photograph 0")
    }
  }

  @Test func whatWasBrokenOffIsGoneOnWith() throws {
    try withFolder { folder in
      var progress: [Int] = []
      _ = try PreparedDataSet(preparing: Photographs(), in: folder + "/whole", options: Self.options) {
        done, _ in
        progress.append(done)
      }
      #expect(progress.last == 23)
      var refusing = Self.options
      refusing.strictness = .refusing
      var broken = Photographs()
      broken.broken = [13]
      #expect(throws: FileError.self) {
        try PreparedDataSet(preparing: broken, in: folder + "/parts", options: refusing)
      }
      #expect(fileError { _ = try PreparedDataSet(folder + "/parts") }?.path == folder + "/parts/shard-00002")
      progress = []
      _ = try PreparedDataSet(preparing: Photographs(), in: folder + "/parts", options: Self.options) {
        done, _ in
        progress.append(done)
      }
      #expect(progress.first == 10)
      #expect(try contents(folder + "/parts") == contents(folder + "/whole"))
    }
  }

  @Test(arguments: [nil, 75]) func whatWasKilledIsGoneOnWith(quality: Int?) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [folder = folder as String, quality = quality as Int?] in
      var set = Photographs()
      set.deadly = 17
      let options = PreparedTests.options(quality: quality)
      _ = try PreparedDataSet(preparing: set, in: folder + "/parts", options: options)
    }
    #expect(FileManager.default.fileExists(atPath: folder + "/parts/shard-00001"))
    #expect(!FileManager.default.fileExists(atPath: folder + "/parts/shard-00003"))
    let options = Self.options(quality: quality)
    _ = try PreparedDataSet(preparing: Photographs(), in: folder + "/parts", options: options)
    _ = try PreparedDataSet(preparing: Photographs(), in: folder + "/whole", options: options)
    #expect(try contents(folder + "/parts") == contents(folder + "/whole"))
  }

  @Test func anotherSourceOrOtherOptionsAreRefused() throws {
    try withFolder { folder in
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options)
      var other = Self.options
      other.side = 9
      let set = Photographs()
      for other in [other, Self.options(quality: 90)] {
        let error = fileError { _ = try PreparedDataSet(preparing: set, in: folder, options: other) }
        #expect(error?.reason == .mismatch)
      }
      let part = set.subset(Array(1..<23))
      #expect(
        fileError { _ = try PreparedDataSet(preparing: part, in: folder, options: Self.options) }?.reason
          == .mismatch)
    }
  }

  @Test(arguments: [nil, 75]) func damageIsFound(quality: Int?) throws {
    try withFolder { folder in
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options(quality: quality))
      let path = folder + "/shard-00001"
      let good = try WholeFile.read(path, limit: 1 << 20)
      var generator = TestGenerator(state: 1)
      for round in 0..<200 {
        var bytes = good
        switch round % 4 {
        case 0: bytes.removeLast(Int(generator.next() % UInt64(bytes.count)) + 1)
        case 1: bytes.append(7)
        default:
          bytes[Int(generator.next() % UInt64(round % 4 == 2 ? 76 : UInt64(bytes.count)))] ^=
            1 << UInt8(generator.next() % 8)
        }
        guard bytes != good else { continue }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        // Bytes that nothing is stored in are in the header alone.
        let error = fileError { try PreparedDataSet(folder).verify() }
        let isPadding = bytes.count == good.count && bytes[76..<128] != good[76..<128]
        #expect((error != nil) != isPadding, "round \(round)")
      }
    }
  }

  @Test(arguments: [nil, 75]) func numbersThatDoNotFitThrowThoughTheirChecksumsDo(quality: Int?) throws {
    try withFolder { folder in
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options(quality: quality))
      let path = folder + "/shard-00001"
      let good = try WholeFile.read(path, limit: 1 << 20)
      var generator = TestGenerator(state: 2)
      for round in 0..<300 {
        var bytes = good
        for _ in 0...generator.next() % 3 {
          let place = 8 + 4 * Int(generator.next() % 16)
          let word: UInt32 =
            switch generator.next() % 4 {
            case 0: .max
            case 1: UInt32(truncatingIfNeeded: generator.next())
            case 2: 0
            default: 1 << UInt32(generator.next() % 32)
            }
          bytes.replaceSubrange(
            place..<place + 4, with: (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) })
        }
        guard bytes != good else { continue }
        let check = unsafe CRC32.value(of: bytes.span.bytes.extracting(first: 72))
        bytes.replaceSubrange(72..<76, with: (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) })
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(fileError { try PreparedDataSet(folder).verify() } != nil, "round \(round)")
      }
      let manifest = try WholeFile.read(folder + "/prepared.json", limit: 1 << 20)
      for text in [
        "", "{}", String(decoding: manifest, as: UTF8.self).replacing("\"width\":8", with: "\"width\":-8"),
      ] {
        try WholeFile.write(Array(text.utf8), to: folder + "/prepared.json")
        #expect(fileError { _ = try PreparedDataSet(folder) }?.path == folder + "/prepared.json")
      }
    }
  }

  @Test func aLoaderTakesPreparedImages() throws {
    try withFolder { folder in
      let prepared = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options)
      let loader = try ImageLoader(prepared, pipeline: ImagePipeline([RandomCrop(6)]), batchSize: 10, seed: 1)
      #expect(try loader.contents(epoch: 0).flatMap(\.indices).sorted() == Array(0..<23))
    }
  }

  /// Small images, five in a shard.
  static var options: PreparationOptions { options(quality: nil) }

  static func options(quality: Int?) -> PreparationOptions {
    var options = PreparationOptions()
    options.side = 8
    options.imagesPerShard = 5
    options.jpegQuality = quality
    return options
  }

  private func contents(_ folder: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try WholeFile.read(folder + "/" + $0, limit: 1 << 20)) })
  }

  private func contents(_ folder: String, _ name: String) throws -> [UInt8] {
    try WholeFile.read(folder + "/" + name, limit: 1 << 20)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }
}

/// Images of several sizes and color models.
private struct Photographs: ImageDataSet {
  let count = 23
  let classNames = ["a", "b", "c"]
  var broken: Set<Int> = []
  /// The image at which the process ends.
  var deadly: Int?

  func label(at index: Int) -> Int { index % 3 }

  func image(at index: Int) throws(FileError) -> Image {
    if index == deadly { kill(getpid(), SIGKILL) }
    if broken.contains(index) { throw FileError(.malformed, at: 3, "broken") }
    return .sample(
      width: 10 + index % 4, height: 9 + index % 7, color: index % 5 == 0 ? .gray : .rgb, seed: UInt64(index))
  }

  func name(at index: Int) -> String { "photograph \(index)" }
}
