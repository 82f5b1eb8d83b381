import Tapestry

/// ImageNet as the challenge of 2012 publishes it (O. Russakovsky et al., ImageNet large scale visual recognition
/// challenge, 2015), or any part of it in the same layout.
///
/// ```swift
/// let training = try ImageNet(training: "ILSVRC/Data/CLS-LOC/train", mapping: "LOC_synset_mapping.txt")
/// let validation = try ImageNet(
///   validation: "ILSVRC/Data/CLS-LOC/val", labels: "LOC_val_solution.csv", mapping: "LOC_synset_mapping.txt")
/// print(training.classNames[training.label(at: 0)])       // tench, Tinca tinca
/// ```
///
/// A label is the place of the image's synset among those of the mapping file in alphabetical order, which is what published
/// networks use. The mapping file has a line for each class: its synset, perhaps its number in the challenge, and its name;
/// `LOC_synset_mapping.txt`, `synset_words.txt` and `map_clsloc.txt` are such files. Images are decoded in color, whatever
/// the file has.
public struct ImageNet: ImageDataSet {
  /// The synset of each class, in alphabetical order: `n01440764` and so on.
  public let synsets: [String]
  /// The names of the classes.
  public let classNames: [String]
  /// Files and folders that are left out, each with the reason.
  public let skipped: [FileError]
  /// How images are decoded.
  public var options: ImageDecodingOptions
  private let paths: [String]
  private let labels: [Int32]

  /// The options of images in color.
  public static var colored: ImageDecodingOptions {
    var options = ImageDecodingOptions()
    options.color = .rgb
    return options
  }

  /// The images for training: a folder for each synset, in which the images are. Classes may be missing. The images for
  /// validation are found in the same way where they were moved to such folders.
  ///
  /// - Throws: A `FileError` where a file or folder cannot be read, the mapping file is no such file, there is a folder that it
  ///   does not list, or there are no images.
  public init(
    training folder: String, mapping: String, options: ImageDecodingOptions = colored
  ) throws(FileError) {
    let mapping = try SynsetMapping(contentsOf: mapping)
    let images = try ImageFolder(folder, options: options)
    var labelsOfFolders: [Int32] = []
    for name in images.classNames {
      guard let label = mapping.labels[name] else {
        throw FileError(.mismatch, path: folder + "/" + name, "the mapping file lists no class of this name")
      }
      labelsOfFolders.append(Int32(label))
    }
    self.init(
      mapping, paths: (0..<images.count).map(images.name),
      labels: (0..<images.count).map { labelsOfFolders[images.label(at: $0)] }, skipped: images.skipped,
      options: options)
  }

  /// The images for validation: all in one folder, with their labels in a file.
  ///
  /// The file has a line for each image, in one of these forms, with or without a line of titles before them:
  ///
  ///     ILSVRC2012_val_00048981,n03995372 85 1 499 272      LOC_val_solution.csv: the synset
  ///     ILSVRC2012_val_00000001.JPEG 65                     val.txt: the label
  ///     490                                                 ILSVRC2012_validation_ground_truth.txt: the number in the
  ///                                                         challenge, images in the order of their names
  ///
  /// For the last form, the mapping file must have the numbers.
  ///
  /// - Throws: A `FileError` where a file or folder cannot be read, a file is not such a file, a label is out of range, an
  ///   image has no label, or there are more labels than images.
  public init(
    validation folder: String, labels file: String, mapping: String, options: ImageDecodingOptions = colored
  ) throws(FileError) {
    let mapping = try SynsetMapping(contentsOf: mapping)
    var listing = FolderListing()
    try listing.list(folder)
    let paths = listing.images
    guard !paths.isEmpty else { throw FileError(.missing, path: folder, "the folder has no images") }
    let labels = try ValidationLabels(contentsOf: file, mapping: mapping)
    guard labels.count == paths.count else {
      throw FileError(
        .mismatch, path: file, "there are \(labels.count) labels for the \(paths.count) images of \(folder)")
    }
    var labelsOfImages: [Int32] = []
    for (place, path) in paths.enumerated() {
      guard let label = labels[path, place: place] else {
        throw FileError(.mismatch, path: path, "this image has no label in \(file)")
      }
      labelsOfImages.append(Int32(label))
    }
    self.init(mapping, paths: paths, labels: labelsOfImages, skipped: listing.skipped, options: options)
  }

  private init(
    _ mapping: SynsetMapping, paths: [String], labels: [Int32], skipped: [FileError],
    options: ImageDecodingOptions
  ) {
    (synsets, classNames) = (mapping.synsets, mapping.names)
    (self.paths, self.labels, self.skipped, self.options) = (paths, labels, skipped, options)
  }

  /// The number of images.
  public var count: Int { paths.count }

  /// The label of the image of the given index.
  public func label(at index: Int) -> Int { Int(labels[index]) }

  /// The image of the given index, read and decoded.
  public func image(at index: Int) throws(FileError) -> Image {
    try Image(contentsOf: paths[index], options: options)
  }

  /// The path of the image of the given index.
  public func name(at index: Int) -> String { paths[index] }
}

/// The labels of ImageNet's images for validation, by the images' names or by their order.
private struct ValidationLabels {
  private var byName: [Substring: Int] = [:]
  private var byPlace: [Int] = []

  var count: Int { byName.count + byPlace.count }

  subscript(path: String, place place: Int) -> Int? {
    if byName.isEmpty { return byPlace[place] }
    return byName[Self.stem(path[...])]
  }

  init(contentsOf path: String, mapping: SynsetMapping) throws(FileError) {
    for (line, text) in try TextLines.read(path) {
      func failure(_ message: String) -> FileError {
        FileError(.malformed, path: path, "line \(line): " + message)
      }
      let fields = text.split { $0.isWhitespace || $0 == "," }
      if fields.count == 1, let number = Int(fields[0]) {
        guard !mapping.labelsOfNumbers.isEmpty else {
          throw failure("the labels are numbers of the challenge, which the mapping file does not have")
        }
        guard let label = mapping.labelsOfNumbers[number] else {
          throw failure("there is no class \(number)")
        }
        byPlace.append(label)
      } else if fields.count > 1, SynsetMapping.isSynset(fields[1]) {
        guard let label = mapping.labels[String(fields[1])] else {
          throw failure("there is no class \(fields[1])")
        }
        byName[Self.stem(fields[0])] = label
      } else if fields.count == 2, let label = Int(fields[1]) {
        guard mapping.synsets.indices ~= label else {
          throw failure("the label \(label) is out of range: there are \(mapping.synsets.count) classes")
        }
        byName[Self.stem(fields[0])] = label
      } else if count > 0 || line > 1 {
        throw failure("expected an image's name with its synset or label, or a number")
      }
    }
    guard byName.isEmpty || byPlace.isEmpty else {
      throw FileError(.malformed, path: path, "some lines have names and others not")
    }
  }

  /// The name of a file without folder and extension.
  private static func stem(_ path: Substring) -> Substring {
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path
    return name.lastIndex(of: ".").map { name[..<$0] } ?? name
  }
}
