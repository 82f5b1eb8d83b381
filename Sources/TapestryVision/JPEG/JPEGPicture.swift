import Tapestry

/// The planes of a JPEG file while its scans are read.
struct JPEGPicture {
  let frame: JPEGFrame
  /// The coefficients: a row of units of sequential files, all of progressive ones.
  private var coefficients: [Int16]
  private var extents: [UInt8]
  private(set) var samples: [UInt8]
  /// The quantization of each component, once a scan of it was seen.
  private var quantization: [[Int16]]

  /// A gray picture.
  init(_ frame: JPEGFrame) {
    self.frame = frame
    coefficients = [Int16](repeating: 0, count: 64 * frame.blockCount)
    extents = [UInt8](repeating: 0, count: frame.blockCount)
    samples = [UInt8](repeating: 128, count: frame.sampleCount)
    quantization = [[Int16]](repeating: [], count: frame.components.count)
  }

  /// Whether every component has a scan.
  var isComplete: Bool { !quantization.contains { $0.isEmpty } }

  /// Reads the data of a scan, which begin at `offset` of the file. Returns what is wrong with them, and from which row on.
  mutating func decode(
    _ scan: JPEGScan, _ data: JPEGScanData, _ tables: inout JPEGTables, at offset: Int
  ) throws(FileError) -> ImageWarning? {
    var codes: [(dc: Int, ac: Int)] = []
    for component in scan.components {
      let table = tables.quantization[frame.components[component.index].tableIndex]
      guard !table.isEmpty else { throw FileError(.malformed, at: offset, "a quantization table is missing") }
      if quantization[component.index].isEmpty { quantization[component.index] = table }
      let needsDC = scan.band.lowerBound == 0 && !scan.isRefinement
      guard let dc = needsDC ? tables.codeOffset(component.dcTable, isDC: true) : 0,
        let ac = scan.band.upperBound > 0 ? tables.codeOffset(component.acTable, isDC: false) : 0
      else { throw FileError(.malformed, at: offset, "a Huffman table is missing") }
      codes.append((dc, ac))
    }
    let units = JPEGUnits(frame, scan)
    guard let failure = readUnits(units, scan, data, tables, codes) else { return nil }
    return ImageWarning(
      row: min(failure.row * units.outputRows, frame.outputHeight - 1),
      error: FileError(
        failure.isExhausted ? .truncated : .malformed, at: data.end,
        failure.isExhausted
          ? "the image data end in row \(failure.row) of \(units.rows) rows of blocks"
          : "row \(failure.row) of \(units.rows) rows of blocks has bits that are in no code"))
  }

  /// Reads all units, and transforms those of sequential scans. Returns the row of units that is not complete, and whether
  /// that is because the data end.
  private mutating func readUnits(
    _ units: JPEGUnits, _ scan: JPEGScan, _ data: JPEGScanData, _ tables: JPEGTables,
    _ codes: [(dc: Int, ac: Int)]
  ) -> (row: Int, isExhausted: Bool)? {
    let (frame, quantization) = (frame, quantization)
    return unsafe withMemory(data, tables) { memory in
      var components = zip(scan.components, codes).map { component, codes in
        let plane = frame.components[component.index]
        return unsafe JPEGScanComponent(
          dcTable: memory.codes + codes.dc, acTable: memory.codes + codes.ac,
          blocks: memory.coefficients + 64 * plane.blockOffset, extents: memory.extents + plane.blockOffset,
          blocksPerRow: plane.paddedBlocksWide, across: units.isInterleaved ? plane.across : 1,
          down: units.isInterleaved ? plane.down : 1)
      }
      let starts = components
      var segment = 0
      var unitsLeft = tables.restartInterval == 0 ? Int.max : tables.restartInterval
      var bits = unsafe memory.bits(data.segments[0])
      for row in 0..<units.rows {
        for index in components.indices {
          // Sequential files have one row of units in memory.
          let first = frame.isProgressive ? row * starts[index].down * starts[index].blocksPerRow : 0
          unsafe components[index].blocks = starts[index].blocks + 64 * first
          unsafe components[index].extents = starts[index].extents + first
        }
        if !frame.isProgressive { unsafe memory.clear(frame) }
        var column = 0
        var isExhausted = false
        while column < units.columns {
          if unitsLeft == 0 {
            segment += 1
            guard segment < data.segments.count else {
              isExhausted = true
              break
            }
            bits = unsafe memory.bits(data.segments[segment])
            unitsLeft = tables.restartInterval
            for index in components.indices { components[index].predictor = 0 }
          }
          let count = min(units.columns - column, unitsLeft)
          let done = unsafe memory.read(&bits, &components, column..<column + count, scan, frame)
          column += done
          unitsLeft -= done
          if done < count {
            isExhausted = bits.isExhausted
            break
          }
        }
        if !frame.isProgressive {
          for component in scan.components {
            let rows = units.isInterleaved ? frame.components[component.index].down : 1
            for line in 0..<rows {
              unsafe memory.transform(
                frame.components[component.index], quantization[component.index], row: row * rows + line,
                fromRow: line)
            }
          }
        }
        if column < units.columns { return (row, isExhausted) }
      }
      return nil
    }
  }

  /// Transforms the blocks of a progressive file.
  mutating func transformAll() {
    guard frame.isProgressive else { return }
    let (frame, quantization) = (frame, quantization)
    unsafe withMemory(nil, nil) { memory in
      for (component, table) in zip(frame.components, quantization) where !table.isEmpty {
        for row in 0..<component.blocksHigh {
          unsafe memory.transform(component, table, row: row, fromRow: row)
        }
      }
    }
  }

  /// Calls `body` with the addresses of everything that the kernels need.
  private mutating func withMemory<Result>(
    _ data: JPEGScanData?, _ tables: JPEGTables?, _ body: (JPEGMemory) -> Result
  ) -> Result {
    let bytes = data?.bytes ?? [0]
    let codes = tables?.codes ?? [0]
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe codes.withUnsafeBufferPointer { codes in
        unsafe JPEGConstants.order.withUnsafeBufferPointer { order in
          unsafe coefficients.withUnsafeMutableBufferPointer { coefficients in
            unsafe extents.withUnsafeMutableBufferPointer { extents in
              unsafe samples.withUnsafeMutableBufferPointer { samples in
                guard let bytes = bytes.baseAddress, let codes = codes.baseAddress,
                  let order = order.baseAddress,
                  let coefficients = coefficients.baseAddress, let extents = extents.baseAddress,
                  let samples = samples.baseAddress
                else { preconditionFailure("JPEGPicture: no array is empty") }
                return unsafe body(
                  JPEGMemory(
                    bytes: bytes, codes: codes, order: order, coefficients: coefficients, extents: extents,
                    samples: samples))
              }
            }
          }
        }
      }
    }
  }
}

/// How the blocks of a scan lie in the file: in rows of units, which have blocks of all components or, where there is
/// only one, one block.
struct JPEGUnits {
  let isInterleaved: Bool
  let columns: Int
  let rows: Int
  /// The rows of the image that a row of units stands for.
  let outputRows: Int

  init(_ frame: JPEGFrame, _ scan: JPEGScan) {
    isInterleaved = scan.components.count > 1
    if isInterleaved {
      columns = frame.unitsWide
      rows = frame.unitsHigh
      outputRows = frame.down * frame.blockSize
    } else {
      let component = frame.components[scan.components[0].index]
      columns = component.blocksWide
      rows = component.blocksHigh
      outputRows = frame.down * frame.blockSize / component.down
    }
  }
}
