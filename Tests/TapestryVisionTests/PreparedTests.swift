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

  @Test func whatWasKilledIsGoneOnWith() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      var set = Photographs()
      set.deadly = 17
      _ = try PreparedDataSet(preparing: set, in: folder + "/parts", options: PreparedTests.options)
    }
    #expect(FileManager.default.fileExists(atPath: folder + "/parts/shard-00001"))
    #expect(!FileManager.default.fileExists(atPath: folder + "/parts/shard-00003"))
    _ = try PreparedDataSet(preparing: Photographs(), in: folder + "/parts", options: Self.options)
    _ = try PreparedDataSet(preparing: Photographs(), in: folder + "/whole", options: Self.options)
    #expect(try contents(folder + "/parts") == contents(folder + "/whole"))
  }

  @Test func anotherSourceOrOtherOptionsAreRefused() throws {
    try withFolder { folder in
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options)
      var other = Self.options
      other.side = 9
      let set = Photographs()
      #expect(
        fileError { _ = try PreparedDataSet(preparing: set, in: folder, options: other) }?.reason == .mismatch
      )
      let part = set.subset(Array(1..<23))
      #expect(
        fileError { _ = try PreparedDataSet(preparing: part, in: folder, options: Self.options) }?.reason
          == .mismatch)
    }
  }

  @Test func damageIsFound() throws {
    try withFolder { folder in
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options)
      let path = folder + "/shard-00001"
      let good = try WholeFile.read(path, limit: 1 << 20)
      var generator = TestGenerator(state: 1)
      for round in 0..<200 {
        var bytes = good
        switch round % 4 {
        case 0: bytes.removeLast(Int(generator.next() % UInt64(bytes.count)) + 1)
        case 1: bytes.append(7)
        default:
          bytes[Int(generator.next() % UInt64(round % 4 == 2 ? 72 : UInt64(bytes.count)))] ^=
            1 << UInt8(generator.next() % 8)
        }
        guard bytes != good else { continue }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        // Bytes that nothing is stored in are in the header alone.
        let error = fileError { try PreparedDataSet(folder).verify() }
        let isPadding = bytes.count == good.count && bytes[72..<128] != good[72..<128]
        #expect((error != nil) != isPadding, "round \(round)")
      }
    }
  }

  @Test func numbersThatDoNotFitThrowThoughTheirChecksumsDo() throws {
    try withFolder { folder in
      _ = try PreparedDataSet(preparing: Photographs(), in: folder, options: Self.options)
      let path = folder + "/shard-00001"
      let good = try WholeFile.read(path, limit: 1 << 20)
      var generator = TestGenerator(state: 2)
      for round in 0..<300 {
        var bytes = good
        for _ in 0...generator.next() % 3 {
          let place = 8 + 4 * Int(generator.next() % 15)
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
        let check = unsafe CRC32.value(of: bytes.span.bytes.extracting(first: 68))
        bytes.replaceSubrange(68..<72, with: (0..<4).map { UInt8(truncatingIfNeeded: check >> (8 * $0)) })
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

  /// Small images, five in a file.
  static var options: PreparationOptions {
    var options = PreparationOptions()
    options.side = 8
    options.imagesPerShard = 5
    return options
  }

  private func contents(_ folder: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try WholeFile.read(folder + "/" + $0, limit: 1 << 20)) })
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
