// Draws what augmentation makes of a batch: a grid of images as one PNG file.
//
//     swift run -c release contact-sheet [--data FOLDER] [--side N] [--columns N] [--rows N] [--seed N] [--output FILE]
//
// Each row has one photograph: as it is in the middle, and then as the network would see it in one epoch after another.

import Foundation
import Tapestry
import TapestryVision

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data("contact-sheet: \(message)\n".utf8))
  exit(2)
}

var folder: String?
var output = "contact-sheet.png"
var numbers = ["--side": 128, "--columns": 8, "--rows": 6, "--seed": 1]

var arguments = CommandLine.arguments.dropFirst()
while let option = arguments.popFirst() {
  guard let value = arguments.popFirst() else { fail("\(option) needs a value") }
  switch option {
  case "--data": folder = value
  case "--output": output = value
  default:
    guard numbers[option] != nil, let number = Int(value), 1...4096 ~= number else {
      fail(
        "\(option) \(value): expected --data, --output, or --side, --columns, --rows, --seed with a number")
    }
    numbers[option] = number
  }
}
let (side, columns, rows) = (numbers["--side"] ?? 1, numbers["--columns"] ?? 1, numbers["--rows"] ?? 1)
let seed = PhiloxGenerator(seed: UInt64(numbers["--seed"] ?? 1))

do throws(FileError) {
  var options = ImageDecodingOptions()
  options.color = .rgb
  let images =
    if let folder { try ImageFolder(folder, options: options) } else {
      try ImageFolder.photographs(options: options)
    }
  let shorter = side + side / 7
  let statistics = try ImageStatistics(
    of: images, width: side, height: side, steps: [ShorterSide(side), CenterCrop(side)])
  let plain = ImagePipeline([ShorterSide(shorter), CenterCrop(side)])
  // As in the paper, but with shifts in proportion to how much colors vary, which the eye can see.
  let components = statistics.principalComponents
  let training = ImagePipeline(
    [ShorterSide(shorter), RandomCrop(side), RandomFlip()],
    pixels: [ColorShift(components, magnitudes: components.variances.map { $0.squareRoot() })])

  var sheet = Sheet(columns: columns, rows: rows, side: side)
  for row in 0..<rows {
    // One of each class in turn.
    let index =
      (row * images.count / max(1, images.classNames.count) + row / images.classNames.count)
      % images.count
    let image = try images.image(at: index)
    for column in 0..<columns {
      var generator = seed.stream(column, index)
      let pixels = (column == 0 ? plain : training)(image, using: &generator)
      sheet.draw(Image(pixels), column: column, row: row)
    }
    print("row \(row): \(images.classNames[images.label(at: index)]), \(images.name(at: index))")
  }
  try sheet.image.write(png: output)
  print("\(output): \(sheet.image.width) × \(sheet.image.height)")
} catch {
  fail("\(error)")
}

/// Images of one size side by side, with a margin of white.
struct Sheet {
  let side: Int
  private(set) var image: Image

  init(columns: Int, rows: Int, side: Int) {
    self.side = side
    let (width, height) = (columns * (side + 4) + 4, rows * (side + 4) + 4)
    image = Image(
      width: width, height: height, color: .rgb, samples: [UInt8](repeating: 255, count: width * height * 3))
  }

  mutating func draw(_ part: Image, column: Int, row: Int) {
    for y in 0..<side {
      for x in 0..<side {
        for c in 0..<3 { image[4 + column * (side + 4) + x, 4 + row * (side + 4) + y, c] = part[x, y, c] }
      }
    }
  }
}
