import KernelTemplates

extension BroadcastLayout {
  /// Whether rows of columns would be so short that to begin on them takes longer than their work.
  var isFine: Bool { axisCount > 2 && extents[0] * extents[1] < 256 }
}

/// A walk over two broadcast operands whose inner axes are small: these repeat one pattern of places, by which a stretch
/// of each operand that is not contiguous is gathered.
struct BroadcastPattern {
  /// The most elements of a stretch, which stays in the nearest cache.
  static let stretchCount = 1024

  private let layout: BroadcastLayout
  /// The axes inside of which a stretch takes all, and their elements.
  private var innerAxes = 0
  private var innerCount = 1
  /// The extent of the next axis outside, and the steps along it that a stretch takes.
  private let nextExtent: Int
  private let steps: Int
  /// Where the elements of a stretch stand in each operand; empty where they are contiguous.
  private var offsets: (first: [Int32], second: [Int32]) = ([], [])

  /// The pattern of a layout that has elements.
  init(_ layout: BroadcastLayout) {
    self.layout = layout
    while innerAxes < layout.axisCount, innerCount * layout.extents[innerAxes] <= Self.stretchCount {
      innerCount *= layout.extents[innerAxes]
      innerAxes += 1
    }
    nextExtent = innerAxes < layout.axisCount ? layout.extents[innerAxes] : 1
    steps = min(nextExtent, Self.stretchCount / max(innerCount, 1))
    offsets = (offsets(of: 0), offsets(of: 1))
  }

  private func offsets(of operand: Int) -> [Int32] {
    let offsets = (0..<steps * innerCount).map { element in
      var (rest, place) = (element, 0)
      for axis in 0..<innerAxes {
        place += rest % layout.extents[axis] * layout.strides[operand][axis]
        rest /= layout.extents[axis]
      }
      // Never as much as a stretch: an operand that goes on along an axis has all the axes inside of it, or lacks them.
      return Int32(innerAxes < layout.axisCount ? place + rest * layout.strides[operand][innerAxes] : place)
    }
    return offsets.enumerated().allSatisfy { $0.offset == Int($0.element) } ? [] : offsets
  }

  /// Calls `body` with stretches of both operands, where they begin in the result, and their lengths; on several threads
  /// where there are many elements.
  func forEachPiece<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>,
    _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, _ start: Int, _ count: Int) -> Void
  ) {
    let chunks = (nextExtent + max(steps, 1) - 1) / max(steps, 1)
    let rows = layout.extents.indices.reduce(1) { $1 <= innerAxes ? $0 : $0 * layout.extents[$1] }
    let stretches = chunks * rows
    guard innerCount > 0, stretches > 0 else { return }
    let perPiece = max(1, BroadcastLayout.pieceCount / (steps * innerCount))
    Parallel.forEach((stretches + perPiece - 1) / perPiece) { piece in
      unsafe withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 2 * Self.stretchCount) { buffer in
        let room = buffer.baseAddress!
        for stretch in piece * perPiece..<min(stretches, (piece + 1) * perPiece) {
          let (row, first) = (stretch / chunks, stretch % chunks * steps)
          let count = min(steps, nextExtent - first) * innerCount
          let xs = unsafe self.stretch(
            of: x + start(of: 0, row, first), offsets.first, count: count, room: room)
          let ys = unsafe self.stretch(
            of: y + start(of: 1, row, first), offsets.second, count: count, room: room + Self.stretchCount)
          unsafe body(xs, ys, (row * nextExtent + first) * innerCount, count)
        }
      }
    }
  }

  /// The elements of a stretch, gathered where they are not contiguous.
  private func stretch<Scalar: TensorScalar>(
    of source: UnsafePointer<Scalar>, _ offsets: [Int32], count: Int, room: UnsafeMutablePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    if offsets.isEmpty { return unsafe source }
    unsafe offsets.withUnsafeBufferPointer { offsets in
      unsafe Scalar.gather(offsets.baseAddress!, count: count, from: source, to: room)
    }
    return unsafe UnsafePointer(room)
  }

  /// Where a stretch begins in an operand.
  private func start(of operand: Int, _ row: Int, _ first: Int) -> Int {
    var rest = row
    var place = innerAxes < layout.axisCount ? first * layout.strides[operand][innerAxes] : 0
    for axis in innerAxes + 1..<max(layout.axisCount, innerAxes + 1) {
      place += rest % layout.extents[axis] * layout.strides[operand][axis]
      rest /= layout.extents[axis]
    }
    return place
  }
}
