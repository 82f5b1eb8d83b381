import Foundation
import Testing

@testable import Tapestry

@Suite struct ZipTests {
  /// Made by Python's zipfile: `a.txt` stored, `dir/b` deflated, `big` stored in the zip64 form, `empty`.
  static let golden = TestBytes.base64(
    """
    UEsDBBQAAAAAAAAAIQCGphA2BQAAAAUAAAAFAAAAYS50eHRoZWxsb1BLAwQUAAAACAAAACEAip7toFcAAADIAAAABQAAAGRpci9i
    PY7LDYAwDEPvTOERmpb+vA9XkKD7iyAU3/wUO/Y6zue6kYi0rV8bYaEzsYcuxAy9u6cFVCLXgEYUXbrHlRlE07NJDLWY1xeB92f5
    7FvQRb6hZ5GvCHgBUEsDBC0AAAAAAAAAIQAN+cXC//////////8DABQAYmlnAQAQAAsAAAAAAAAACwAAAAAAAAB6aXA2NCBzaXpl
    c1BLAwQUAAAAAAAAACEAAAAAAAAAAAAAAAAABQAAAGVtcHR5UEsBAhQDFAAAAAAAAAAhAIamEDYFAAAABQAAAAUAAAAAAAAAAAAA
    AIABAAAAAGEudHh0UEsBAhQDFAAAAAgAAAAhAIqe7aBXAAAAyAAAAAUAAAAAAAAAAAAAAIABKAAAAGRpci9iUEsBAi0DLQAAAAAA
    AAAhAA35xcILAAAACwAAAAMAAAAAAAAAAAAAAIABogAAAGJpZ1BLAQIUAxQAAAAAAAAAIQAAAAAAAAAAAAAAAAAFAAAAAAAAAAAA
    AACAAeIAAABlbXB0eVBLBQYAAAAABAAEAMoAAAAFAQAAAAA=
    """)

  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func archive(_ bytes: [UInt8]) throws -> ZipArchive {
    let path = folder.file("archive.zip")
    try write(bytes, to: path)
    return try ZipArchive(path: path)
  }

  @Test func goldenArchive() throws {
    let archive = try archive(Self.golden)
    #expect(archive.names == ["a.txt", "dir/b", "big", "empty"])
    #expect(try archive.contents(of: "a.txt") == Array("hello".utf8))
    #expect(try archive.contents(of: "dir/b") == Array(TestBytes.text[..<200]))
    #expect(try archive.contents(of: "big") == Array("zip64 sizes".utf8))
    #expect(try archive.contents(of: "empty") == [])
    #expect(archive.byteCount(of: "dir/b") == 200)
    #expect(archive.byteCount(of: "c") == nil)
    #expect(fileError { _ = try archive.contents(of: "c") }?.reason == .missing)
    #expect(fileError { _ = try archive.contents(of: "dir/b", limit: 199) }?.reason == .tooLarge)
  }

  @Test func roundTrip() throws {
    let path = folder.file("new.zip")
    let head = Array("head".utf8)
    let empty: [UInt8] = []
    let body = TestBytes.random(count: 1000, alphabet: 5, seed: 2)
    var writer = try ZipWriter(path: path)
    try writer.add("stored", head: head, body: body.span.bytes, deflated: false)
    try writer.add("ünï", head: head, body: body.span.bytes, deflated: true)
    try writer.add("none", body: empty.span.bytes, deflated: true)
    let second = fileError { try writer.add("none", body: empty.span.bytes, deflated: false) }
    #expect(second?.reason == .malformed)
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    #expect(try folder.names() == ["new.zip"])

    let archive = try ZipArchive(path: path)
    #expect(archive.names == ["stored", "ünï", "none"])
    #expect(try archive.contents(of: "stored") == head + body)
    #expect(try archive.contents(of: "ünï") == head + body)
    #expect(try archive.contents(of: "none") == [])
    #expect(try archive.member(named: "stored").range.lowerBound % 64 == 0)
    #expect(try archive.member(named: "ünï").range.count < 600)
  }

  @Test func everyTruncationThrows() throws {
    for count in Self.golden.indices {
      #expect(fileError { _ = try archive(Array(Self.golden[..<count])) } != nil, "\(count) bytes")
    }
  }

  @Test func everyFlippedByteIsNoticedOrHarmless() throws {
    // Names, dates and attributes may change; contents may not.
    let original = try archive(Self.golden)
    let contents = try original.names.map { try original.contents(of: $0) }
    for index in Self.golden.indices {
      var bytes = Self.golden
      bytes[index] ^= 0xFF
      guard let archive = try? archive(bytes), archive.names.count == 4 else { continue }
      for (name, expected) in zip(archive.names, contents) {
        if let found = try? archive.contents(of: name) { #expect(found == expected, "byte \(index)") }
      }
    }
  }

  @Test func hostileSizes() throws {
    let end = Self.golden.count - 22
    let directory = 0x105
    func changed(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
      var archive = Self.golden
      archive.replaceSubrange(offset..<offset + bytes.count, with: bytes)
      return archive
    }
    func reason(_ bytes: [UInt8]) -> FileError.Reason? { fileError { _ = try archive(bytes) }?.reason }
    #expect(reason(changed(end + 8, [0xFF, 0xFE, 0xFF, 0xFE])) == .tooLarge)  // too many members
    #expect(reason(changed(end + 12, [0xFF, 0xFF, 0xFF, 0x7F])) == .malformed)  // directory too long
    #expect(reason(changed(end + 16, [0xFF, 0xFF, 0xFF, 0x7F])) == .malformed)  // directory too late
    #expect(reason(changed(end + 4, [1])) == .unsupported)  // several disks
    #expect(reason(changed(directory + 8, [1])) == .unsupported)  // encrypted
    #expect(reason(changed(directory + 10, [12])) == .unsupported)  // bzip2
    #expect(reason(changed(directory + 24, [0xFF, 0xFF, 0xFF, 0x7F])) == .malformed)  // 2 GB of 5 bytes
    #expect(reason(changed(directory + 20, [0xFF, 0xFF, 0xFF, 0x7F])) == .malformed)  // beyond the end
    #expect(reason(changed(directory + 42, [0x28])) == .malformed)  // header of another member
    // dir/b claims more than deflate could have packed into 87 bytes.
    #expect(reason(changed(directory + 51 + 24, [0xFF, 0xFF, 0x01, 0])) == .malformed)
  }

  @Test func overlappingMembersAreRefused() throws {
    // Two entries of the directory for the same bytes: how a zip bomb is made large without nesting.
    var bytes = Self.golden
    let first = Array(bytes[0x105..<0x105 + 51])
    var second = first
    second[46] = UInt8(ascii: "b")
    bytes.replaceSubrange(0x105 + 51..<0x105 + 102, with: second)
    bytes[30] = UInt8(ascii: "b")
    #expect(fileError { _ = try archive(bytes) }?.reason == .malformed)
  }

  @Test func checksumsAreVerified() throws {
    var bytes = Self.golden
    bytes[35] ^= 1  // the h of hello
    let archive = try archive(bytes)
    let error = fileError { _ = try archive.contents(of: "a.txt") }
    #expect(error?.reason == .checksum)
    #expect(error?.path == archive.path)
    #expect(error?.offset == 35)
  }
}
