import Foundation

@testable import Tapestry

/// Bytes for tests.
enum TestBytes {
  /// The lines `tensor i: i² mod 97`, as the Python that made the golden vectors writes them.
  static let text = Array((0..<60).map { "tensor \($0): \($0 * $0 % 97)\n" }.joined().utf8)

  /// Bytes with the entropy of `alphabet` equally likely values.
  static func random(count: Int, alphabet: Int, seed: UInt64) -> [UInt8] {
    var generator = TestGenerator(state: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() % UInt64(alphabet)) }
  }

  /// The bytes of Base64 text in several lines.
  static func base64(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text.filter { !$0.isWhitespace }) ?? Data())
  }
}

/// A folder that is removed with everything in it when the object dies.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "/tapestry-\(UInt64.random(in: 0...UInt64.max))"

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names in the folder.
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

/// Replaces the bytes of a file.
func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// The error that `body` throws; nil where it throws none.
func fileError(_ body: () throws -> Void) -> FileError? {
  do {
    try body()
    return nil
  } catch {
    return error as? FileError
  }
}
