import Tapestry

/// A part of a JPEG file's image data: which components it has, and which bits of which of their coefficients.
struct JPEGScan {
  struct Component {
    /// The place among the frame's components.
    let index: Int
    let dcTable: Int
    let acTable: Int
  }

  let components: [Component]
  /// The coefficients, by their place in the order of the file.
  let band: ClosedRange<Int>
  /// Whether a bit is added to coefficients that earlier scans began.
  let isRefinement: Bool
  /// The number of low bits that are left to later scans.
  let shift: Int

  /// Reads the body of a scan header.
  init(_ bytes: RawSpan, _ body: Range<Int>, _ frame: JPEGFrame) throws(FileError) {
    let start = body.lowerBound
    let count = body.isEmpty ? 0 : Int(bytes.byte(at: start))
    guard 1...4 ~= count, body.count == 4 + 2 * count else {
      throw FileError(
        .malformed, at: start,
        "a scan header of \(body.count) bytes: expected 4 and 2 for each of 1 to 4 components")
    }
    var components: [Component] = []
    for place in 0..<count {
      let offset = start + 1 + 2 * place
      let id = bytes.byte(at: offset)
      let tables = bytes.byte(at: offset + 1)
      // Components of one name are told apart by their order.
      let index = frame.components.indices.first { index in
        frame.components[index].id == id && !components.contains { $0.index == index }
      }
      guard let index, tables >> 4 < 4, tables & 15 < 4 else {
        throw FileError(
          .malformed, at: offset, "a scan of component \(id), which the frame has not, or of no table")
      }
      components.append(Component(index: index, dcTable: Int(tables >> 4), acTable: Int(tables & 15)))
    }
    self.components = components
    let (first, last) = (Int(bytes.byte(at: body.upperBound - 3)), Int(bytes.byte(at: body.upperBound - 2)))
    let (high, low) = (bytes.byte(at: body.upperBound - 1) >> 4, bytes.byte(at: body.upperBound - 1) & 15)
    guard frame.isProgressive else {
      (band, isRefinement, shift) = (0...63, false, 0)
      return
    }
    guard first <= last, last < 64, first > 0 || last == 0, first == 0 || count == 1, low <= 13,
      high == 0 || high == low + 1
    else {
      throw FileError(
        .malformed, at: body.upperBound - 3,
        "a progressive scan of the coefficients \(first) to \(last) of \(count) components, bits \(high) and \(low)"
      )
    }
    (band, isRefinement, shift) = (first...last, high > 0, Int(low))
  }
}

/// The entropy-coded data of a scan without stuffing, cut at its restart markers.
struct JPEGScanData {
  private(set) var bytes: [UInt8]
  private(set) var segments: [Range<Int>] = []
  /// Where in the file the data end: at a marker, or at the end of the file.
  private(set) var end: Int

  init(_ file: RawSpan, from start: Int) {
    let count = file.byteCount - start
    var segments: [Range<Int>] = []
    var (read, written) = (0, 0)
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 8 + JPEGBits.padding) { out, filled in
      unsafe file.extracting(start..<file.byteCount).withUnsafeBytes { source in
        guard let to = out.baseAddress else { return }
        if let from = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self) {
          while true {
            let part = unsafe InstructionSet.imageKernels.removeStuffing(
              from + read, count: count - read, to: to + written)
            segments.append(written..<written + part.written)
            read += part.read
            written += part.written
            // The markers are numbered; where one is missing, so are data.
            guard read + 1 < count, unsafe Int(from[read + 1]) == 0xD0 + (segments.count - 1) % 8 else {
              break
            }
            read += 2
          }
        }
        unsafe (to + written).update(repeating: 0, count: JPEGBits.padding)
        filled = written + JPEGBits.padding
      }
    }
    self.segments = segments
    end = start + read
  }
}
