// Winograd's minimal filtering (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015): an m × m tile of
// the output of an r × r kernel is made from an 8 × 8 window of the input, m + r = 9, by 64 multiplications for each channel
// instead of m² r². Both are seen as polynomials, evaluated at the points 0, ±1, ±2, ±½ and ∞ and multiplied there:
//
//     Y = Aᵀ [ (S ∘ E w Eᵀ) ∘ (Bᵀ d B) ] A
//
// with E the evaluation at the points, Aᵀ its transpose for m coefficients, Bᵀ the transposed interpolation, and S the factors
// that interpolation divides by. The same matrices serve the gradient with respect to the weights, whose tile is r × r and
// whose "kernel" is the m × m tile of the output's gradient. In Float the relative error is about 5e-6, that
// of a direct sum 3e-7.

extension MatrixKernels {
  /// The points, and the side of a window.
  @inlinable @inline(__always) public static var windowSide: Int { 8 }
  /// The elements of a window.
  @inlinable @inline(__always) public static var windowArea: Int { 64 }

  /// The factor of a point in S.
  @inlinable @inline(__always)
  public static func pointFactor(_ point: Int) -> Scalar {
    switch point {
    case 0, 7: 1
    case 1, 2: -2 / 9
    case 3, 4: 1 / 90
    default: 32 / 45
    }
  }

  /// factor · a + b.
  @inlinable @inline(__always)
  public static func multiple(_ factor: Scalar, _ a: Vector, plus b: Vector) -> Vector {
    Vector.fma(Vector(factor), a, b)
  }

  /// Bᵀ d: what the values at the points are as functions of a line of the input.
  @inlinable @inline(__always)
  public static func transformInput(_ d: InlineArray<8, Vector>) -> InlineArray<8, Vector> {
    let even1 = multiple(-4.25, d[4], plus: d[2] + d[6])
    let odd1 = multiple(-4.25, d[3], plus: d[1] + d[5])
    let even2 = multiple(-1.25, d[4], plus: multiple(0.25, d[2], plus: d[6]))
    let odd2 = multiple(-2.5, d[3], plus: multiple(0.5, d[1], plus: d[5] + d[5]))
    let even3 = multiple(-5, d[4], plus: multiple(4, d[2], plus: d[6]))
    let odd3 = multiple(-2.5, d[3], plus: multiple(0.5, d[5], plus: d[1] + d[1]))
    return [
      multiple(5.25, d[4] - d[2], plus: d[0] - d[6]),
      even1 + odd1, even1 - odd1, even2 + odd2, even2 - odd2, even3 + odd3, even3 - odd3,
      multiple(5.25, d[3] - d[5], plus: d[7] - d[1]),
    ]
  }

  /// E x: a polynomial of `n` coefficients at the points.
  @inlinable @inline(__always)
  public static func evaluate<let n: Int>(_ x: InlineArray<n, Vector>) -> InlineArray<8, Vector> {
    var (even1, odd1) = (x[0], Vector(0))
    var (even2, odd2) = (x[0], Vector(0))
    var (even3, odd3) = (x[0], Vector(0))
    var power: Scalar = 1
    for i in 1..<n {
      power *= 2
      if i % 2 == 0 {
        even1 = even1 + x[i]
        even2 = Vector.fma(Vector(power), x[i], even2)
        even3 = Vector.fma(Vector(1 / power), x[i], even3)
      } else {
        odd1 = odd1 + x[i]
        odd2 = Vector.fma(Vector(power), x[i], odd2)
        odd3 = Vector.fma(Vector(1 / power), x[i], odd3)
      }
    }
    return [
      x[0], even1 + odd1, even1 - odd1, even2 + odd2, even2 - odd2, even3 + odd3, even3 - odd3, x[n - 1],
    ]
  }

  /// Aᵀ v: the `m` coefficients of a tile's line from values at the points.
  @inlinable @inline(__always)
  public static func gather<let m: Int>(_ v: InlineArray<8, Vector>) -> InlineArray<m, Vector> {
    let (even1, odd1) = (v[1] + v[2], v[1] - v[2])
    let (even2, odd2) = (v[3] + v[4], v[3] - v[4])
    let (even3, odd3) = (v[5] + v[6], v[5] - v[6])
    var y = InlineArray<m, Vector>(repeating: v[0] + even1 + (even2 + even3))
    var power: Scalar = 1
    for i in 1..<m {
      power *= 2
      let isEven = i % 2 == 0
      let sum = Vector.fma(Vector(1 / power), isEven ? even3 : odd3, isEven ? even1 : odd1)
      y[i] = Vector.fma(Vector(power), isEven ? even2 : odd2, sum)
    }
    y[m - 1] = y[m - 1] + v[7]
    return y
  }

