import Foundation
import Tapestry

/// The images in a folder and in those below it, in the order of their names.
struct FolderListing {
  private(set) var images: [String] = []
  /// What is left out, with the reasons.
  private(set) var skipped: [FileError] = []
  /// The folders that are being listed, by what their links lead to.
  private var open: Set<String> = []

  /// Appends the images in `folder`, each found by its first bytes.
  mutating func list(_ folder: String) throws(FileError) {
    let resolved = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    guard open.insert(resolved).inserted else {
      skipped.append(FileError(.unsupported, path: folder, "the link leads to a folder that holds it"))
      return
    }
    defer { open.remove(resolved) }
    for name in try Self.names(in: folder) {
      let path = folder + "/" + name
      do throws(FileError) {
        if Self.isHidden(name) { throw Self.hidden(path) }
        if Self.isFolder(path) {
          try list(path)
        } else {
          try Self.checkSignature(of: path)
          images.append(path)
        }
      } catch {
        skipped.append(error)
      }
    }
  }

  /// The names in a folder, in the order of their Unicode scalars, which is that of their bytes.
  static func names(in folder: String) throws(FileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw FileError(.missing, path: folder, "cannot list the folder: \(error.localizedDescription)")
    }
  }

  /// Whether a name is one that systems don't show.
  static func isHidden(_ name: String) -> Bool { name.hasPrefix(".") }

  /// Why what is hidden is left out.
  static func hidden(_ path: String) -> FileError {
    FileError(.unsupported, path: path, "this is hidden: its name begins with a dot")
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func checkSignature(of path: String) throws(FileError) {
    let bytes = try WholeFile.start(of: path, count: 16)
    guard !bytes.isEmpty else { throw FileError(.truncated, path: path, "the file is empty") }
    guard unsafe ImageFormat(signatureOf: bytes.span.bytes) != nil else {
      throw FileError(.unsupported, path: path, at: 0, "the first bytes are not those of an image")
    }
  }
}
