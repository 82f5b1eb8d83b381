/// The most bytes of one operand that are gathered into a buffer on the stack before they are worked on.
@usableFromInline let gatheredBytes = 1024

extension RowLayout {
  /// A contiguous piece of the result: columns of one row, or whole rows.
  @frozen @usableFromInline
  struct Block {
    @usableFromInline var rows: Range<Int>
    @usableFromInline var columns: Range<Int>
    /// Where the block begins in the result.
    @usableFromInline var offset: Int

    @inlinable @inline(__always)
    init(rows: Range<Int>, columns: Range<Int>, offset: Int) {
      self.rows = rows
      self.columns = columns
      self.offset = offset
    }

    @inlinable @inline(__always)
    var count: Int { rows.count * columns.count }
  }

  /// The same walk over the operands in use (a kernel sets the others to `.scalar`) in a single row, if there is one.
  @inlinable
  func flattened() -> RowLayout {
    func isGapless(_ strides: Strides) -> Bool {
      strides == .scalar || strides == .contiguous(columns: columns)
    }
    var flat = self
    if columns == 1 {
      swap(&flat.rows, &flat.columns)
      flat.first.column = first.row
      flat.second.column = second.row
      flat.third.column = third.row
    } else if isGapless(first) && isGapless(second) && isGapless(third) {
      flat.rows = 1
      flat.columns = count
    }
    return flat
  }

  /// Cuts the result into blocks of which none that `needsGathering` has more than `capacity` elements.
  @inlinable @inline(__always)
  func forEachBlock(needsGathering: Bool, capacity: Int, _ body: (Block) -> Void) {
    guard count > 0 else { return }
    if rows > 1 && columns <= capacity / 2 {
      let step = capacity / columns
      for row in stride(from: 0, to: rows, by: step) {
        let end = min(row + step, rows)
        body(Block(rows: row..<end, columns: 0..<columns, offset: row * columns))
      }
    } else {
      let step = needsGathering ? min(columns, capacity) : columns
      for row in 0..<rows {
        for column in stride(from: 0, to: columns, by: step) {
          let end = min(column + step, columns)
          body(Block(rows: row..<row + 1, columns: column..<end, offset: row * columns + column))
        }
      }
    }
  }
}

/// One operand of an elementwise kernel, seen as contiguous blocks: where they are not so in memory, they are
/// gathered into a buffer.
@frozen @usableFromInline
struct BlockReader<Element> {
  @usableFromInline let pointer: UnsafePointer<Element>
  @usableFromInline let strides: RowLayout.Strides
  @usableFromInline let rowLength: Int
  @usableFromInline let buffer: UnsafeMutablePointer<Element>

  /// A reader whose `buffer` has room for `capacity` elements.
  @inlinable @inline(__always)
  init(
    _ pointer: UnsafePointer<Element>, _ strides: RowLayout.Strides, in layout: RowLayout,
    buffer: UnsafeMutableBufferPointer<Element>
  ) {
    self.pointer = pointer
    self.strides = strides
    self.rowLength = layout.columns
    self.buffer = buffer.baseAddress!
    if strides == .scalar && layout.count > 0 {
      self.buffer.initialize(repeating: pointer[0], count: min(layout.count, buffer.count))
    }
  }

  /// The block's elements, valid until the next read.
  @inlinable @inline(__always)
  func read(_ block: RowLayout.Block) -> UnsafePointer<Element> {
    if strides == .scalar { return UnsafePointer(buffer) }
    let isDirect = strides.column == 1 && (block.rows.count == 1 || strides.row == rowLength)
    if isDirect { return pointer + (block.rows.lowerBound * strides.row + block.columns.lowerBound) }
    gather(block)
    return UnsafePointer(buffer)
  }

  @inlinable @inline(__always)
  func gather(_ block: RowLayout.Block) {
    let width = block.columns.count
    var target = buffer
    for row in block.rows {
      let source = pointer + (row * strides.row + block.columns.lowerBound * strides.column)
      switch strides.column {
      case 0: for column in 0..<width { target[column] = source[0] }
      case 1: for column in 0..<width { target[column] = source[column] }
      default: for column in 0..<width { target[column] = source[column * strides.column] }
      }
      target += width
    }
  }
}

/// Calls `body` with the elements of a and b (the layout's first and second operands) for each block of the result,
/// with the block's beginning in the result and its length.
@inlinable @inline(__always)
func forEachBlock<Element>(
  _ layout: RowLayout, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
  _ body: (_ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, _ offset: Int, _ count: Int) -> Void
) {
  var layout = layout
  layout.third = .scalar
  layout = layout.flattened()
  let needsGathering = layout.first.column != 1 || layout.second.column != 1
  let capacity = gatheredBytes / MemoryLayout<Element>.stride
  withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { aBuffer in
    withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { bBuffer in
      let aReader = BlockReader(a, layout.first, in: layout, buffer: aBuffer)
      let bReader = BlockReader(b, layout.second, in: layout, buffer: bBuffer)
      layout.forEachBlock(needsGathering: needsGathering, capacity: capacity) { block in
        body(aReader.read(block), bReader.read(block), block.offset, block.count)
      }
    }
  }
}

/// The same with a mask, the layout's third operand.
@inlinable @inline(__always)
func forEachBlock<Element>(
  _ layout: RowLayout, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, _ mask: UnsafePointer<Bool>,
  _ body: (
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, _ mask: UnsafePointer<Bool>, _ offset: Int,
    _ count: Int
  ) -> Void
) {
  let layout = layout.flattened()
  let needsGathering = layout.first.column != 1 || layout.second.column != 1 || layout.third.column != 1
  let capacity = gatheredBytes / MemoryLayout<Element>.stride
  withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { aBuffer in
    withUnsafeTemporaryAllocation(of: Element.self, capacity: capacity) { bBuffer in
      withUnsafeTemporaryAllocation(of: Bool.self, capacity: capacity) { maskBuffer in
        let aReader = BlockReader(a, layout.first, in: layout, buffer: aBuffer)
        let bReader = BlockReader(b, layout.second, in: layout, buffer: bBuffer)
        let maskReader = BlockReader(mask, layout.third, in: layout, buffer: maskBuffer)
        layout.forEachBlock(needsGathering: needsGathering, capacity: capacity) { block in
          body(aReader.read(block), bReader.read(block), maskReader.read(block), block.offset, block.count)
        }
      }
    }
  }
}