  /// Bᵀ d B for a vector of windows. `window` holds 64 vectors; the result's are `stride` apart.
  @inlinable @inline(__always)
  public static func transformWindows(
    _ window: UnsafeMutablePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let lanes = Vector.laneCount
    for x in 0..<8 {
      var line = InlineArray<8, Vector>(repeating: Vector(0))
      for y in 0..<8 { line[y] = Vector(loading: window + (y * 8 + x) * lanes) }
      line = transformInput(line)
      for y in 0..<8 { line[y].store(to: window + (y * 8 + x) * lanes) }
    }
    for y in 0..<8 {
      var line = InlineArray<8, Vector>(repeating: Vector(0))
      for x in 0..<8 { line[x] = Vector(loading: window + (y * 8 + x) * lanes) }
      line = transformInput(line)
      for x in 0..<8 {
        let place = target + (y * 8 + x) * stride
        line[x].store(to: place)
        // Of so many rows at once, the processor follows too few by itself.
        Hint.prefetchForWriting(place + 2 * lanes)
      }
    }
  }

  /// E x Eᵀ for a vector of n × n tiles, n² vectors, times S if `scaled`; the result's 64 are `stride` apart.
  @inlinable @inline(__always)
  public static func evaluateTiles<let n: Int>(
    _ shape: WinogradTile<n>.Type, _ tile: UnsafePointer<Scalar>, scaled: Bool,
    into target: UnsafeMutablePointer<Scalar>, stride: Int, scratch: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    for x in 0..<n {
      var line = InlineArray<n, Vector>(repeating: Vector(0))
      for y in 0..<n { line[y] = Vector(loading: tile + (y * n + x) * lanes) }
      let values = evaluate(line)
      for y in 0..<8 { values[y].store(to: scratch + (y * n + x) * lanes) }
    }
    for y in 0..<8 {
      var line = InlineArray<n, Vector>(repeating: Vector(0))
      for x in 0..<n { line[x] = Vector(loading: scratch + (y * n + x) * lanes) }
      let values = evaluate(line)
      for x in 0..<8 {
        let value = scaled ? values[x] * Vector(pointFactor(y) * pointFactor(x)) : values[x]
        let place = target + (y * 8 + x) * stride
        value.store(to: place)
        Hint.prefetchForWriting(place + 2 * panelColumns)
      }
    }
  }

  /// Aᵀ v A for a vector of tiles, m² vectors, from 64 that are `stride` apart, times S if `scaled`.
  @inlinable @inline(__always)
  public static func gatherTiles<let m: Int>(
    _ shape: WinogradTile<m>.Type, _ values: UnsafePointer<Scalar>, stride: Int, scaled: Bool,
    into tile: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>
  ) {
    let lanes = Vector.laneCount
    for x in 0..<8 {
      var line = InlineArray<8, Vector>(repeating: Vector(0))
      for y in 0..<8 {
        let place = values + (y * 8 + x) * stride
        // Of so many rows at once, the processor follows too few by itself.
        Hint.prefetch(place + 2 * lanes)
        line[y] = Vector(loading: place)
        if scaled { line[y] = line[y] * Vector(pointFactor(y) * pointFactor(x)) }
      }
      let some: InlineArray<m, Vector> = gather(line)
      for y in 0..<m { some[y].store(to: scratch + (y * 8 + x) * lanes) }
    }
    for y in 0..<m {
      var line = InlineArray<8, Vector>(repeating: Vector(0))
      for x in 0..<8 { line[x] = Vector(loading: scratch + (y * 8 + x) * lanes) }
      let some: InlineArray<m, Vector> = gather(line)
      for x in 0..<m { some[x].store(to: tile + (y * m + x) * lanes) }
    }
  }
}

/// A square tile, by its side.
public enum WinogradTile<let side: Int> {}
