/// How a slab of an operand is packed: in blocks of `depth` steps of k, each of units of rows of A or columns of B.
@frozen public struct PackedBlocks: Sendable {
  /// The steps of k.
  public let k: Int
  /// Those of all blocks but the last.
  public let depth: Int
  /// The rows or columns.
  public let extent: Int
  /// Those of a unit.
  public let unit: Int

  /// The packing of a slab.
  @inlinable @inline(__always) public init(k: Int, depth: Int, extent: Int, unit: Int) {
    self.k = k
    self.depth = depth
    self.extent = extent
    self.unit = unit
  }

  /// The units, the last of which need not be full.
  @inlinable @inline(__always) public var units: Int { (extent + unit - 1) / unit }
  /// The elements for each step of k.
  @inlinable @inline(__always) public var pitch: Int { units * unit }
  /// The parts that can be packed by themselves: a unit of a block each.
  @inlinable @inline(__always) public var pieces: Int { units * ((k + depth - 1) / depth) }
}

extension MatrixKernels {
  /// Packs one piece of B.
  @inlinable @inline(__always)
  public static func packPanelBlock(
    _ piece: Int, of blocks: PackedBlocks, b: MatrixOperand<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    let (p0, j0) = (piece / blocks.units * blocks.depth, piece % blocks.units * panelColumns)
    let inner = min(blocks.depth, blocks.k - p0)
    packPanels(
      k: inner, columns: min(panelColumns, blocks.extent - j0), b: b.from(row: p0, column: j0),
      into: packed + (p0 * blocks.pitch + j0 * inner))
  }

  /// Packs one piece of A.
  @inlinable @inline(__always)
  public static func packTileBlock(
    _ piece: Int, of blocks: PackedBlocks, a: MatrixOperand<Scalar>, into packed: UnsafeMutablePointer<Scalar>
  ) {
    let (p0, i0) = (piece / blocks.units * blocks.depth, piece % blocks.units * tileRows)
    let inner = min(blocks.depth, blocks.k - p0)
    packTile(
      min(tileRows, blocks.extent - i0), k: inner, a: a.from(row: i0, column: p0),
      into: packed + (p0 * blocks.pitch + i0 * inner))
  }

  /// C from slabs of A and B, both packed as a whole. The pieces of C that threads then take are small in both
  /// directions, so that none waits long for another, and a piece stays in the second cache while k goes by.
  @inlinable @inline(never)
  public static func multiplyPacked(
    m: Int, n: Int, k: Int, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let depth = evenPart(of: k, atMost: blockDepth, multipleOf: 32)
    let slabRows = evenPart(of: m, atMost: packedCount / depth, multipleOf: tileRows)
    let slabColumns = evenPart(of: n, atMost: packedCount / depth, multipleOf: panelColumns)
    let slabDepth = evenPart(
      of: k, atMost: max(1, packedCount / max(slabRows, slabColumns) / depth) * depth, multipleOf: depth)
    for i0 in stride(from: 0, to: m, by: slabRows) {
      for j0 in stride(from: 0, to: n, by: slabColumns) {
        for p0 in stride(from: 0, to: k, by: slabDepth) {
          let inner = min(slabDepth, k - p0)
          multiplySlab(
            PackedBlocks(k: inner, depth: depth, extent: min(slabRows, m - i0), unit: tileRows),
            PackedBlocks(k: inner, depth: depth, extent: min(slabColumns, n - j0), unit: panelColumns),
            a: a.from(row: i0, column: p0), b: b.from(row: p0, column: j0), c: c + (i0 * cRowStride + j0),
            cRowStride: cRowStride, accumulate: accumulate || p0 > 0)
        }
      }
    }
  }

  /// The product of two slabs.
  @inlinable @inline(__always)
  public static func multiplySlab(
    _ rows: PackedBlocks, _ columns: PackedBlocks, a: MatrixOperand<Scalar>, b: MatrixOperand<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let (rowPieces, panelsAtOnce) = pieceExtents(tiles: rows.units, panels: columns.units)
    let columnPieces = (columns.units + panelsAtOnce - 1) / panelsAtOnce
    Scratch.with(Scalar.self, count: rows.pitch * rows.k) { packedA in
      Scratch.with(Scalar.self, count: columns.pitch * columns.k) { packedB in
        Parallel.forEach(rows.pieces + columns.pieces) { piece in
          if piece < columns.pieces {
            packPanelBlock(piece, of: columns, b: b, into: packedB)
          } else {
            packTileBlock(piece - columns.pieces, of: rows, a: a, into: packedA)
          }
        }
        Parallel.forEach(rowPieces * columnPieces) { piece in
          let i0 = piece / columnPieces * rows.units / rowPieces * tileRows
          let i1 = min(rows.extent, (piece / columnPieces + 1) * rows.units / rowPieces * tileRows)
          let j0 = piece % columnPieces * panelsAtOnce * panelColumns
          for p0 in stride(from: 0, to: rows.k, by: rows.depth) {
            let inner = min(rows.depth, rows.k - p0)
            multiplyBlock(
              rows: i1 - i0,
              columns: min(panelsAtOnce * panelColumns, columns.extent - j0), k: inner,
              a: packedTile(packedA + (p0 * rows.pitch + i0 * inner)), aTileStride: tileRows * inner,
              b: packedB + (p0 * columns.pitch + j0 * inner),
              c: c + (i0 * cRowStride + j0), cRowStride: cRowStride, accumulate: accumulate || p0 > 0)
          }
        }
      }
    }
  }

  /// The pieces that the tiles are cut into, and the panels of a piece of C: as many as the second cache likes, but no
  /// fewer than some dozens of pieces, and a number of them that most numbers of threads divide well.
  @inlinable @inline(__always)
  public static func pieceExtents(tiles: Int, panels: Int) -> (rowPieces: Int, panelsAtOnce: Int) {
    let most = 264 / tileRows
    let isLarge = tiles * panels >= 64 * most * 8
    let isSmall = tiles * panels < 16 * most / 2 * 8
    let tilesAtOnce = isLarge ? most : most / 2
    let pieces = (tiles + tilesAtOnce - 1) / tilesAtOnce
    return (min(tiles, (pieces + 3) / 4 * 4), evenPart(of: panels, atMost: isSmall ? 4 : 8))
  }
}
