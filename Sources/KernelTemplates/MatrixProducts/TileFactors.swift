/// The elements of A that a tile needs in one step, step after step.
public protocol TileFactors<Scalar> {
  associatedtype Scalar
  /// The element of a row of a group.
  subscript(group: Int, row: Int) -> Scalar { get }
  /// Goes to the next step.
  mutating func advance()
  /// The steps of a round, in which all that a later one needs is asked for.
  static var stepsOfRound: Int { get }
  /// Called before a round.
  mutating func beginRound()
  /// Called before a step of a round: asks for some of what a later one needs.
  mutating func ask()
}

/// A packed tile: all addresses are constants from one pointer, and the units that would compute them multiply instead.
@frozen public struct PackedFactors<Kernels: MatrixKernels, let groups: Int, let rows: Int>: TileFactors {
  @usableFromInline var place: UnsafePointer<Kernels.Scalar>

  @inlinable @inline(__always) init(_ start: UnsafePointer<Kernels.Scalar>) { place = start }

  /// The element of a row of a group.
  @inlinable @inline(__always) public subscript(group: Int, row: Int) -> Kernels.Scalar {
    place[group * rows + row]
  }
  /// Goes to the next step.
  @inlinable @inline(__always) public mutating func advance() { place += Kernels.tileRows }
  /// The steps of a round.
  @inlinable @inline(__always) public static var stepsOfRound: Int { 1 }
  /// Begins a round.
  @inlinable @inline(__always) public mutating func beginRound() {}
  /// Asks for some of what a later step needs.
  @inlinable @inline(__always) public mutating func ask() { Hint.prefetch(place + 16 * Kernels.tileRows) }
}

/// A tile in any layout.
@frozen public struct StridedFactors<Kernels: MatrixKernels, let groups: Int, let rows: Int>: TileFactors {
  /// One pointer for the rows of a group, as an address can hold one or two strides, but not three.
  @usableFromInline var places: InlineArray<groups, UnsafePointer<Kernels.Scalar>>
  @usableFromInline let rowStride: Int
  @usableFromInline let columnStride: Int
  /// What is asked for next. Rows would otherwise all need a new cache line in the same step.
  @usableFromInline var ahead: UnsafePointer<Kernels.Scalar>

  @inlinable @inline(__always) init(_ a: MatrixOperand<Kernels.Scalar>) {
    places = InlineArray { a.start + $0 * rows * a.rowStride }
    (rowStride, columnStride) = (a.rowStride, a.columnStride)
    ahead = a.start
  }

  /// The element of a row of a group.
  @inlinable @inline(__always) public subscript(group: Int, row: Int) -> Kernels.Scalar {
    places[group][row * rowStride]
  }
  /// Goes to the next step.
  @inlinable @inline(__always) public mutating func advance() {
    for group in 0..<groups { places[group] += columnStride }
  }
  /// The steps of a round.
  @inlinable @inline(__always) public static var stepsOfRound: Int { groups * rows }
  /// Begins a round.
  @inlinable @inline(__always) public mutating func beginRound() { ahead = places[0] + 32 * columnStride }
  /// Asks for some of what a later step needs.
  @inlinable @inline(__always) public mutating func ask() {
    Hint.prefetch(ahead)
    ahead += rowStride
  }
}
