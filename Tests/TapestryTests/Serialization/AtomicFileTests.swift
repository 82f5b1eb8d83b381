import Foundation
import Testing

@testable import Tapestry

@Suite struct AtomicFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func replacesWhenCommitted() throws {
    let path = folder.file("x")
    for text in ["first", "second, longer"] {
      var file = try AtomicFile(replacing: path)
      try file.write(Array(text.utf8))
      try file.overwrite(Array("F".utf8), at: 0)
      try file.commit()
      #expect(try String(decoding: contents(path), as: UTF8.self) == "F" + text.dropFirst())
      #expect(try folder.names() == ["x"])
    }
  }

  @Test func leavesTheOldFileWhenAbandoned() throws {
    let path = folder.file("x")
    try write([1, 2, 3], to: path)
    func abandon() throws {
      var file = try AtomicFile(replacing: path)
      try file.write([9])
      #expect(try folder.names().count == 2)
      throw CancellationError()
    }
    #expect(throws: CancellationError.self) { try abandon() }
    #expect(try contents(path) == [1, 2, 3])
    #expect(try folder.names() == ["x"])
  }

  @Test func writesThroughLinksAndKeepsPermissions() throws {
    let path = folder.file("target")
    try write([1], to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "target")
    var file = try AtomicFile(replacing: folder.file("link"))
    try file.write([2])
    try file.commit()
    #expect(try contents(path) == [2])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "target")
  }

  @Test func errorsNameTheFile() throws {
    let missing = folder.file("no/such/folder")
    let error = fileError { _ = try AtomicFile(replacing: missing) }
    #expect(error?.path == missing)
    #expect(error?.reason == .system(code: ENOENT))
    #expect(error?.description.hasPrefix(missing + ": cannot create") == true)
    #expect(fileError { _ = try MappedFile(path: missing) }?.reason == .system(code: ENOENT))
    #expect(fileError { _ = try MappedFile(path: folder.path) }?.reason == .unsupported)
    let empty = folder.file("empty")
    try write([], to: empty)
    #expect(try MappedFile(path: empty).byteCount == 0)
  }

  @Test func mappedBytesOutliveAReplacement() throws {
    let path = folder.file("x")
    try write([1, 2, 3], to: path)
    let mapped = try MappedFile(path: path)
    var file = try AtomicFile(replacing: path)
    try file.write([4])
    try file.commit()
    #expect(mapped.withBytes { $0.array(0..<3) } == [1, 2, 3])
  }
}
