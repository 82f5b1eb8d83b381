/// The part of a tensor that a subscript selects, found one index at a time.
struct Region {
  /// Where the selected elements lie.
  private(set) var layout: StridedLayout
  private let shape: TensorShape
  /// The next axis of the layout, and of the tensor.
  private var position = 0
  private var axis = 0
  private var hasEllipsis = false
  private let place: (file: StaticString, line: UInt)

  /// The whole of a tensor of the given shape.
  init(of shape: TensorShape, file: StaticString, line: UInt) {
    layout = StridedLayout(contiguous: shape)
    self.shape = shape
    place = (file, line)
  }

  /// Narrows the region by the next index. `namedCount` is the number of axes that all the indices name together.
  mutating func select(_ selection: AxisSelection, namedCount: Int) {
    switch selection.kind {
    case .newAxis:
      layout.insertAxis(at: position)
      position += 1
    case .ellipsis:
      guard !hasEllipsis else { fail("only one ellipsis fits into a subscript") }
      hasEllipsis = true
      let skipped = max(shape.rank - namedCount, 0)
      position += skipped
      axis += skipped
    case .element(let index):
      let extent = nextExtent(namedCount)
      guard index >= -extent, index < extent else { fail("there is no index \(index) in \(axisName)") }
      layout.select(axis: position, at: index < 0 ? index + extent : index)
      axis += 1
    case .range(let lower, let upper, let step):
      let extent = nextExtent(namedCount)
      let first = bound(lower ?? 0, extent)
      let last = bound(upper ?? extent, extent)
      let count = last > first ? (last - first - 1) / abs(step) + 1 : 0
      layout.select(axis: position, from: step > 0 ? first : last - 1, by: step, count: count)
      position += 1
      axis += 1
    }
  }

  private func nextExtent(_ namedCount: Int) -> Int {
    guard axis < shape.rank else { fail("\(namedCount) indices are too many for the shape \(shape)") }
    return shape[axis]
  }

  private func bound(_ bound: Int, _ extent: Int) -> Int {
    let normal = bound < 0 ? bound + extent : bound
    guard normal >= 0, normal <= extent else { fail("the bound \(bound) lies outside of \(axisName)") }
    return normal
  }

  private var axisName: String { "axis \(axis) of the shape \(shape)" }

  private func fail(_ message: String) -> Never {
    trap("subscript", message, file: place.file, line: place.line)
  }
}

extension AxisSelection {
  /// The number of axes of the tensor that this selection is about.
  var namedCount: Int {
    switch kind {
    case .element, .range: 1
    case .newAxis, .ellipsis: 0
    }
  }
}
