import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct DataSetTests {
  @Test func theEmbeddedFashionMNISTIsSplitByItsRule() throws {
    let training = try MemoryDataSet.fashionMNIST(.training)
    let testing = try MemoryDataSet.fashionMNIST(.testing)
    #expect(training.count == 8000)
    #expect(testing.count == 2000)
    // The first ten labels of the published file are 9 2 1 1 6 1 4 6 5 7; numbers 4 and 9 are for testing.
    #expect(labels(training).prefix(8) == [9, 2, 1, 1, 1, 4, 6, 5])
    #expect(labels(testing).prefix(2) == [6, 7])
    #expect(training.classNames[training.label(at: 0)] == "Ankle boot")
    // Sums of samples by NumPy: of the first published image, and of all of them.
    #expect(training.image(at: 0).samples.reduce(0) { $0 + Int($1) } == 33_456)
    let sum = { (set: MemoryDataSet) in set.samples.reduce(0) { $0 + Int($1) } }
    #expect(sum(training) + sum(testing) == 573_469_082)
  }

  @Test func idxFilesAreReadPlainAndCompressed() throws {
    try withFolder { folder in
      let pixels = (0..<12).map { UInt8($0 * 20) }
      let images = idx([2, 2, 3], pixels)
      try write(images, folder + "/images")
      try write(idx([2], [1, 0]), folder + "/labels")
      let set = try MemoryDataSet(idxImages: folder + "/images", labels: folder + "/labels")
      #expect(set.count == 2)
      #expect(set.width == 3 && set.height == 2)
      #expect(set.image(at: 1).samples == Array(pixels[6...]))
      #expect(labels(set) == [1, 0])
    }
  }

  @Test(arguments: [
    ("truncated", [UInt8](repeating: 0, count: 7), FileError.Reason.truncated),
    ("another magic", [0, 0, 9, 1, 0, 0, 0, 1, 5], .malformed),
    ("another rank", [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5], .malformed),
    ("too short", [0, 0, 8, 1, 0, 0, 0, 2, 5], .truncated),
    ("too long", [0, 0, 8, 1, 0, 0, 0, 1, 5, 6], .malformed),
    ("more labels than images", [0, 0, 8, 1, 0, 0, 0, 2, 5, 6], .mismatch),
    ("a label out of range", [0, 0, 8, 1, 0, 0, 0, 1, 10], .malformed),
    ("a huge extent", [0, 0, 8, 1, 255, 255, 255, 255, 1], .truncated),
    ("damaged gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2], .malformed),
  ])
  func damagedLabelsThrow(name: String, bytes: [UInt8], reason: FileError.Reason) throws {
    try withFolder { folder in
      try write(idx([1, 1, 1], [7]), folder + "/images")
      try write(bytes, folder + "/labels")
      let error = #expect(throws: FileError.self, "\(name)") {
        try MemoryDataSet(idxImages: folder + "/images", labels: folder + "/labels")
      }
      if name != "damaged gzip" { #expect(error?.reason == reason, "\(name): \(error?.description ?? "")") }
      #expect(error?.path == folder + "/labels")
    }
  }

  @Test func cifarRecordsBecomeColourImages() throws {
    try withFolder { folder in
      var record: [UInt8] = [3]
      for plane in 0..<3 { record += (0..<1024).map { UInt8(truncatingIfNeeded: $0 + 50 * plane) } }
      try write(record + record, folder + "/batch.bin")
      let set = try MemoryDataSet(cifar10: [folder + "/batch.bin"])
      #expect(set.count == 2)
      #expect(set.classNames[set.label(at: 1)] == "cat")
      let image = set.image(at: 1)
      let pixel: [UInt8] = [image[5, 2, 0], image[5, 2, 1], image[5, 2, 2]]
      #expect(pixel == [69, 119, 169])
      try write([7, 99] + record.dropFirst(), folder + "/train.bin")
      #expect(try MemoryDataSet(cifar100: [folder + "/train.bin"]).label(at: 0) == 99)
      let path = folder + "/batch.bin"
      for (bytes, offset, message) in [
        (record + [1], 3074, "3074 bytes: expected one or more times 3073"),
        (record + [10] + record.dropFirst(), 3073, "the label 10 is out of range: there are 10 classes"),
        ([], 0, "0 bytes: expected"),
      ] {
        try write(bytes, path)
        let error = fileError { _ = try MemoryDataSet(cifar10: [path]) }
        #expect(error?.path == path && error?.offset == offset)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      }
    }
  }

  @Test func aFolderOfFoldersIsADataSet() throws {
    try withFolder { folder in
      let red = Image(width: 1, height: 1, color: .rgb, samples: [255, 0, 0]).pngData()
      for path in ["b/two.PNG", "b/deep/three", "ä/one.jpg", "b/.hidden/four.png", "empty/.keep"] {
        try FileManager.default.createDirectory(
          atPath: (folder + "/" + path as NSString).deletingLastPathComponent,
          withIntermediateDirectories: true)
        try write(red, folder + "/" + path)
      }
      try write(Array("no image".utf8), folder + "/b/notes.txt")
      try write([], folder + "/b/void.png")
      try write(red, folder + "/stray.png")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/ä/link.png", withDestinationPath: folder + "/b/two.PNG")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/b/loop", withDestinationPath: folder + "/b")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/b/dangling.png", withDestinationPath: folder + "/gone.png")
      try write(red, folder + "/.hidden")
      #expect(unsafe mkfifo(folder + "/b/pipe", 0o600) == 0)
      let set = try ImageFolder(folder)
      #expect(set.classNames == ["b", "ä"])
      #expect(
        (0..<set.count).map { relative(set.name(at: $0), to: folder) } == [
          "b/deep/three", "b/two.PNG", "ä/link.png", "ä/one.jpg",
        ])
      #expect(labels(set) == [0, 0, 1, 1])
      #expect(try set.image(at: 2).samples == [255, 0, 0])
      #expect(
        Set(set.skipped.map { relative($0.path, to: folder) }) == [
          "b/.hidden", "b/notes.txt", "b/void.png", "b/loop", "b/pipe", "b/dangling.png", "empty",
          "empty/.keep",
          "stray.png", ".hidden",
        ])
      #expect(throws: FileError.self) { try ImageFolder(folder, strictness: .refusing) }
      #expect(throws: FileError.self) { try ImageFolder(folder + "/empty") }
      #expect(throws: FileError.self) { try ImageFolder(folder + "/nowhere") }
    }
  }

  /// A file that breaks off is found when it is read, by its path: from the set itself, and through a loader's threads.
  @Test func damagedFilesAreNamed() throws {
    try withFolder { folder in
      let image = Image.sample(width: 40, height: 40)
      try FileManager.default.createDirectory(atPath: folder + "/a", withIntermediateDirectories: true)
      for number in 0..<6 { try write(image.jpegData(), folder + "/a/\(number).jpg") }
      let path = folder + "/a/4.jpg"
      try write(Array(image.jpegData().dropLast(200)), path)
      let set = try ImageFolder(folder)
      #expect(set.count == 6 && set.skipped.isEmpty)
      let error = fileError { _ = try set.image(at: 4) }
      #expect(error?.path == path && error?.reason == .truncated)
      let loader = try ImageLoader(
        set, pipeline: ImagePipeline([]), batchSize: 2, order: .sequential, workers: 3)
      let results = Array(loader.batches(epoch: 0))
      #expect(results.count == 3)
      #expect(fileError { _ = try results[2].get() } == error)
    }
  }

  @Test func subsetsKeepLabelsAndNames() throws {
    let set = MemoryDataSet(
      width: 1, height: 1, color: .gray, samples: [10, 20, 30], labels: [0, 1, 2],
      classNames: ["a", "b", "c"])
    let subset = set.subset([2, 0])
    #expect(subset.count == 2)
    #expect(labels(subset) == [2, 0])
    #expect(try subset.image(at: 0).samples == [30])
    #expect(subset.name(at: 0) == "image 2")
  }

  private func labels(_ set: some ImageDataSet) -> [Int] { (0..<set.count).map { set.label(at: $0) } }

  private func relative(_ path: String, to folder: String) -> String {
    String(path.dropFirst(folder.count + 1))
  }

  private func idx(_ extents: [Int], _ bytes: [UInt8]) -> [UInt8] {
    let header: [UInt8] = [0, 0, 8, UInt8(extents.count)]
    return header + extents.flatMap { [0, 0, 0, UInt8($0)] } + bytes
  }

  private func write(_ bytes: [UInt8], _ path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }
}
