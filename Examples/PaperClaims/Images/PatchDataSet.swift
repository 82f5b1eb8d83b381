import Foundation
import Tapestry
import TapestryVision

/// Square parts of photographs, labelled by which photograph they are from.
///
/// Photographs are divided into blocks of five columns and three rows. Every third block is for testing, and no patch crosses
/// the edge of a block, so that no pixel is both in a patch for training and in one for testing.
struct PatchDataSet: ImageDataSet {
  let classNames: [String]
  private let photographs: [Image]
  private let places: [(photograph: Int, x: Int, y: Int)]
  private let side: Int

  enum Part { case training, testing, whole }

  /// Patches of `side` × `side` pixels, `step` from one to the next, of the library's photographs: the first of each class, as
  /// the others show parts of the same scene.
  init(side: Int, step: Int, _ part: Part) throws {
    var options = ImageDecodingOptions()
    options.color = .rgb
    let folder = try ImageFolder.photographs(options: options)
    let first = folder.classNames.indices.compactMap { label in
      (0..<folder.count).first { folder.label(at: $0) == label }
    }
    self.init(
      photographs: try first.map { try folder.image(at: $0) }, classNames: folder.classNames, side: side,
      step: step, part)
  }

  init(photographs: [Image], classNames: [String], side: Int, step: Int, _ part: Part) {
    (self.photographs, self.classNames, self.side) = (photographs, classNames, side)
    places = photographs.indices.flatMap { photograph in
      Self.blocks(photographs[photograph], part).flatMap { block in
        stride(from: block.y, through: block.y + block.height - side, by: step).flatMap { y in
          stride(from: block.x, through: block.x + block.width - side, by: step).map { x in
            (photograph, x, y)
          }
        }
      }
    }
  }

  private static func blocks(
    _ image: Image, _ part: Part
  ) -> [(x: Int, y: Int, width: Int, height: Int)] {
    if part == .whole { return [(0, 0, image.width, image.height)] }
    let (across, down) = (5, 3)
    let (width, height) = (image.width / across, image.height / down)
    return (0..<across * down).compactMap { block in
      let (column, row) = (block % across, block / across)
      guard ((column + row) % 3 == 2) == (part == .testing) else { return nil }
      return (column * width, row * height, width, height)
    }
  }

  var count: Int { places.count }

  func label(at index: Int) -> Int { places[index].photograph }

  func image(at index: Int) -> Image {
    let place = places[index]
    return photographs[place.photograph].cropped(x: place.x, y: place.y, width: side, height: side)
  }

  func name(at index: Int) -> String {
    let place = places[index]
    return "\(classNames[place.photograph]), column \(place.x), row \(place.y)"
  }
}
