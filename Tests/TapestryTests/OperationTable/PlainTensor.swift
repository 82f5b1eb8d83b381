import Tapestry

/// A tensor as plainly as it can be written: what references are made of.
struct PlainTensor: Sendable, Equatable {
  var shape: [Int]
  var scalars: [Double]

  init(shape: [Int], scalars: [Double]) {
    precondition(shape.reduce(1, *) == scalars.count)
    self.shape = shape
    self.scalars = scalars
  }

  /// The tensor whose element at each index is `element(index)`.
  init(shape: [Int], _ element: ([Int]) -> Double) {
    self.init(shape: shape, scalars: PlainTensor.indices(of: shape).map(element))
  }

  init<Scalar: FloatingPointScalar>(_ tensor: Tensor<Scalar>) {
    self.init(shape: tensor.shape.array, scalars: tensor.scalars.map(Double.init))
  }

  var rank: Int { shape.count }

  /// The element at an index with one entry an axis.
  subscript(index: [Int]) -> Double {
    get { scalars[offset(of: index)] }
    set { scalars[offset(of: index)] = newValue }
  }

  /// The indices of all elements, in row-major order.
  var indices: [[Int]] { PlainTensor.indices(of: shape) }

  func map(_ function: (Double) -> Double) -> PlainTensor {
    PlainTensor(shape: shape, scalars: scalars.map(function))
  }

  private func offset(of index: [Int]) -> Int {
    precondition(index.count == rank)
    var offset = 0
    for (position, extent) in zip(index, shape) {
      precondition(0..<extent ~= position)
      offset = offset * extent + position
    }
    return offset
  }

  static func indices(of shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { heads, extent in heads.flatMap { head in (0..<extent).map { head + [$0] } } }
  }
}

extension PlainTensor {
  /// `function` of pairs of elements by NumPy's rule: shapes are aligned at the last axis, and an axis that is
  /// missing or has one element stands for any extent.
  static func broadcast(_ a: PlainTensor, _ b: PlainTensor, _ function: (Double, Double) -> Double)
    -> PlainTensor
  {
    let rank = max(a.rank, b.rank)
    let padded = [a, b].map { [Int](repeating: 1, count: rank - $0.rank) + $0.shape }
    let shape = zip(padded[0], padded[1]).map { $0 == 1 ? $1 : $0 }
    return PlainTensor(shape: shape) { index in
      function(a.broadcastElement(at: index), b.broadcastElement(at: index))
    }
  }

  /// The element that stands at `index` once this tensor is broadcast to an index of that length.
  func broadcastElement(at index: [Int]) -> Double {
    self[zip(index.suffix(rank), shape).map { $1 == 1 ? 0 : $0 }]
  }

  /// The elements that differ only along `axes` as one list each, given to `function`.
  func reduced(over axes: [Int], keepingAxes: Bool = false, _ function: ([Double]) -> Double) -> PlainTensor {
    let kept = (0..<rank).filter { !axes.contains($0) }
    let dropped = (0..<rank).filter(axes.contains)
    let inner = PlainTensor.indices(of: dropped.map { shape[$0] })
    let result = PlainTensor(shape: kept.map { shape[$0] }) { outer in
      function(
        inner.map { inner in
          var index = [Int](repeating: 0, count: rank)
          for (axis, position) in zip(kept, outer) { index[axis] = position }
          for (axis, position) in zip(dropped, inner) { index[axis] = position }
          return self[index]
        })
    }
    guard keepingAxes else { return result }
    return PlainTensor(
      shape: shape.indices.map { axes.contains($0) ? 1 : shape[$0] }, scalars: result.scalars)
  }

  /// Each line of elements along `axis`, replaced by the line that `function` makes of it.
  func mapLines(along axis: Int, _ function: ([Double]) -> [Double]) -> PlainTensor {
    let lines = shape.indices.filter { $0 != axis }.map { shape[$0] }
    var made: [[Int]: [Double]] = [:]
    for outer in PlainTensor.indices(of: lines) {
      made[outer] = function(
        (0..<shape[axis]).map { position in
          var index = outer
          index.insert(position, at: axis)
          return self[index]
        })
    }
    var newShape = shape
    if let line = made.values.first { newShape[axis] = line.count }
    return PlainTensor(shape: newShape) { index in
      var outer = index
      outer.remove(at: axis)
      return made[outer]![index[axis]]
    }
  }
}
