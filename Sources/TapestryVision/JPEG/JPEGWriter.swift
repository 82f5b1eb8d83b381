import Tapestry

/// How JPEG files are written.
public struct JPEGEncodingOptions: Equatable, Sendable {
  /// From 1, the smallest file, to 100, at which the steps of quantization are 1: the scale of the Independent JPEG Group's
  /// programs.
  public var quality: Int
  /// How chroma is stored.
  public var chroma: Chroma
  /// After how many units, of 8 × 8 or, with halved chroma, 16 × 16 pixels, decoding may begin anew; 0 for never. A damaged
  /// byte spoils no more than the units up to there.
  public var restartInterval: Int

  /// How chroma is stored.
  public enum Chroma: Sendable {
    /// For every second column and row (4:2:0), which no one sees in photographs.
    case halved
    /// For every pixel (4:4:4).
    case full
  }

  /// Options of the given quality.
  ///
  /// - Precondition: The quality is from 1 to 100, and the interval from 0 to 65535.
  public init(
    quality: Int = 90, chroma: Chroma = .halved, restartInterval: Int = 0, file: StaticString = #fileID,
    line: UInt = #line
  ) {
    guard 1...100 ~= quality, 0...65535 ~= restartInterval else {
      trap(
        "JPEGEncodingOptions.init",
        "the quality \(quality) and the restart interval \(restartInterval): expected 1 to 100 and 0 to 65535",
        file: file, line: line)
    }
    (self.quality, self.chroma, self.restartInterval) = (quality, chroma, restartInterval)
  }
}

extension Image {
  /// The bytes of a baseline JPEG file of this image: gray, or colors without opacity.
  ///
  /// - Precondition: Neither width nor height is above 65535.
  public func jpegData(
    _ options: JPEGEncodingOptions = .init(), file: StaticString = #fileID, line: UInt = #line
  ) -> [UInt8] {
    guard width <= 65535, height <= 65535 else {
      trap("jpegData", "\(width) × \(height) pixels: expected at most 65535", file: file, line: line)
    }
    var writer = JPEGWriter(color == .rgba ? converted(to: .rgb) : self, options)
    return writer.write()
  }

  /// Replaces the file at `path` by a JPEG file of this image, or leaves it as it was.
  ///
  /// - Throws: A `FileError` where the file cannot be written.
  public func write(jpeg path: String, _ options: JPEGEncodingOptions = .init()) throws(FileError) {
    try WholeFile.write(jpegData(options), to: path)
  }
}

/// The encoder of baseline JPEG files (ITU-T T.81) with the standard's own Huffman codes.
struct JPEGWriter {
  /// One of the planes.
  private struct Plane {
    /// The blocks of a unit in each direction.
    let factor: Int
    /// Bytes of a row, and the samples, whole units of them.
    let stride: Int
    var samples: [UInt8]
    /// 0 for luma, 1 for chroma.
    let table: Int
  }

  private let image: Image
  private let options: JPEGEncodingOptions
  private let unitsWide: Int
  private let unitsHigh: Int
  private var planes: [Plane]
  private var bytes: [UInt8] = []

  init(_ image: Image, _ options: JPEGEncodingOptions) {
    (self.image, self.options) = (image, options)
    let factor = image.color != .gray && options.chroma == .halved ? 2 : 1
    unitsWide = (image.width + 8 * factor - 1) / (8 * factor)
    unitsHigh = (image.height + 8 * factor - 1) / (8 * factor)
    planes = Self.planes(
      of: image, factor: factor, width: 8 * factor * unitsWide, height: 8 * factor * unitsHigh)
  }

