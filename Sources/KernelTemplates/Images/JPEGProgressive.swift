// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// The scans of progressive files. A scan tells some bits of some coefficients; further ones add to what is there.

extension JPEGEntropyKernels {
  /// Calls `body` with each block of the units until it returns false. Returns how many units are complete.
  @inlinable @inline(__always)
  static func forEachBlock(
    _ components: UnsafeMutablePointer<JPEGScanComponent>, _ count: Int, _ units: Range<Int>,
    _ body: (UnsafeMutablePointer<JPEGScanComponent>, Int) -> Bool
  ) -> Int {
    for unit in units {
      for index in 0..<count {
        let component = components + index
        for y in 0..<component.pointee.down {
          for x in 0..<component.pointee.across {
            let block = y * component.pointee.blocksPerRow + unit * component.pointee.across + x
            guard body(component, block) else { return unit - units.lowerBound }
          }
        }
      }
    }
    return units.count
  }

  @inlinable @inline(never)
  public static func decodeFirstDC(
    _ bits: inout JPEGBits, _ components: UnsafeMutablePointer<JPEGScanComponent>, count: Int,
    units: Range<Int>, shift: Int
  ) -> Int {
    var local = bits
    defer { bits = local }
    return forEachBlock(components, count, units) { component, block in
      local.refillIfNeeded()
      guard let difference = decodeDifference(&local, component.pointee.dcTable), !local.isExhausted else {
        return false
      }
      component.pointee.predictor &+= Int32(truncatingIfNeeded: difference)
      component.pointee.blocks[64 * block] = Int16(
        truncatingIfNeeded: component.pointee.predictor &<< Int32(truncatingIfNeeded: shift))
      component.pointee.extents[block] = max(component.pointee.extents[block], 1)
      return true
    }
  }

  @inlinable @inline(never)
  public static func refineDC(
    _ bits: inout JPEGBits, _ components: UnsafeMutablePointer<JPEGScanComponent>, count: Int,
    units: Range<Int>, shift: Int
  ) -> Int {
    var local = bits
    defer { bits = local }
    return forEachBlock(components, count, units) { component, block in
      local.refillIfNeeded()
      component.pointee.blocks[64 * block] |= Int16(truncatingIfNeeded: local.take(1) << shift)
      return !local.isExhausted
    }
  }

  @inlinable @inline(never)
  public static func decodeFirstAC(
    _ bits: inout JPEGBits, _ component: JPEGScanComponent, units: Range<Int>, band: ClosedRange<Int>,
    shift: Int, order: UnsafePointer<UInt8>
  ) -> Int {
    var local = bits
    defer { bits = local }
    var unit = units.lowerBound
    while unit < units.upperBound {
      if local.blocksToSkip > 0 {
        let skipped = min(local.blocksToSkip, units.upperBound - unit)
        local.blocksToSkip -= skipped
        unit += skipped
        continue
      }
      let block = component.blocks + 64 * unit
      var k = band.lowerBound
      while k <= band.upperBound {
        local.refillIfNeeded()
        let symbol = takeSymbol(&local, component.acTable)
        if symbol < 0 { return unit - units.lowerBound }
        let (run, size) = (symbol >> 4, symbol & 15)
        if size > 0 {
          k &+= run
          block[Int(order[k])] = Int16(truncatingIfNeeded: local.takeSigned(size) << shift)
          k &+= 1
        } else if run == 15 {
          k &+= 16
        } else {
          local.blocksToSkip = run == 0 ? 0 : 1 << run + local.take(run) - 1
          break
        }
      }
      if local.isExhausted { return unit - units.lowerBound }
      component.extents[unit] = max(component.extents[unit], UInt8(truncatingIfNeeded: min(k, 64)))
      unit += 1
    }
    return units.count
  }

  @inlinable @inline(never)
  public static func refineAC(
    _ bits: inout JPEGBits, _ component: JPEGScanComponent, units: Range<Int>, band: ClosedRange<Int>,
    shift: Int, order: UnsafePointer<UInt8>
  ) -> Int {
    var local = bits
    defer { bits = local }
    let one = Int16(truncatingIfNeeded: 1 << shift)
    for unit in units {
      let block = component.blocks + 64 * unit
      var k = band.lowerBound
      if local.blocksToSkip == 0 {
        while k <= band.upperBound {
          local.refillIfNeeded()
          let symbol = takeSymbol(&local, component.acTable)
          if symbol < 0 { return unit - units.lowerBound }
          var run = symbol >> 4
          var value: Int16 = 0
          if symbol & 15 != 0 {
            // A new coefficient; its size must be 1.
            value = local.take(1) == 1 ? one : 0 &- one
          } else if run < 15 {
            local.blocksToSkip = run == 0 ? 1 : 1 << run + local.take(run)
            break
          }
          // Bits for the coefficients that are not zero, up to the place of the new one.
          while k <= band.upperBound {
            let place = block + Int(order[k])
            if place.pointee != 0 {
              refine(&local, place, one)
            } else if run == 0 {
              break
            } else {
              run -= 1
            }
            k &+= 1
          }
          if value != 0 && k <= band.upperBound { block[Int(order[k])] = value }
          k &+= 1
        }
        component.extents[unit] = max(component.extents[unit], UInt8(truncatingIfNeeded: min(k, 64)))
      }
      if local.blocksToSkip > 0 {
        while k <= band.upperBound {
          let place = block + Int(order[k])
          if place.pointee != 0 { refine(&local, place, one) }
          k &+= 1
        }
        local.blocksToSkip -= 1
      }
      if local.isExhausted { return unit - units.lowerBound }
    }
    return units.count
  }

  /// Adds a bit below those of a coefficient that is not zero, unless it is there already.
  @inlinable @inline(__always)
  static func refine(_ bits: inout JPEGBits, _ place: UnsafeMutablePointer<Int16>, _ one: Int16) {
    bits.refillIfNeeded()
    if bits.take(1) == 1 && place.pointee & one == 0 {
      place.pointee &+= place.pointee < 0 ? 0 &- one : one
    }
  }

  @inlinable @inline(__always)
  static func takeSymbol(_ bits: inout JPEGBits, _ table: UnsafePointer<UInt32>) -> Int {
    let entry = table[bits.peek(JPEGDecodingTable.primaryBits)]
    // Where the entry has the number, its size is not told: then the plain way.
    if entry == 0 || entry > 0xFFFF { return bits.takeSymbol(table) }
    bits.consume(Int(entry & 0xFF))
    return Int(entry &>> 12 & 15) &<< 4 | Int(entry &>> 8 & 15)
  }
}
