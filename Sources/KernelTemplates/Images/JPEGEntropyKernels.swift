/// Where the coefficients of one component of a scan go, and by which codes they are read.
public struct JPEGScanComponent {
  /// The words of a ``JPEGDecodingTable``.
  public var dcTable: UnsafePointer<UInt32>
  /// The words of a ``JPEGDecodingTable``.
  public var acTable: UnsafePointer<UInt32>
  /// The component's first block in the current row of units; 64 coefficients each, in rows of eight.
  public var blocks: UnsafeMutablePointer<Int16>
  /// For each block, the number of coefficients in the order of the file up to the last that may not be zero.
  public var extents: UnsafeMutablePointer<UInt8>
  /// The distance of a block to the one below it.
  public var blocksPerRow: Int
  /// The blocks of a unit from left to right.
  public var across: Int
  /// The blocks of a unit from top to bottom.
  public var down: Int
  /// The first coefficient of the block before.
  public var predictor: Int32 = 0

  /// A component at the beginning of a scan.
  public init(
    dcTable: UnsafePointer<UInt32>, acTable: UnsafePointer<UInt32>, blocks: UnsafeMutablePointer<Int16>,
    extents: UnsafeMutablePointer<UInt8>, blocksPerRow: Int, across: Int, down: Int
  ) {
    self.dcTable = dcTable
    self.acTable = acTable
    self.blocks = blocks
    self.extents = extents
    self.blocksPerRow = blocksPerRow
    self.across = across
    self.down = down
  }
}

