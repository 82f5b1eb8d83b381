import Foundation
import Tapestry
import TapestryVision

/// Photographs on their way from a file into a batch, on one thread: each step by itself and all together.
enum ImageGroup: BenchmarkGroup {
  static let title = "Images"

  static func run(_ runner: Runner) {
    if let folder = runner.options.data { decodeFiles(in: folder, runner) }
    guard let photographs = try? ImageFolder.photographs() else { return }
    // The first of each class: 500 × 375, 4:2:0, quality 90.
    let images = (0..<photographs.count / 4).compactMap { try? photographs.image(at: 4 * $0) }
    let jpegs = images.map { $0.jpegData() }
    let pngs = images.map { $0.pngData() }
    func measure(_ what: String, _ body: @escaping (Int) -> Void) {
      var work = Work(batch: images.count)
      work.count = Double(images.count)
      runner.measure(what, work, in: .images) {
        { for index in images.indices { body(index) } }
      }
    }

    measure("decode_jpeg_500x375_420") { consume(try? Image(decoding: jpegs[$0])) }
    var half = ImageDecodingOptions()
    half.reduction = .half
    measure("decode_jpeg_500x375_420_half") { consume(try? Image(decoding: jpegs[$0], options: half)) }
    measure("decode_png_500x375_rgb") { consume(try? Image(decoding: pngs[$0])) }
    measure("encode_jpeg_500x375_420") { consume(images[$0].jpegData()) }
    measure("encode_png_500x375_rgb") { consume(images[$0].pngData()) }
    for filter in ResamplingFilter.allCases {
      measure("resize_500x375_341x256_\(filter)") {
        consume(images[$0].resized(width: 341, height: 256, filter: filter))
      }
    }
    measure("resize_500x375_341x256_crop_224") {
      consume(
        images[$0].resized(
          width: 341, height: 256, keeping: PixelRectangle(x: 50, y: 20, width: 224, height: 224)))
    }
    let crops = images.map { $0.resized(shorterSide: 256).centerCropped(width: 224, height: 224) }
    measure("mirror_224") { consume(crops[$0].mirrored()) }
    measure("jitter_224") {
      var generator = PhiloxGenerator(seed: UInt64($0))
      consume(
        ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1)(crops[$0], using: &generator))
    }
    let components = ColorComponents(
      directions: [[0.5675, 0.5808, 0.5836], [0.7192, -0.0045, -0.6948], [0.4009, -0.8140, 0.4203]],
      variances: [0.2175, 0.0188, 0.0045])
    let pixels: [any PixelTransform] = [
      ColorShift(components),
      Normalize(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225]),
    ]
    var slot = [Float](repeating: 0, count: 3 * 224 * 224)
    func write(_ image: Image, _ pipeline: ImagePipeline, _ generator: inout PhiloxGenerator) {
      var samples = slot.mutableSpan
      pipeline.write(image, to: &samples, using: &generator)
    }
    measure("pixels_224_shift_normalize") {
      var generator = PhiloxGenerator(seed: UInt64($0))
      write(crops[$0], ImagePipeline([], pixels: pixels), &generator)
    }
    let pipeline = ImagePipeline([ShorterSide(256), RandomCrop(224), RandomFlip()], pixels: pixels)
    measure("pipeline_jpeg_500x375_to_224") {
      guard let image = try? Image(decoding: jpegs[$0]) else { return }
      var generator = PhiloxGenerator(seed: UInt64($0))
      write(pipeline.image(from: image, using: &generator), pipeline, &generator)
    }
  }
  /// The files of a folder, each decoded once a call, whatever their format and size; JPEG files also to half the size.
  private static func decodeFiles(in folder: String, _ runner: Runner) {
    let names = ["decode_data", "decode_data_half"]
    guard names.contains(where: runner.wants) else { return }
    let files: [[UInt8]]
    do throws(FileError) {
      let images = try ImageFolder(folder)
      files = try (0..<images.count).map { (index) throws(FileError) in
        try WholeFile.read(images.name(at: index), limit: 1 << 30)
      }
      // Once, so that an image that cannot be decoded is reported and not measured.
      for index in 0..<images.count { consume(try images.image(at: index)) }
    } catch {
      FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
      return
    }
    var options = ImageDecodingOptions()
    for (name, reduction) in zip(names, [ImageDecodingOptions.Reduction.none, .half]) {
      options.reduction = reduction
      runner.measure(name, Work(batch: files.count), in: .images) {
        { for file in files { consume(try? Image(decoding: file, options: options)) } }
      }
    }
  }
}
