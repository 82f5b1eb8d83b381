import Tapestry

/// The addresses of what the kernels read and write while a scan is decoded, and calls of the kernels on them.
@unsafe struct JPEGMemory {
  /// The data of the scan, without stuffing.
  let bytes: UnsafePointer<UInt8>
  let codes: UnsafePointer<UInt32>
  let order: UnsafePointer<UInt8>
  let coefficients: UnsafeMutablePointer<Int16>
  let extents: UnsafeMutablePointer<UInt8>
  let samples: UnsafeMutablePointer<UInt8>

  /// The bits of a segment.
  func bits(_ segment: Range<Int>) -> JPEGBits {
    unsafe JPEGBits(start: bytes + segment.lowerBound, end: bytes + segment.upperBound)
  }

  /// Zeroes the coefficients of a row of units.
  func clear(_ frame: JPEGFrame) {
    unsafe coefficients.update(repeating: 0, count: 64 * frame.blockCount)
    unsafe extents.update(repeating: 0, count: frame.blockCount)
  }

  /// Reads some units of a row. Returns how many.
  func read(
    _ bits: inout JPEGBits, _ components: inout [JPEGScanComponent], _ units: Range<Int>, _ scan: JPEGScan,
    _ frame: JPEGFrame
  ) -> Int {
    let kernels = InstructionSet.imageKernels
    return unsafe components.withUnsafeMutableBufferPointer { components in
      guard let first = components.baseAddress else { return 0 }
      if !frame.isProgressive {
        return unsafe kernels.decodeSequential(
          &bits, first, count: components.count, units: units, order: order)
      }
      switch (scan.band.lowerBound == 0, scan.isRefinement) {
      case (true, false):
        return unsafe kernels.decodeFirstDC(
          &bits, first, count: components.count, units: units, shift: scan.shift)
      case (true, true):
        return unsafe kernels.refineDC(&bits, first, count: components.count, units: units, shift: scan.shift)
      case (false, false):
        return unsafe kernels.decodeFirstAC(
          &bits, first[0], units: units, band: scan.band, shift: scan.shift, order: order)
      case (false, true):
        return unsafe kernels.refineAC(
          &bits, first[0], units: units, band: scan.band, shift: scan.shift, order: order)
      }
    }
  }

  /// Transforms a row of a component's blocks; `fromRow` is where it is among those in memory.
  func transform(_ component: JPEGFrame.Component, _ quantization: [Int16], row: Int, fromRow: Int) {
    let first = component.blockOffset + fromRow * component.paddedBlocksWide
    unsafe quantization.withUnsafeBufferPointer { quantization in
      guard let steps = quantization.baseAddress, quantization.count == 64 else { return }
      unsafe InstructionSet.imageKernels.inverseTransform(
        coefficients + 64 * first, extents: extents + first, count: component.blocksWide, quantization: steps,
        size: component.blockSize,
        to: samples + component.sampleOffset + row * component.blockSize * component.stride,
        stride: component.stride)
    }
  }
}
