import Foundation
import Tapestry

extension ImageFolder {
  /// The photographs that this package has: six classes of four, from 222 × 240 to 500 × 375, all in the public domain; the
  /// file `README.md` beside them names their authors. They are for examples and tests, and too few to learn from.
  ///
  /// - Throws: A `FileError` where the package's resources are missing.
  public static func photographs(options: ImageDecodingOptions = .init()) throws(FileError) -> ImageFolder {
    try ImageFolder(
      Bundle.module.bundlePath + "/Photographs/Images", strictness: .refusing, options: options)
  }
}
