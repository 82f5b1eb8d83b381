import Foundation
import Tapestry

@testable import TapestryVision

/// Images whose samples tell which they are; some cannot be had.
struct NumberedImages: ImageDataSet {
  var count: Int
  var classNames = ["even", "odd"]
  var broken: Set<Int> = []
  var side = 4
  /// Sides of images that are not like the others.
  var sides: [Int: Int] = [:]
  var delay: TimeInterval = 0

  func label(at index: Int) -> Int { index % 2 }

  func image(at index: Int) throws(FileError) -> Image {
    if delay > 0 { Thread.sleep(forTimeInterval: delay) }
    if broken.contains(index) { throw FileError(.malformed, at: 3, "broken") }
    let side = sides[index] ?? side
    return Image(
      width: side, height: side, color: .gray,
      samples: [UInt8](repeating: UInt8(index % 256), count: side * side))
  }

  func name(at index: Int) -> String { "number \(index)" }
}

/// Makes an image darker, by chance.
struct RandomDarkening: ImageTransform {
  func callAsFunction(_ image: Image, using generator: inout PhiloxGenerator) -> Image {
    let factor = UInt8(generator.next() % 4)
    return Image(
      width: image.width, height: image.height, color: image.color,
      samples: image.samples.map { $0 >> factor })
  }
}

extension ImageBatch {
  /// What there is to compare of a batch.
  var content: BatchContent {
    BatchContent(images: images.scalars, labels: labels.scalars, indices: indices, next: next)
  }
}

struct BatchContent: Equatable {
  var images: [Float]
  var labels: [Int32]
  var indices: [Int]
  var next: LoaderPosition
}

extension ImageLoader {
  func contents(from position: LoaderPosition) throws -> [BatchContent] {
    try batches(from: position).map { try $0.get().content }
  }

  func contents(epoch: Int) throws -> [BatchContent] { try contents(from: LoaderPosition(epoch: epoch)) }
}
