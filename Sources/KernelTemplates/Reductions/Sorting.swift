/// A number that is sorted by an unsigned integer in the same order, so that one radix sort serves all types.
public protocol SortableScalar: BitwiseCopyable, Sendable {
  /// An unsigned integer of the number's width.
  associatedtype SortKey: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  /// A key whose order is that of the numbers, or its opposite if `descending`. Both zeros have the same key, and
  /// NaN comes last in either order.
  func sortKey(descending: Bool) -> SortKey
}

/// Sorting along an axis, and the first few in sorted order. Equal elements stay in their order.
///
/// Rows are sorted on several threads, each by its keys: few by insertion, many by a radix sort of eight bits a pass
/// (Knuth, The Art of Computer Programming, volume 3, section 5.2.5), which takes time in proportion to their number.
public enum Sorting {
  /// The elements in order along the axis, and where they were.
  ///
  /// - Parameters:
  ///   - x: An (outer, axis, inner) array.
  ///   - count: How many of the first ones are wanted, at most `extents.axis`; the results are (outer, count, inner) arrays.
  ///   - values: Where the elements go.
  ///   - indices: Where their places along the axis go.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Int32)
  @specialized(where Scalar == UInt8)
  public static func sort<Scalar: SortableScalar>(
    _ x: UnsafePointer<Scalar>, _ extents: AxisExtents, first count: Int, descending: Bool,
    values: UnsafeMutablePointer<Scalar>, indices: UnsafeMutablePointer<Int32>
  ) {
    let inner = extents.inner
    let length = extents.axis
    let rows = extents.outer * inner
    guard rows > 0, count > 0 else { return }
    let rowsPerPiece = max(1, (1 << 14) / length)
    Parallel.forEach((rows + rowsPerPiece - 1) / rowsPerPiece) { piece in
      let entries = UnsafeMutablePointer<SortEntry<Scalar.SortKey>>.allocate(capacity: 2 * length)
      defer { entries.deallocate() }
      for row in piece * rowsPerPiece..<min((piece + 1) * rowsPerPiece, rows) {
        let (outer, column) = (row / inner, row % inner)
        let source = x + (outer * length * inner + column)
        for i in 0..<length {
          entries[i] = SortEntry(
            key: source[i * inner].sortKey(descending: descending), index: UInt32(truncatingIfNeeded: i))
        }
        let sorted = first(count, of: entries, length)
        let place = outer * count * inner + column
        for i in 0..<count {
          let index = Int(sorted[i].index)
          values[place + i * inner] = source[index * inner]
          indices[place + i * inner] = Int32(truncatingIfNeeded: index)
        }
      }
    }
  }

  /// Sorts the first `count` entries of `length` into place. There is room for as many again behind them, and the result
  /// may be there.
  @inline(__always)
  private static func first<Key>(
    _ count: Int, of entries: UnsafeMutablePointer<SortEntry<Key>>, _ length: Int
  ) -> UnsafeMutablePointer<SortEntry<Key>> {
    if length <= 48 {
      sortByInsertion(entries, length)
      return entries
    }
    if count <= length / 8 {
      selectFirst(count, of: entries, length)
      return entries
    }
    return sortByRadix(entries, length)
  }

  /// Insertion sort.
  @inline(__always)
  private static func sortByInsertion<Key>(_ entries: UnsafeMutablePointer<SortEntry<Key>>, _ length: Int) {
    for i in 1..<max(length, 1) {
      let entry = entries[i]
      var j = i
      while j > 0, entry.key < entries[j - 1].key {
        entries[j] = entries[j - 1]
        j -= 1
      }
      entries[j] = entry
    }
  }

  /// Radix sort from the lowest byte up; bytes that are the same in all keys are passed over.
  @inline(__always)
  private static func sortByRadix<Key>(
    _ entries: UnsafeMutablePointer<SortEntry<Key>>, _ length: Int
  ) -> UnsafeMutablePointer<SortEntry<Key>> {
    var (from, to) = (entries, entries + length)
    for shift in stride(from: 0, to: Key.bitWidth, by: 8) {
      var places = InlineArray<256, Int>(repeating: 0)
      for i in 0..<length { places[Int(truncatingIfNeeded: (from[i].key &>> Key(shift)) & 255)] += 1 }
      if places[Int(truncatingIfNeeded: (from[0].key &>> Key(shift)) & 255)] == length { continue }
      var next = 0
      for digit in 0..<256 {
        let count = places[digit]
        places[digit] = next
        next += count
      }
      for i in 0..<length {
        let digit = Int(truncatingIfNeeded: (from[i].key &>> Key(shift)) & 255)
        to[places[digit]] = from[i]
        places[digit] += 1
      }
      swap(&from, &to)
    }
    return from
  }

  /// Keeps the first `count` in a heap whose root is the last of them, and then takes the heap apart.
  @inline(__always)
  private static func selectFirst<Key>(
    _ count: Int, of entries: UnsafeMutablePointer<SortEntry<Key>>, _ length: Int
  ) {
    for root in stride(from: count / 2 - 1, through: 0, by: -1) { siftDown(entries, root, count) }
    for i in count..<length where entries[i].key < entries[0].key {
      entries[0] = entries[i]
      siftDown(entries, 0, count)
    }
    for last in stride(from: count - 1, to: 0, by: -1) {
      let entry = entries[last]
      entries[last] = entries[0]
      entries[0] = entry
      siftDown(entries, 0, last)
    }
  }

  /// Lets the entry at `root` sink to its place in a heap of `count` entries.
  @inline(__always)
  private static func siftDown<Key>(_ heap: UnsafeMutablePointer<SortEntry<Key>>, _ root: Int, _ count: Int) {
    let entry = heap[root]
    var hole = root
    while 2 * hole + 1 < count {
      var child = 2 * hole + 1
      if child + 1 < count, heap[child].precedes(heap[child + 1]) { child += 1 }
      guard entry.precedes(heap[child]) else { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = entry
  }
}

/// A key and where its element was.
private struct SortEntry<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: BitwiseCopyable {
  var key: Key
  var index: UInt32

  /// Whether this one comes first in a stable order.
  @inline(__always) func precedes(_ other: SortEntry) -> Bool {
    key < other.key || (key == other.key && index < other.index)
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Float: SortableScalar {
  @inline(__always) public func sortKey(descending: Bool) -> UInt32 {
    guard self == self else { return .max }
    let bits = (self + 0).bitPattern  // -0 + 0 is 0
    let key = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return descending ? ~key : key
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double: SortableScalar {
  @inline(__always) public func sortKey(descending: Bool) -> UInt64 {
    guard self == self else { return .max }
    let bits = (self + 0).bitPattern
    let key = bits >> 63 == 0 ? bits | 0x8000_0000_0000_0000 : ~bits
    return descending ? ~key : key
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Int32: SortableScalar {
  @inline(__always) public func sortKey(descending: Bool) -> UInt32 {
    let key = UInt32(bitPattern: self) ^ 0x8000_0000
    return descending ? ~key : key
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension UInt8: SortableScalar {
  @inline(__always) public func sortKey(descending: Bool) -> UInt8 { descending ? ~self : self }
}
