/// How elements are to be copied from one arrangement in memory to another: the extents of up to eight axes, with the
/// step of each in the source and in the destination, in elements.
///
/// Steps may be negative (a reversed axis), and zero in the source (a repeated one). Axes that can be walked as one are
/// joined as they are added.
///
/// ```swift
/// var layout = CopyLayout()              // the transpose of a matrix of m rows and n columns
/// layout.append(n, source: 1, destination: m)
/// layout.append(m, source: n, destination: 1)
/// ```
@frozen public struct CopyLayout: Sendable {
  /// One axis.
  @frozen public struct Axis: Sendable {
    /// The number of steps along the axis.
    public var extent: Int
    /// From one element to the next in the source.
    public var source: Int
    /// From one element to the next in the destination.
    public var destination: Int

    /// An axis of `extent` elements.
    @inlinable @inline(__always) public init(extent: Int, source: Int, destination: Int) {
      self.extent = extent
      self.source = source
      self.destination = destination
    }
  }

  /// The axes, outermost first; those from ``rank`` on mean nothing.
  public var axes: InlineArray<8, Axis>
  /// The number of axes.
  public var rank: Int
  /// The number of elements.
  public var count: Int

  /// A single element.
  @inlinable @inline(__always) public init() {
    axes = InlineArray(repeating: Axis(extent: 1, source: 0, destination: 0))
    rank = 0
    count = 1
  }

  /// Adds an axis inside those that are there; at most eight.
  @inlinable public mutating func append(_ extent: Int, source: Int, destination: Int) {
    count *= extent
    guard extent != 1 else { return }
    if rank > 0, axes[rank - 1].source == extent * source, axes[rank - 1].destination == extent * destination
    {
      axes[rank - 1] = Axis(extent: axes[rank - 1].extent * extent, source: source, destination: destination)
    } else {
      axes[rank] = Axis(extent: extent, source: source, destination: destination)
      rank += 1
    }
  }

  /// The same copy with the axes in the order of the destination's memory.
  @inlinable public func inDestinationOrder() -> CopyLayout {
    var axes = axes
    for i in 1..<max(rank, 1) {
      var j = i
      while j > 0, abs(axes[j - 1].destination) < abs(axes[j].destination) {
        axes.swapAt(j - 1, j)
        j -= 1
      }
    }
    var sorted = CopyLayout()
    for i in 0..<rank {
      sorted.append(axes[i].extent, source: axes[i].source, destination: axes[i].destination)
    }
    return sorted
  }

  /// This layout without one axis.
  @inlinable public func removing(axis: Int) -> CopyLayout {
    var rest = CopyLayout()
    for i in 0..<rank where i != axis {
      rest.append(axes[i].extent, source: axes[i].source, destination: axes[i].destination)
    }
    return rest
  }
}

/// A walk over the elements of a layout in its order.
@frozen public struct CopyWalk {
  /// The layout.
  @usableFromInline let layout: CopyLayout
  /// The indices along the axes.
  @usableFromInline var indices: InlineArray<8, Int>
  /// Where the element lies in the source.
  public var source: Int
  /// Where it goes in the destination.
  public var destination: Int

  /// A walk that begins at the element number `start`.
  @inlinable @inline(__always) public init(_ layout: CopyLayout, from start: Int) {
    self.layout = layout
    indices = InlineArray(repeating: 0)
    source = 0
    destination = 0
    var rest = start
    for i in 0..<layout.rank {
      let axis = layout.rank - 1 - i
      let index = rest % layout.axes[axis].extent
      rest /= layout.axes[axis].extent
      indices[axis] = index
      source += index * layout.axes[axis].source
      destination += index * layout.axes[axis].destination
    }
  }

  /// Goes to the next element; past the last one, to the first.
  @inlinable @inline(__always) public mutating func advance() {
    var i = layout.rank - 1
    while i >= 0 {
      let axis = layout.axes[i]
      indices[i] += 1
      source += axis.source
      destination += axis.destination
      if indices[i] < axis.extent { return }
      indices[i] = 0
      source -= axis.extent * axis.source
      destination -= axis.extent * axis.destination
      i -= 1
    }
  }
}
