import Tapestry

extension JPEGPicture {
  /// The image that the planes are of.
  func image(_ meaning: (colors: JPEGMarks.Colors, isInverted: Bool)) -> Image {
    let (width, height) = (frame.outputWidth, frame.outputHeight)
    let color: ColorModel = meaning.colors == .gray ? .gray : .rgb
    // A row of each plane, made as fine as the finest, may be one sample longer than the image.
    let rowLength = width + 8
    var rows = [UInt8](repeating: 0, count: rowLength * frame.components.count)
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: width * height * color.channelCount) {
      out, count in
      unsafe samples.withUnsafeBufferPointer { samples in
        unsafe rows.withUnsafeMutableBufferPointer { rows in
          guard let from = samples.baseAddress, let room = rows.baseAddress, let to = out.baseAddress else {
            return
          }
          for y in 0..<height {
            let planes = unsafe frame.components.indices.map { index in
              unsafe row(y, of: frame.components[index], from, width, to: room + index * rowLength)
            }
            unsafe Self.convert(planes, width, meaning, to: to + y * width * color.channelCount)
          }
        }
      }
      count = width * height * color.channelCount
    }
    return Image(width: width, height: height, color: color, samples: pixels)
  }

  /// The samples of one plane for a row of the image: where they are, or made at `room`.
  private func row(
    _ y: Int, of component: JPEGFrame.Component, _ samples: UnsafePointer<UInt8>, _ width: Int,
    to room: UnsafeMutablePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    let kernels = InstructionSet.imageKernels
    // How many samples of the plane stand for how many of the image.
    let (wide, high) = (
      component.across * component.blockSize / frame.blockSize,
      component.down * component.blockSize / frame.blockSize
    )
    let (fullWide, fullHigh) = (frame.across, frame.down)
    let line = y * high / fullHigh
    let near = unsafe samples + component.sampleOffset + line * component.stride
    if wide == fullWide && high == fullHigh { return unsafe near }

    // Smooth where there are half as many, as that is what files have; else repeated.
    let isSmooth = frame.blockSize > 1
    let isHalfWide = 2 * wide == fullWide
    let isHalfHigh = 2 * high == fullHigh
    let isLower = y % 2 == 1
    let neighbor = isLower ? min(line + 1, component.height - 1) : max(line - 1, 0)
    let far = unsafe samples + component.sampleOffset + neighbor * component.stride
    if isSmooth && isHalfWide && component.width > 2 && high == fullHigh {
      unsafe kernels.widen(near, count: component.width, to: room)
    } else if isSmooth && isHalfWide && component.width > 2 && isHalfHigh {
      unsafe kernels.widen(near, far, count: component.width, to: room)
    } else if isSmooth && wide == fullWide && isHalfHigh {
      unsafe kernels.blend(near, far, isLower: isLower, count: component.width, to: room)
    } else {
      unsafe kernels.replicate(near, numerator: wide, denominator: fullWide, count: width, to: room)
    }
    return unsafe UnsafePointer(room)
  }

  private static func convert(
    _ planes: [UnsafePointer<UInt8>], _ count: Int, _ meaning: (colors: JPEGMarks.Colors, isInverted: Bool),
    to out: UnsafeMutablePointer<UInt8>
  ) {
    let kernels = InstructionSet.imageKernels
    switch meaning.colors {
    case .gray: unsafe out.update(from: planes[0], count: count)
    case .ycc, .ycck: unsafe kernels.convertYCC(planes[0], planes[1], planes[2], count: count, to: out)
    case .rgb, .cmyk: unsafe kernels.interleave(planes[0], planes[1], planes[2], count: count, to: out)
    }
    // What the transform gives for YCCK are red, green and blue, the complements of the inks.
    switch meaning.colors {
    case .gray, .ycc, .rgb: break
    case .cmyk:
      unsafe kernels.print(
        black: planes[3], blackMask: meaning.isInverted ? 0 : 0xFF, inkMask: meaning.isInverted ? 0xFF : 0,
        count: count, onto: out)
    case .ycck:
      unsafe kernels.print(
        black: planes[3], blackMask: meaning.isInverted ? 0 : 0xFF, inkMask: meaning.isInverted ? 0 : 0xFF,
        count: count, onto: out)
    }
  }
}
