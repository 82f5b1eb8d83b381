/// Decoding of the symbols of the deflate format, and its container's sums.
public protocol InflateKernels: Sendable {
  /// Decodes symbols of a block as long as nothing can be wrong with them: at least ``InflateLimits/input`` bytes of the input
  /// must follow, and there must be room for ``InflateLimits/output`` more. Stops before a symbol that ends the block, is in no
  /// code or refers to what is not there.
  ///
  /// The tables are of ``InflateEntry``, the first of `2^literalBits` and of `2^distanceBits` entries; the second tables,
  /// wherever they are, make up for all of a code's 15 bits.
  static func inflateSymbols(
    _ literals: UnsafePointer<UInt32>, literalBits: Int, _ distances: UnsafePointer<UInt32>,
    distanceBits: Int, _ input: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>,
    capacity: Int, _ progress: inout InflateProgress)

  /// Adds `count` bytes to the two sums of the Adler-32 check (RFC 1950, section 8.2), which are less than 65521.
  static func addAdler32(
    _ bytes: UnsafePointer<UInt8>, count: Int, to sums: (low: UInt32, high: UInt32)
  ) -> (low: UInt32, high: UInt32)
}

/// How near to the end of its input and of its output the quick decoding of a deflate stream goes.
public enum InflateLimits {
  /// Two words that are read, each up to seven bytes further than needed.
  @inlinable public static var input: Int { 32 }
  /// Three literals, the longest match, and a vector that goes beyond it.
  @inlinable public static var output: Int { 3 + 258 + 16 }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension InflateKernels {
  @inlinable @inline(never)
  public static func inflateSymbols(
    _ literals: UnsafePointer<UInt32>, literalBits: Int, _ distances: UnsafePointer<UInt32>,
    distanceBits: Int, _ input: UnsafePointer<UInt8>, count: Int, to output: UnsafeMutablePointer<UInt8>,
    capacity: Int, _ progress: inout InflateProgress
  ) {
    let literalMask: UInt64 = 1 &<< UInt64(literalBits) &- 1
    let distanceMask: UInt64 = 1 &<< UInt64(distanceBits) &- 1
    let (lastPosition, lastWritten) = (count - InflateLimits.input, capacity - InflateLimits.output)
    var state = progress
    while state.position <= lastPosition && state.written <= lastWritten {
      state.refill(input)
      var entry = InflateEntry(bits: literals[Int(truncatingIfNeeded: state.bits & literalMask)])
      // Three short codes of literals take 33 bits at most.
      if entry.isKind(.literal) {
        state.consume(entry.bits)
        output[state.written] = UInt8(truncatingIfNeeded: entry.payload)
        state.written &+= 1
        entry = InflateEntry(bits: literals[Int(truncatingIfNeeded: state.bits & literalMask)])
        if entry.isKind(.literal) {
          state.consume(entry.bits)
          output[state.written] = UInt8(truncatingIfNeeded: entry.payload)
          state.written &+= 1
          entry = InflateEntry(bits: literals[Int(truncatingIfNeeded: state.bits & literalMask)])
          if entry.isKind(.literal) {
            state.consume(entry.bits)
            output[state.written] = UInt8(truncatingIfNeeded: entry.payload)
            state.written &+= 1
            continue
          }
        }
      }
      let before = state
      if entry.isKind(.table) {
        entry = second(literals, entry, literalBits, &state)
        if entry.isKind(.literal) {
          state.consume(entry.bits)
          output[state.written] = UInt8(truncatingIfNeeded: entry.payload)
          state.written &+= 1
          continue
        }
      }
      // At least 34 bits are left, of which a length takes 20 at most.
      let length = entry.number(state.bits)
      let isLength = entry.isKind(.number)
      state.consume(entry.bits)
      state.refill(input)
      entry = InflateEntry(bits: distances[Int(truncatingIfNeeded: state.bits & distanceMask)])
      if entry.isKind(.table) { entry = second(distances, entry, distanceBits, &state) }
      let distance = entry.number(state.bits)
      guard isLength && entry.isKind(.number) && distance <= state.written else {
        state = before
        break
      }
      state.consume(entry.bits)
      copyMatch(length, distance, to: output + state.written)
      state.written &+= length
    }
    progress = state
  }

  /// The entry of a second table; the bits of the first one are used up.
  @inlinable @inline(__always)
  static func second(
    _ table: UnsafePointer<UInt32>, _ entry: InflateEntry, _ primaryBits: Int,
    _ state: inout InflateProgress
  ) -> InflateEntry {
    state.bits &>>= UInt64(truncatingIfNeeded: primaryBits)
    state.count &-= primaryBits
    let index = state.bits & (1 &<< UInt64(truncatingIfNeeded: 15 &- primaryBits) &- 1)
    return InflateEntry(bits: table[entry.payload &+ Int(truncatingIfNeeded: index)])
  }

  /// Copies a match, and up to sixteen bytes beyond it.
  @inlinable @inline(__always)
  static func copyMatch(_ length: Int, _ distance: Int, to out: UnsafeMutablePointer<UInt8>) {
    var to = UnsafeMutableRawPointer(out)
    var from = UnsafeRawPointer(to - distance)
    let end = UnsafeMutableRawPointer(out + length)
    if distance >= 16 {
      repeat {
        to.storeBytes(of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        from += 16
        to += 16
      } while to < end
    } else if distance >= 8 {
      repeat {
        to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
        from += 8
        to += 8
      } while to < end
    } else if distance == 1 {
      let bytes = SIMD16<UInt8>(repeating: from.load(as: UInt8.self))
      repeat {
        to.storeBytes(of: bytes, as: SIMD16<UInt8>.self)
        to += 16
      } while to < end
    } else {
      // Of each word as many bytes are right as the distance is.
      repeat {
        to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
        from += distance
        to += distance
      } while to < end
    }
  }

  @inlinable @inline(never)
  public static func addAdler32(
    _ bytes: UnsafePointer<UInt8>, count: Int, to sums: (low: UInt32, high: UInt32)
  ) -> (low: UInt32, high: UInt32) {
    var (low, high) = (UInt64(sums.low), UInt64(sums.high))
    var done = 0
    while count - done >= 16 {
      // Sixteen interleaved pieces. So many steps that no lane overflows: n (n + 1) / 2 times 255.
      let steps = min((count - done) / 16, 4096)
      var (plain, weighted) = (SIMD16<UInt32>(), SIMD16<UInt32>())
      for step in 0..<steps {
        let piece = UnsafeRawPointer(bytes + done + 16 * step).loadUnaligned(as: SIMD16<UInt8>.self)
        plain &+= SIMD16<UInt32>(truncatingIfNeeded: piece)
        weighted &+= plain
      }
      high += low * UInt64(16 * steps)
      for lane in 0..<16 {
        low += UInt64(plain[lane])
        high += 16 * UInt64(weighted[lane])
        high -= UInt64(lane) * UInt64(plain[lane])
      }
      low %= 65521
      high %= 65521
      done += 16 * steps
    }
    for i in done..<count {
      low += UInt64(bytes[i])
      high += low
    }
    return (UInt32(low % 65521), UInt32(high % 65521))
  }
}
