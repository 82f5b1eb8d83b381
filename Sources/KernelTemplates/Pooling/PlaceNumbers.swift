// Places between memory, where they take a byte each, and vectors, whose lanes hold them in the lowest bits: loops over integers,
// which the compiler vectorises, where conversions of floating-point numbers would be calls.

extension PoolingKernels {
  /// Writes the lowest bits of `count` lanes as places: 16 at a time where 15 more can be written.
  @inlinable @inline(__always)
  static func storeNumbers(
    _ lanes: UnsafeMutablePointer<Scalar>, _ places: PoolingPlaces, at first: Int, count: Int, hasRoom: Bool
  ) {
    switch places {
    case .bytes(let bytes):
      if MemoryLayout<Scalar>.size == 4 {
        storeBytes(UInt32.self, lanes, bytes + first, count: count, hasRoom: hasRoom)
      } else {
        storeBytes(UInt64.self, lanes, bytes + first, count: count, hasRoom: hasRoom)
      }
    case .words(let words):
      for place in 0..<count {
        let number = lanes[place] - PoolingStrip<Scalar>.numberBase
        words[first + place] = Int32(truncatingIfNeeded: number.wholeNumber)
      }
    }
  }

  @inlinable @inline(__always)
  static func storeBytes<Bits: FixedWidthInteger>(
    _: Bits.Type, _ lanes: UnsafeMutablePointer<Scalar>, _ bytes: UnsafeMutablePointer<UInt8>, count: Int,
    hasRoom: Bool
  ) {
    let bits = UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Bits.self)
    var place = 0
    while hasRoom && place < count {
      for lane in 0..<16 { bytes[place + lane] = UInt8(truncatingIfNeeded: bits[place + lane]) }
      place += 16
    }
    while place < count {
      bytes[place] = UInt8(truncatingIfNeeded: bits[place])
      place += 1
    }
  }

  /// The opposite of ``storeNumbers``: up to 15 lanes more are written.
  @inlinable @inline(__always)
  static func loadNumbers(
    _ places: PoolingPlaces, at first: Int, count: Int, into lanes: UnsafeMutablePointer<Scalar>
  ) {
    switch places {
    case .bytes(let bytes):
      if MemoryLayout<Scalar>.size == 4 {
        loadBytes(UInt32(0x4b00_0000), bytes + first, lanes, count: count)
      } else {
        loadBytes(UInt64(0x4330_0000_0000_0000), bytes + first, lanes, count: count)
      }
    case .words(let words):
      for place in 0..<count {
        lanes[place] = PoolingStrip<Scalar>.numberBase + Scalar(whole: Int(words[first + place]))
      }
    }
  }

  @inlinable @inline(__always)
  static func loadBytes<Bits: FixedWidthInteger>(
    _ base: Bits, _ bytes: UnsafePointer<UInt8>, _ lanes: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let bits = UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Bits.self)
    var place = 0
    while place < count {
      for lane in 0..<16 { bits[place + lane] = base | Bits(truncatingIfNeeded: bytes[place + lane]) }
      place += 16
    }
  }
}
