import Foundation

/// What is wrong with a file: which file, where in it, what was found and what was expected.
///
/// Everything that reads or writes files throws this one type.
///
/// ```swift
/// do {
///   let weights = try Tensor<Float>(npy: "weights.npy")
/// } catch {
///   print(error)   // weights.npy, byte 10: the header says 4 GB of elements follow, but the file has 96 bytes
/// }
/// ```
public struct FileError: Error, Equatable, Sendable {
  /// The kinds of failure, for programs that act on them.
  public enum Reason: Equatable, Sendable {
    /// The operating system refused, with this error number.
    case system(code: Int32)
    /// The data end too early.
    case truncated
    /// The data break the rules of their format.
    case malformed
    /// The data are valid, but use a feature that is not supported.
    case unsupported
    /// The data are larger than the caller, or the file itself, allows.
    case tooLarge
    /// A checksum does not match.
    case checksum
    /// The file has nothing of the requested name.
    case missing
    /// The file holds another type or shape than the requested one.
    case mismatch
  }

  /// The kind of failure.
  public let reason: Reason
  /// The file's path; empty for bytes in memory.
  public let path: String
  /// The byte at which the failure was noticed, counted from the file's beginning, where there is such a place.
  public let offset: Int?
  /// What was found, and what was expected.
  public let message: String

  /// A failure of the given kind, for what reads files outside this library too.
  ///
  /// - Parameters:
  ///   - reason: The kind of failure.
  ///   - path: The file's path; empty for bytes in memory.
  ///   - offset: The byte at which the failure was noticed, where there is such a place.
  ///   - message: What was found, and what was expected.
  public init(_ reason: Reason, path: String = "", at offset: Int? = nil, _ message: String) {
    self.reason = reason
    self.path = path
    self.offset = offset
    self.message = message
  }

  /// A failure that the operating system reported for `action`, by its error number.
  static func system(_ action: String, path: String, code: Int32 = errno) -> FileError {
    let cause = String(
      describing: POSIXErrorCode(rawValue: code).map { POSIXError($0).localizedDescription }
        ?? "error \(code)")
    return FileError(.system(code: code), path: path, "cannot \(action): \(cause)")
  }

  /// The same failure, found in a part of a file that begins at byte `base`.
  package func located(in path: String, base: Int = 0) -> FileError {
    FileError(reason, path: path, at: offset.map { $0 + base }, message)
  }
}

extension FileError: LocalizedError, CustomStringConvertible {
  /// One line: the path, the place, and what is wrong there.
  public var description: String {
    var place = path
    if let offset { place += (place.isEmpty ? "" : ", ") + "byte \(offset)" }
    return place.isEmpty ? message : "\(place): \(message)"
  }

  /// The ``description``.
  public var errorDescription: String? { description }
}
