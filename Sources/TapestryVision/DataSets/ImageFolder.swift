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
/// scalars. A file is an image by its content, never by its name; symbolic links are followed, but to no folder that holds
/// them. Hidden files and folders, whose names begin with a dot, empty ones, and what is no image or cannot be read are left
/// out and listed in ``skipped``, or refused.
public struct ImageFolder: ImageDataSet {
  /// What is done about a file that is hidden, or not an image, or cannot be read.
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
  ///   for it, where there is something to skip.
  public init(
    _ root: String, strictness: Strictness = .skipping, options: ImageDecodingOptions = .init()
  ) throws(FileError) {
    var entries: [Entry] = []
    var skipped: [FileError] = []
    var classNames: [String] = []
    for name in try FolderListing.names(in: root) {
      let folder = root + "/" + name
      guard !FolderListing.isHidden(name) else {
        skipped.append(FolderListing.hidden(folder))
        continue
      }
      guard FolderListing.isFolder(folder) else {
        skipped.append(FileError(.unsupported, path: folder, "this file is in no class's folder"))
        continue
      }
      var listing = FolderListing()
      try listing.list(folder)
      skipped += listing.skipped
      if listing.images.isEmpty {
        skipped.append(FileError(.missing, path: folder, "the folder has no image"))
        continue
      }
      entries += listing.images.map { Entry(path: $0, label: Int32(classNames.count)) }
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
}