/// Decoding of the entropy-coded data of JPEG files (ITU-T T.81, annexes F.2 and G.2).
public protocol JPEGEntropyKernels: Sendable {
  /// Copies entropy-coded data without the zeros that follow bytes of 255, up to `count` bytes or to a marker that is no
  /// byte of fill. Returns how many bytes were read and written. `out` must have room for `count` bytes and 8 more.
  static func removeStuffing(
    _ source: UnsafePointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> (read: Int, written: Int)

  /// Reads the blocks of `units`, a part of a row of units, of a sequential scan. The coefficients must be zero before.
  /// `order` gives the place of a coefficient in its block, and 63 for 16 more.
  ///
  /// Returns how many units were read: fewer than there are where the bits end or are in no code.
  static func decodeSequential(
    _ bits: inout JPEGBits, _ components: UnsafeMutablePointer<JPEGScanComponent>, count: Int,
    units: Range<Int>, order: UnsafePointer<UInt8>
  ) -> Int

  /// Reads the first coefficients, without their lowest `shift` bits, of the blocks of `units` of a progressive scan.
  /// Returns how many units were read.
  static func decodeFirstDC(
    _ bits: inout JPEGBits, _ components: UnsafeMutablePointer<JPEGScanComponent>, count: Int,
    units: Range<Int>, shift: Int
  ) -> Int

  /// Reads bit `shift` of the first coefficients of the blocks of `units` of a progressive scan. Returns how many units
  /// were read.
  static func refineDC(
    _ bits: inout JPEGBits, _ components: UnsafeMutablePointer<JPEGScanComponent>, count: Int,
    units: Range<Int>, shift: Int
  ) -> Int

  /// Reads the coefficients `band`, without their lowest `shift` bits, of the blocks `units` of a progressive scan of one
  /// component. Returns how many blocks were read.
  static func decodeFirstAC(
    _ bits: inout JPEGBits, _ component: JPEGScanComponent, units: Range<Int>, band: ClosedRange<Int>,
    shift: Int, order: UnsafePointer<UInt8>
  ) -> Int

  /// Reads bit `shift` of the coefficients `band` of the blocks `units` of a progressive scan of one component. Returns
  /// how many blocks were read.
  static func refineAC(
    _ bits: inout JPEGBits, _ component: JPEGScanComponent, units: Range<Int>, band: ClosedRange<Int>,
    shift: Int, order: UnsafePointer<UInt8>
  ) -> Int
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension JPEGEntropyKernels {
  @inlinable @inline(never)
  public static func removeStuffing(
    _ source: UnsafePointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> (read: Int, written: Int) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var (read, written) = (0, 0)
    while read < count {
      if read + 8 <= count {
        let word = UnsafeRawPointer(source + read).loadUnaligned(as: UInt64.self)
        // Whether no byte of the complement is zero.
        if (~word &- ones) & word & (ones << 7) == 0 {
          UnsafeMutableRawPointer(out + written).storeBytes(of: word, as: UInt64.self)
          read += 8
          written += 8
          continue
        }
      }
      let stop = min(read + 8, count)
      while read < stop {
        let byte = source[read]
        if byte == 0xFF {
          guard read + 1 < count else { return (count, written) }
          let next = source[read + 1]
          if next == 0xFF {
            read += 1
            continue
          }
          guard next == 0 else { return (read, written) }
          read += 1
        }
        out[written] = byte
        written += 1
        read += 1
      }
    }
    return (read, written)
  }

  @inlinable @inline(never)
  public static func decodeSequential(
    _ bits: inout JPEGBits, _ components: UnsafeMutablePointer<JPEGScanComponent>, count: Int,
    units: Range<Int>, order: UnsafePointer<UInt8>
  ) -> Int {
    var local = bits
    defer { bits = local }
    for unit in units {
      for index in 0..<count {
        let component = components + index
        for y in 0..<component.pointee.down {
          for x in 0..<component.pointee.across {
            let block = y * component.pointee.blocksPerRow + unit * component.pointee.across + x
            let extent = decodeBlock(
              &local, component.pointee.dcTable, component.pointee.acTable, &component.pointee.predictor,
              component.pointee.blocks + 64 * block, order)
            guard extent >= 0, !local.isExhausted else { return unit - units.lowerBound }
            component.pointee.extents[block] = UInt8(truncatingIfNeeded: extent)
          }
        }
      }
    }
    return units.count
  }

  /// Reads a block. Returns its extent, or -1 where the bits are in no code.
  @inlinable @inline(__always)
  static func decodeBlock(
    _ bits: inout JPEGBits, _ dcTable: UnsafePointer<UInt32>, _ acTable: UnsafePointer<UInt32>,
    _ predictor: inout Int32, _ block: UnsafeMutablePointer<Int16>, _ order: UnsafePointer<UInt8>
  ) -> Int {
    bits.refillIfNeeded()
    guard let difference = decodeDifference(&bits, dcTable) else { return -1 }
    predictor &+= Int32(truncatingIfNeeded: difference)
    block[0] = Int16(truncatingIfNeeded: predictor)

    var k = 1
    repeat {
      bits.refillIfNeeded()
      let entry = acTable[bits.peek(JPEGDecodingTable.primaryBits)]
      if entry > 0xFFFF {
        k &+= Int(entry &>> 12 & 15)
        bits.consume(Int(entry & 0xFF))
        block[Int(order[k])] = Int16(truncatingIfNeeded: entry &>> 16)
        k &+= 1
        continue
      }
      var symbol = Int(entry &>> 8 & 0xFF)
      if entry == 0 {
        symbol = bits.takeSymbol(acTable)
        if symbol < 0 { return -1 }
      } else {
        bits.consume(Int(entry & 0xFF))
      }
      let (run, size) = (symbol &>> 4, symbol & 15)
      if size == 0 {
        if run < 15 { break }
        k &+= 16
      } else {
        k &+= run
        block[Int(order[k])] = Int16(truncatingIfNeeded: bits.takeSigned(size))
        k &+= 1
      }
    } while k < 64
    return k
  }

  @inlinable @inline(__always)
  static func decodeDifference(_ bits: inout JPEGBits, _ table: UnsafePointer<UInt32>) -> Int? {
    let entry = table[bits.peek(JPEGDecodingTable.primaryBits)]
    var size = Int(entry &>> 8 & 15)
    if entry == 0 {
      size = bits.takeSymbol(table)
      if size < 0 { return nil }
    } else {
      bits.consume(Int(entry & 0xFF))
      if size == 0 { return Int(Int16(truncatingIfNeeded: entry &>> 16)) }
    }
    return size == 0 ? 0 : bits.takeSigned(size)
  }
}
