import Foundation
import Tapestry
import Testing

@testable import TapestryVision

@Suite struct ImageNetTests {
  private let words = """
    n01443537 goldfish, Carassius auratus
    n01440764 tench, Tinca tinca
    n01484850 great white shark
    """
  private let numbered = "n01484850 2 great_white_shark\nn01440764 1 tench\nn01443537 3 goldfish\n"

  @Test func foldersAreLabelledByTheMapping() throws {
    try withFiles(["train/n01443537/b.JPEG", "train/n01440764/a.JPEG", "train/n01443537/c.JPEG"]) { folder in
      try write(words, folder + "/map.txt")
      let set = try ImageNet(training: folder + "/train", mapping: folder + "/map.txt")
      #expect(set.synsets == ["n01440764", "n01443537", "n01484850"])
      #expect(set.classNames == ["tench, Tinca tinca", "goldfish, Carassius auratus", "great white shark"])
      #expect((0..<set.count).map { set.label(at: $0) } == [0, 1, 1])
      #expect(try set.image(at: 2).color == .rgb)
      #expect(set.name(at: 2).hasSuffix("/c.JPEG"))
      try write("n01440764 tench", folder + "/map.txt")
      #expect(
        fileError { _ = try ImageNet(training: folder + "/train", mapping: folder + "/map.txt") }?.reason
          == .mismatch)
    }
  }

  @Test(arguments: [
    "ImageId,PredictionString\nval_2,n01484850 1 2 3 4\nval_1,n01440764 1 2 3 4 n01440764 5 6 7 8\nval_3,n01443537 1 2 3 4\n",
    "val_1.JPEG 0\nval_2.JPEG 2\nval_3.JPEG 1\n",
    "1\n2\n3\n",
  ])
  func validationLabelsHaveThreeForms(labels: String) throws {
    try withFiles(["val/val_1.JPEG", "val/val_2.JPEG", "val/val_3.JPEG"]) { folder in
      try write(numbered, folder + "/map.txt")
      try write(labels, folder + "/labels")
      let set = try ImageNet(
        validation: folder + "/val", labels: folder + "/labels", mapping: folder + "/map.txt")
      #expect((0..<set.count).map { set.label(at: $0) } == [0, 2, 1])
      #expect(set.classNames == ["tench", "goldfish", "great_white_shark"])
    }
  }

  @Test(arguments: [
    ("too few", "1\n2\n", FileError.Reason.mismatch), ("no such class", "1\n2\n4\n", .malformed),
    ("no such label", "val_1 0\nval_2 1\nval_3 3\n", .malformed),
    ("no such synset", "val_1 n01440764\nval_2 n0\nval_3 n01484850\n", .malformed),
    ("no such image", "val_1 0\nval_2 1\nval_4 2\n", .mismatch),
    ("a word", "1\n2\nthree\n", .malformed), ("mixed", "1\nval_2 1\nval_3 2\n", .malformed),
  ])
  func labelsThatDoNotFitThrow(name: String, labels: String, reason: FileError.Reason) throws {
    try withFiles(["val/val_1.JPEG", "val/val_2.JPEG", "val/val_3.JPEG"]) { folder in
      try write(numbered, folder + "/map.txt")
      try write(labels, folder + "/labels")
      let error = fileError {
        _ = try ImageNet(
          validation: folder + "/val", labels: folder + "/labels", mapping: folder + "/map.txt")
      }
      #expect(error?.reason == reason, "\(name): \(error?.description ?? "no error")")
      #expect(error?.path == folder + (name == "no such image" ? "/val/val_3.JPEG" : "/labels"))
    }
  }

  @Test(arguments: ["", "tench n01440764\n", "n01440764 a\nn01440764 b\n", "n01440764 1 a\nn01443537 1 b\n"])
  func aMappingThatIsNoneThrows(mapping: String) throws {
    try withFiles(["train/n01440764/a.JPEG"]) { folder in
      try write(mapping, folder + "/map.txt")
      let error = fileError {
        _ = try ImageNet(training: folder + "/train", mapping: folder + "/map.txt")
      }
      #expect(error?.path == folder + "/map.txt")
    }
  }

  @Test func numbersNeedAMappingThatHasThem() throws {
    try withFiles(["val/a.JPEG"]) { folder in
      try write(words, folder + "/map.txt")
      try write("1", folder + "/labels")
      let error = fileError {
        _ = try ImageNet(
          validation: folder + "/val", labels: folder + "/labels", mapping: folder + "/map.txt")
      }
      #expect(error?.path == folder + "/labels")
    }
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func withFiles(_ paths: [String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let gray = Image(width: 1, height: 1, color: .gray, samples: [7]).pngData()
    for path in paths {
      let url = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(gray).write(to: url)
    }
    try body(folder.path)
  }
}
