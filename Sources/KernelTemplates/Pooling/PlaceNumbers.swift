// Places between memory, where they take a byte each, and vectors, whose lanes hold them in the lowest bits.

extension PoolingPlaces {
  /// The number of a position as lanes hold it: added to 2²³, or 2⁵² for `Double`, it is in the lowest bits.
  @inlinable @inline(__always)
  static func base<Scalar: BinaryFloatingPoint>(_ number: Int = 0) -> Scalar {
    (MemoryLayout<Scalar>.size == 4 ? 0x1p23 : 0x1p52) + Scalar(whole: number)
  }

  /// The number that is kept at a place.
  @inlinable @inline(__always)
  func number(at place: Int) -> Int {
    switch self {
    case .bytes(let bytes): Int(bytes[place])
    case .words(let words): Int(words[place])
    }
  }
}

extension PoolingKernels {
  /// Writes `count` numbers as places: a loop over integers, which the compiler vectorises.
  @inlinable @inline(__always)
  static func storeNumbers(
    _ numbers: UnsafePointer<Scalar>, _ places: PoolingPlaces, at first: Int, count: Int
  ) {
    switch places {
    case .bytes(let bytes):
      if MemoryLayout<Scalar>.size == 4 {
        storeBytes(UInt32.self, numbers, bytes + first, count: count)
      } else {
        storeBytes(UInt64.self, numbers, bytes + first, count: count)
      }
    case .words(let words):
      for place in 0..<count {
        words[first + place] = Int32(truncatingIfNeeded: (numbers[place] - PoolingPlaces.base()).wholeNumber)
      }
    }
  }

  @inlinable @inline(__always)
  static func storeBytes<Bits: FixedWidthInteger>(
    _: Bits.Type, _ numbers: UnsafePointer<Scalar>, _ bytes: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    let bits = UnsafeRawPointer(numbers).assumingMemoryBound(to: Bits.self)
    for place in 0..<count { bytes[place] = UInt8(truncatingIfNeeded: bits[place]) }
  }

  /// The opposite: up to a vector more is read, and written.
  @inlinable @inline(__always)
  static func loadNumbers(
    _ places: PoolingPlaces, at first: Int, count: Int, into numbers: UnsafeMutablePointer<Scalar>
  ) {
    switch places {
    case .bytes(let bytes):
      for place in stride(from: 0, to: count, by: Vector.laneCount) {
        Vector(lowestBytes: bytes + (first + place), in: Vector(PoolingPlaces.base())).store(
          to: numbers + place)
      }
    case .words(let words):
      for place in 0..<count { numbers[place] = PoolingPlaces.base(Int(words[first + place])) }
    }
  }
}
