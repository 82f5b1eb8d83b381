import Foundation
import Tapestry

/// Images in folders, a class a folder: `root/cat/one.jpg`. Only paths are kept in memory; an image is read when it is
/// asked for.
///
/// ```swift
/// let images = try ImageFolder("photographs")
/// print(images.classNames, images.count)
/// for skipped in images.skipped { print(skipped) }
/// ```
///
/// Classes are the folders in `root`, and images the files in them at any depth, both in the order of their names' Unicode
/// scalars. Names that begin with a dot are passed over. A file is an image by its content, never by its name; symbolic links
/// are followed, but to no folder that holds them.
public struct ImageFolder: ImageDataSet {
  /// What is done about a file that is not an image, or cannot be read.
  public enum Strictness: Sendable {
    /// It is left out, and listed in ``ImageFolder/skipped``.
    case skipping
    /// Opening the folder throws.
    case refusing
  }

  /// The folder.
  public let root: String
  /// The names of the folders in it.
  public let classNames: [String]
  /// Files and folders that are left out, each with the reason.
  public let skipped: [FileError]
  /// How images are decoded.
  public var options: ImageDecodingOptions
  private let entries: [Entry]

  private struct Entry {
    let path: String
    let label: Int32
  }

  /// Lists the images in `root`, and reads the first bytes of each.
  ///
  /// - Throws: A `FileError` where `root` cannot be read, has no folder with an image in it, or, when `strictness` asks
  ///   for it, where there is a file that is not an image.
  public init(
    _ root: String, strictness: Strictness = .skipping, options: ImageDecodingOptions = .init()
  ) throws(FileError) {
    var entries: [Entry] = []
    var skipped: [FileError] = []
    var classNames: [String] = []
    for name in try Self.names(in: root) {
      let folder = root + "/" + name
      guard Self.isFolder(folder) else {
        skipped.append(FileError(.unsupported, path: folder, "this file is in no class's folder"))
        continue
      }
      var lister = FolderLister()
      try lister.list(folder)
      skipped += lister.skipped
      if lister.images.isEmpty {
        skipped.append(FileError(.missing, path: folder, "the folder has no image"))
        continue
      }
      entries += lister.images.map { Entry(path: $0, label: Int32(classNames.count)) }
      classNames.append(name)
    }
    if strictness == .refusing, let first = skipped.first { throw first }
    guard !entries.isEmpty else {
      throw FileError(
        .missing, path: root,
        "there are no images: expected a folder for each class, with JPEG, PNG, BMP, PGM or PPM files")
    }
    (self.root, self.options) = (root, options)
    (self.entries, self.skipped, self.classNames) = (entries, skipped, classNames)
  }

  /// The number of images.
  public var count: Int { entries.count }

  /// The label of the image of the given index: the index of its class among ``classNames``.
  public func label(at index: Int) -> Int { Int(entries[index].label) }

  /// The image of the given index, read and decoded.
  public func image(at index: Int) throws(FileError) -> Image {
    try Image(contentsOf: entries[index].path, options: options)
  }

  /// The path of the image of the given index.
  public func name(at index: Int) -> String { entries[index].path }

  /// The names in a folder that don't begin with a dot, in the order of their Unicode scalars.
  fileprivate static func names(in folder: String) throws(FileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }
        .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    } catch {
      throw FileError(.missing, path: folder, "cannot list the folder: \(error.localizedDescription)")
    }
  }

  fileprivate static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}

/// Collects the images in a folder and in those below it.
private struct FolderLister {
  private(set) var images: [String] = []
  private(set) var skipped: [FileError] = []
  /// The folders that are being listed, by what their links lead to.
  private var open: Set<String> = []

  mutating func list(_ folder: String) throws(FileError) {
    let resolved = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    guard open.insert(resolved).inserted else {
      skipped.append(FileError(.unsupported, path: folder, "the link leads to a folder that holds it"))
      return
    }
    defer { open.remove(resolved) }
    for name in try ImageFolder.names(in: folder) {
      let path = folder + "/" + name
      if ImageFolder.isFolder(path) {
        do throws(FileError) { try list(path) } catch { skipped.append(error) }
        continue
      }
      do throws(FileError) {
        try checkSignature(of: path)
        images.append(path)
      } catch {
        skipped.append(error)
      }
    }
  }

  private func checkSignature(of path: String) throws(FileError) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw FileError(.missing, path: path, "the file cannot be opened")
    }
    defer { try? file.close() }
    let bytes = [UInt8]((try? file.read(upToCount: 16)) ?? Data())
    guard !bytes.isEmpty else { throw FileError(.truncated, path: path, "the file is empty") }
    guard unsafe ImageFormat(signatureOf: bytes.span.bytes) != nil else {
      throw FileError(.unsupported, path: path, at: 0, "the first bytes are not those of an image")
    }
  }
}
