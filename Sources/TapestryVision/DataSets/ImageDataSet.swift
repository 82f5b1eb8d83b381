import Tapestry

/// Images with labels, each found by its index. Conform a type of your own to train on it.
///
/// ```swift
/// struct Sprites: ImageDataSet {
///   let sheet: Image
///   let classNames = ["cat", "dog"]
///   let count = 64
///
///   func label(at index: Int) -> Int { index % 2 }
///   func image(at index: Int) throws(FileError) -> Image { … }
/// }
/// ```
///
/// Several threads ask for images at once.
public protocol ImageDataSet: Sendable {
  /// The number of images.
  var count: Int { get }

  /// What the labels stand for: label i is `classNames[i]`.
  var classNames: [String] { get }

  /// The label of the image of the given index, from 0 up to the number of classes.
  func label(at index: Int) -> Int

  /// The image of the given index, decoded where it is in a file.
  func image(at index: Int) throws(FileError) -> Image

  /// What the image is called in messages: its path, or its number.
  func name(at index: Int) -> String
}

extension ImageDataSet {
  /// The image's number.
  public func name(at index: Int) -> String { "image \(index)" }

  /// The images of the given indices, in that order.
  ///
  /// - Precondition: Every index is one of this set.
  public func subset(
    _ indices: [Int], file: StaticString = #fileID, line: UInt = #line
  ) -> ImageSubset<Self> {
    if let stray = indices.first(where: { !(0..<count ~= $0) }) {
      trap("subset", "there is no image \(stray) in a set of \(count)", file: file, line: line)
    }
    return ImageSubset(base: self, indices: indices)
  }
}

/// Some images of another set, in an order of their own.
public struct ImageSubset<Base: ImageDataSet>: ImageDataSet {
  /// The set that the images are from.
  public let base: Base
  /// For each image, its index in ``base``.
  public let indices: [Int]

  /// The number of images.
  public var count: Int { indices.count }
  /// The classes of the whole set.
  public var classNames: [String] { base.classNames }

  /// The label of the image of the given index.
  public func label(at index: Int) -> Int { base.label(at: indices[index]) }
  /// The image of the given index.
  public func image(at index: Int) throws(FileError) -> Image { try base.image(at: indices[index]) }
  /// What the image is called in the whole set.
  public func name(at index: Int) -> String { base.name(at: indices[index]) }
}