  mutating func write() -> [UInt8] {
    bytes = [0xFF, 0xD8]
    append(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    let steps = (0..<min(planes.count, 2)).map { Self.steps(JPEGConstants.quantization[$0], options.quality) }
    for (index, table) in steps.enumerated() {
      append(0xDB, [UInt8(index)] + (0..<64).map { table[Int(JPEGConstants.order[$0])] })
    }
    var frame: [UInt8] = [8]
    frame.append(bigEndian: UInt16(image.height))
    frame.append(bigEndian: UInt16(image.width))
    frame.append(UInt8(planes.count))
    for (index, plane) in planes.enumerated() {
      frame += [UInt8(index + 1), UInt8(plane.factor * 17), UInt8(plane.table)]
    }
    append(0xC0, frame)
    let codes = [JPEGConstants.lumaDC, JPEGConstants.lumaAC, JPEGConstants.chromaDC, JPEGConstants.chromaAC]
      .prefix(2 * steps.count)
    for (index, code) in codes.enumerated() {
      append(0xC4, [UInt8(index % 2 * 16 + index / 2)] + code.counts + code.symbols)
    }
    if options.restartInterval > 0 {
      append(0xDD, [UInt8(options.restartInterval >> 8), UInt8(options.restartInterval & 255)])
    }
    var scan = [UInt8(planes.count)]
    for (index, plane) in planes.enumerated() { scan += [UInt8(index + 1), UInt8(plane.table * 17)] }
    append(0xDA, scan + [0, 63, 0])
    writeData(reciprocals: steps.map { $0.map { 1 / Float($0) } }, codes: codes.map { $0.codes })
    bytes += [0xFF, 0xD9]
    return bytes
  }

  private mutating func append(_ marker: UInt8, _ body: [UInt8]) {
    bytes += [0xFF, marker]
    bytes.append(bigEndian: UInt16(body.count + 2))
    bytes += body
  }

  /// The steps of a quality, in rows.
  static func steps(_ base: [UInt8], _ quality: Int) -> [UInt8] {
    let percent = quality < 50 ? 5000 / quality : 200 - 2 * quality
    return base.map { UInt8(min(max((Int($0) * percent + 50) / 100, 1), 255)) }
  }

  /// The planes of the image, whose last column and row are repeated up to the given size.
  private static func planes(of image: Image, factor: Int, width: Int, height: Int) -> [Plane] {
    let kernels = InstructionSet.imageKernels
    let filled = image.padded(
      right: width - image.width, bottom: height - image.height, with: .edge)
    guard image.color != .gray else {
      return [Plane(factor: 1, stride: width, samples: filled.samples, table: 0)]
    }
    let count = width * height
    let chromaCount = count / (factor * factor)
    var luma = [UInt8](repeating: 0, count: count)
    var (blue, red) = (luma, luma)
    unsafe filled.samples.withUnsafeBufferPointer { pixels in
      unsafe luma.withUnsafeMutableBufferPointer { y in
        unsafe blue.withUnsafeMutableBufferPointer { cb in
          unsafe red.withUnsafeMutableBufferPointer { cr in
            guard let pixels = pixels.baseAddress, let y = y.baseAddress, let cb = cb.baseAddress,
              let cr = cr.baseAddress
            else { return }
            unsafe kernels.convertToYCC(pixels, count: count, y: y, cb: cb, cr: cr)
          }
        }
      }
    }
    var planes = [luma, blue, red]
    if factor == 2 {
      for index in 1...2 {
        let full = planes[index]
        planes[index] = unsafe [UInt8](unsafeUninitializedCapacity: chromaCount) { out, filled in
          unsafe full.withUnsafeBufferPointer { full in
            guard let from = full.baseAddress, let to = out.baseAddress else { return }
            for row in 0..<height / 2 {
              let upper = unsafe from + 2 * row * width
              unsafe kernels.halve(upper, upper + width, count: width / 2, to: to + row * width / 2)
            }
          }
          filled = chromaCount
        }
      }
    }
    return planes.enumerated().map { index, samples in
      Plane(
        factor: index == 0 ? factor : 1, stride: index == 0 ? width : width / factor, samples: samples,
        table: min(index, 1))
    }
  }

  private mutating func writeData(reciprocals: [[Float]], codes: [[UInt32]]) {
    var predictors = [Int32](repeating: 0, count: planes.count)
    var unitsLeft = options.restartInterval
    var restarts = 0
    let blocksInUnit = planes.reduce(0) { $0 + $1.factor * $1.factor }
    // What a row of units may take, and the bits that wait.
    var room = [UInt8](
      repeating: 0, count: (unitsWide * blocksInUnit + 1) * JPEGBitSink.bytesPerBlock)
    var pending = JPEGPendingBits()
    let (planes, restartInterval) = (planes, options.restartInterval)
    for unitRow in 0..<unitsHigh {
      let rows = planes.map { coefficients(of: $0, reciprocals, unitRow: unitRow) }
      let written = unsafe room.withUnsafeMutableBufferPointer { room in
        guard let start = room.baseAddress else { return 0 }
        var sink = unsafe JPEGBitSink(start: start, resuming: pending)
        for unit in 0..<unitsWide {
          if restartInterval > 0 && unitsLeft == 0 {
            sink.finish()
            sink.putMarker(0xD0 + UInt8(restarts % 8))
            restarts += 1
            unitsLeft = restartInterval
            for index in predictors.indices { predictors[index] = 0 }
          }
          unitsLeft -= 1
          for (index, plane) in planes.enumerated() {
            Self.encode(
              rows[index], unit: unit, plane, &sink, &predictors[index],
              dcCodes: codes[2 * plane.table], acCodes: codes[2 * plane.table + 1])
          }
        }
        if unitRow == unitsHigh - 1 { sink.finish() }
        pending = sink.pending
        return unsafe sink.next - start
      }
      bytes += room[..<written]
    }
  }

  /// The quantized coefficients of a row of units, one row of blocks after another.
  private func coefficients(of plane: Plane, _ reciprocals: [[Float]], unitRow: Int) -> [Int16] {
    let blocksWide = plane.stride / 8
    let count = 64 * blocksWide * plane.factor
    return unsafe [Int16](unsafeUninitializedCapacity: count) { out, filled in
      unsafe plane.samples.withUnsafeBufferPointer { samples in
        unsafe reciprocals[plane.table].withUnsafeBufferPointer { reciprocals in
          guard let from = samples.baseAddress, let factors = reciprocals.baseAddress,
            let to = out.baseAddress
          else { return }
          for row in 0..<plane.factor {
            unsafe InstructionSet.imageKernels.forwardTransform(
              from + (unitRow * plane.factor + row) * 8 * plane.stride, stride: plane.stride,
              count: blocksWide,
              reciprocals: factors, to: to + 64 * blocksWide * row)
          }
        }
      }
      filled = count
    }
  }

  private static func encode(
    _ coefficients: [Int16], unit: Int, _ plane: Plane, _ sink: inout JPEGBitSink, _ predictor: inout Int32,
    dcCodes: [UInt32], acCodes: [UInt32]
  ) {
    unsafe coefficients.withUnsafeBufferPointer { coefficients in
      unsafe dcCodes.withUnsafeBufferPointer { dcCodes in
        unsafe acCodes.withUnsafeBufferPointer { acCodes in
          unsafe JPEGConstants.order.withUnsafeBufferPointer { order in
            guard let blocks = coefficients.baseAddress, let dc = dcCodes.baseAddress,
              let ac = acCodes.baseAddress, let order = order.baseAddress
            else { return }
            for row in 0..<plane.factor {
              for column in 0..<plane.factor {
                let block = row * plane.stride / 8 + unit * plane.factor + column
                unsafe InstructionSet.imageKernels.encode(
                  blocks + 64 * block, &sink, predictor: &predictor, dcCodes: dc, acCodes: ac, order: order)
              }
            }
          }
        }
      }
    }
  }
}

extension JPEGCode {
  /// For each symbol its code in a multiple of 256 and the number of its bits; 0 where it has none.
  var codes: [UInt32] {
    var codes = [UInt32](repeating: 0, count: 256)
    var (code, index): (UInt32, Int) = (0, 0)
    for length in 1...16 {
      for _ in 0..<counts[length - 1] {
        codes[Int(symbols[index])] = code << 8 | UInt32(length)
        code += 1
        index += 1
      }
      code <<= 1
    }
    return codes
  }
}
