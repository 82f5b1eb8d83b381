// Reductions of contiguous rows. A row is cut into blocks, a long one into chunks of blocks on several threads; the
// results of blocks and chunks are combined as binary trees.

extension ReductionKernels {
  /// The elements that a block adds into its lanes before the tree begins: 8 vectors of up to 16 lanes, 32 times.
  @inlinable @inline(__always) public static var elementsPerBlock: Int { 4096 }

  /// Reduces each row of an array of `extents.outer` rows.
  @inlinable @inline(never) public static func reduceRows<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ centres: UnsafePointer<Scalar>?, _ extents: AxisExtents,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    let rows = extents.outer
    let length = extents.axis
    let chunks = (length + elementsPerPiece - 1) / elementsPerPiece
    if chunks == 1 {
      let rowsPerPiece = max(1, elementsPerPiece / length)
      Parallel.forEach((rows + rowsPerPiece - 1) / rowsPerPiece) { piece in
        let first = piece * rowsPerPiece
        for row in first..<min(first + rowsPerPiece, rows) {
          result[row] = reduceRow(
            R.self, x + row * length, length, R.isCentred ? centres.unsafelyUnwrapped[row] : 0)
        }
      }
      return
    }
    let partials = UnsafeMutablePointer<Scalar>.allocate(capacity: rows * chunks)
    defer { partials.deallocate() }
    Parallel.forEach(rows * chunks) { piece in
      let row = piece / chunks
      let first = piece % chunks * elementsPerPiece
      partials[piece] = reduceRow(
        R.self, x + row * length + first, min(elementsPerPiece, length - first),
        R.isCentred ? centres.unsafelyUnwrapped[row] : 0)
    }
    for row in 0..<rows {
      combineAsTree(R.self, partials + row * chunks, chunks, width: 1)
      result[row] = partials[row * chunks]
    }
  }

  /// One row, or a chunk of one.
  @inlinable @inline(__always) public static func reduceRow<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ count: Int, _ centre: Scalar
  ) -> Scalar {
    if count <= elementsPerBlock { return reduceBlock(R.self, x, count, centre) }
    let blocks = (count + elementsPerBlock - 1) / elementsPerBlock
    let partials = UnsafeMutablePointer<Scalar>.allocate(capacity: blocks)
    defer { partials.deallocate() }
    for block in 0..<blocks {
      let first = block * elementsPerBlock
      partials[block] = reduceBlock(R.self, x + first, min(elementsPerBlock, count - first), centre)
    }
    combineAsTree(R.self, partials, blocks, width: 1)
    return partials[0]
  }

  /// A block: eight vectors side by side, then one, then the elements that are left.
  @inlinable @inline(never) public static func reduceBlock<R: Reduction>(
    _: R.Type, _ x: UnsafePointer<Scalar>, _ count: Int, _ centre: Scalar
  ) -> Scalar {
    let lanes = Vector.laneCount
    var i = 0
    var total = SingleLane(R.neutral(Scalar.self))
    if count >= lanes {
      let about = Vector(centre)
      var sum = Vector(R.neutral(Scalar.self))
      if count >= 8 * lanes {
        var sums = InlineArray<8, Vector>(repeating: sum)
        while i + 8 * lanes <= count {
          for k in 0..<8 {
            sums[k] = R.combine(sums[k], R.map(Vector(loading: x + i + k * lanes), about: about))
          }
          i += 8 * lanes
        }
        sum = R.combine(
          R.combine(R.combine(sums[0], sums[1]), R.combine(sums[2], sums[3])),
          R.combine(R.combine(sums[4], sums[5]), R.combine(sums[6], sums[7])))
      }
      while i + lanes <= count {
        sum = R.combine(sum, R.map(Vector(loading: x + i), about: about))
        i += lanes
      }
      total = acrossLanes(R.self, sum)
    }
    while i < count {
      total = R.combine(total, R.map(SingleLane(x[i]), about: SingleLane(centre)))
      i += 1
    }
    return total.value
  }

  /// The lanes of a vector combined, neighbours last.
  @inlinable @inline(__always) public static func acrossLanes<R: Reduction>(
    _: R.Type, _ vector: Vector
  ) -> SingleLane<Scalar> {
    var vector = vector
    if Vector.laneCount > 8 { vector = R.combine(vector, swappingHalves(vector, of: 8)) }
    if Vector.laneCount > 4 { vector = R.combine(vector, swappingHalves(vector, of: 4)) }
    if Vector.laneCount > 2 { vector = R.combine(vector, swappingHalves(vector, of: 2)) }
    return R.combine(SingleLane(vector[0]), SingleLane(vector[1]))
  }

  /// Each lane moved by `width` lanes, up or down, so that neighbouring groups of that width change places.
  @inlinable @inline(__always) public static func swappingHalves(_ vector: Vector, of width: Int) -> Vector {
    var swapped = vector
    for lane in 0..<Vector.laneCount { swapped[lane] = vector[lane ^ width] }
    return swapped
  }

  /// Combines `count` partial results of `width` elements each, neighbours first, into the first one.
  @inlinable @inline(__always) public static func combineAsTree<R: Reduction>(
    _: R.Type, _ partials: UnsafeMutablePointer<Scalar>, _ count: Int, width: Int
  ) {
    var step = 1
    while step < count {
      var i = 0
      while i + step < count {
        combineInPlace(R.self, partials + i * width, partials + (i + step) * width, width)
        i += 2 * step
      }
      step *= 2
    }
  }

  /// Combines each element of `b` into that of `a`.
  @inlinable @inline(__always) public static func combineInPlace<R: Reduction>(
    _: R.Type, _ a: UnsafeMutablePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ count: Int
  ) {
    let lanes = Vector.laneCount
    var i = 0
    while i + lanes <= count {
      R.combine(Vector(loading: a + i), Vector(loading: b + i)).store(to: a + i)
      i += lanes
    }
    while i < count {
      a[i] = R.combine(SingleLane(a[i]), SingleLane(b[i])).value
      i += 1
    }
  }
}
