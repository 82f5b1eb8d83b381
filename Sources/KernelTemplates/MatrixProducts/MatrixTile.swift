/// The shape of a tile of C that stays in registers: `groups` groups of `rows` rows, each of `vectors` vectors.
public enum RegisterTile<let groups: Int, let rows: Int, let vectors: Int> {}

/// Rows that will be needed after what is being computed, of which a tile asks for some.
@frozen public struct UpcomingRows<Scalar> {
  /// The next of them.
  public var start: UnsafePointer<Scalar>
  /// From a row to the next, in elements.
  public let stride: Int

  /// Rows in the given layout.
  @inlinable @inline(__always) public init(start: UnsafePointer<Scalar>, stride: Int) {
    self.start = start
    self.stride = stride
  }

  /// The rows after some more.
  @inlinable @inline(__always) public func advanced(by rows: Int) -> UpcomingRows {
    UpcomingRows(start: start + rows * stride, stride: stride)
  }
}

extension MatrixKernels {
  /// One tile of C = A·B, or C += A·B, kept in registers over all of `k`. B and C have contiguous rows.
  @inlinable @inline(never)
  public static func multiplyTile<let groups: Int, let rows: Int, let vectors: Int>(
    _ shape: RegisterTile<groups, rows, vectors>.Type, k: Int, a: MatrixOperand<Scalar>,
    b: UnsafePointer<Scalar>, bRowStride: Int, next: UpcomingRows<Scalar>,
    c: UnsafeMutablePointer<Scalar>, cRowStride: Int, accumulate: Bool
  ) {
    let lanes = Vector.laneCount
    var sums = InlineArray<groups, InlineArray<rows, InlineArray<vectors, Vector>>>(
      repeating: .init(repeating: .init(repeating: Vector(0))))
    if a.rowStride == 1, a.columnStride == tileRows, bRowStride == vectors * lanes {
      var factors = PackedFactors<Self, groups, rows>(a.start)
      addProducts(
        of: &factors, and: b, bRowStride: vectors * lanes, k: k, to: &sums, next: next, c: c,
        cRowStride: cRowStride)
    } else {
      var factors = StridedFactors<Self, groups, rows>(a)
      addProducts(
        of: &factors, and: b, bRowStride: bRowStride, k: k, to: &sums, next: next, c: c,
        cRowStride: cRowStride)
    }
    var c = c
    if accumulate {
      for g in 0..<groups {
        for i in 0..<rows {
          for v in 0..<vectors {
            let place = c + v * lanes
            (Vector(loading: place) + sums[g][i][v]).store(to: place)
          }
          c += cRowStride
        }
      }
    } else {
      for g in 0..<groups {
        for i in 0..<rows {
          for v in 0..<vectors { sums[g][i][v].store(to: c + v * lanes) }
          c += cRowStride
        }
      }
    }
  }

  /// The steps of a tile. In the first, one a vector of C, each of its cache lines is asked for, long before it is needed;
  /// in these and as many more, what will be needed next. More at once would hold up what is needed now.
  @inlinable @inline(__always)
  public static func addProducts<Factors: TileFactors, let groups: Int, let rows: Int, let vectors: Int>(
    of factors: inout Factors, and b: UnsafePointer<Scalar>, bRowStride: Int, k: Int,
    to sums: inout InlineArray<groups, InlineArray<rows, InlineArray<vectors, Vector>>>,
    next: UpcomingRows<Scalar>, c: UnsafeMutablePointer<Scalar>, cRowStride: Int
  ) where Factors.Scalar == Scalar {
    let lanes = Vector.laneCount
    let asked = min(k / (2 * vectors), groups * rows)
    let nextRowStride = next.stride
    var (row, next, b) = (c, next.start, b)
    for _ in 0..<asked {
      for v in 0..<vectors {
        Hint.prefetch(row + v * lanes)
        Hint.prefetchFar(next + v * lanes)
        addProduct(of: &factors, and: &b, bRowStride: bRowStride, to: &sums)
      }
      row += cRowStride
      next += nextRowStride
    }
    for _ in 0..<asked {
      for v in 0..<vectors {
        Hint.prefetchFar(next + v * lanes)
        addProduct(of: &factors, and: &b, bRowStride: bRowStride, to: &sums)
      }
      next += nextRowStride
    }
    var left = k - 2 * asked * vectors
    while left >= Factors.stepsOfRound {
      factors.beginRound()
      for _ in 0..<Factors.stepsOfRound {
        factors.ask()
        addProduct(of: &factors, and: &b, bRowStride: bRowStride, to: &sums)
      }
      left -= Factors.stepsOfRound
    }
    for _ in 0..<left { addProduct(of: &factors, and: &b, bRowStride: bRowStride, to: &sums) }
  }

  /// One step of a tile.
  @inlinable @inline(__always)
  public static func addProduct<Factors: TileFactors, let groups: Int, let rows: Int, let vectors: Int>(
    of factors: inout Factors, and b: inout UnsafePointer<Scalar>, bRowStride: Int,
    to sums: inout InlineArray<groups, InlineArray<rows, InlineArray<vectors, Vector>>>
  ) where Factors.Scalar == Scalar {
    let lanes = Vector.laneCount
    var row = InlineArray<vectors, Vector>(repeating: Vector(0))
    for v in 0..<vectors { row[v] = Vector(loading: b + v * lanes) }
    for v in 0..<vectors { Hint.prefetch(b + (8 * bRowStride + v * lanes)) }
    for g in 0..<groups {
      for i in 0..<rows {
        let factor = Vector(factors[g, i])
        for v in 0..<vectors { sums[g][i][v] = Vector.fma(factor, row[v], sums[g][i][v]) }
      }
    }
    factors.advance()
    b += bRowStride
  }

  /// The most rows of a tile: what the vector registers hold, with two vectors a row.
  @inlinable @inline(__always)
  public static var tileRows: Int {
    #if arch(arm64)
      12
    #else
      Vector.laneCount * MemoryLayout<Scalar>.stride == 64 ? 12 : 6
    #endif
  }

  /// The columns of a full panel of B, and of a tile.
  @inlinable @inline(__always)
  public static var panelColumns: Int { 2 * Vector.laneCount }
}
