import Tapestry

extension OperationRows {
  mutating func addShapes() {
    addReshaping()
    addPermuting()
    addRepeating()
    addConcatenation()
    addSubscripts()
    addDiagonals()
    addPadding()
    addGathering()
  }

  private mutating func addReshaping() {
    add("reshaped(to: [-1, 2])", shapes: [[[6]], [[2, 3]], [[4, 1]], [[0]]]) {
      $0[0].reshaped(to: [-1, 2])
    } reference: {
      PlainTensor(shape: [$0[0].scalars.count / 2, 2], scalars: $0[0].scalars)
    }
    add("expanded and squeezed", shapes: [[[2, 3]], [[0, 2]], [[1, 4]]]) {
      $0[0].expanded(axis: 1).squeezed(axes: [1]).flattened().expanded(axis: -1)
    } reference: {
      PlainTensor(shape: [$0[0].scalars.count, 1], scalars: $0[0].scalars)
    }
  }

  private mutating func addPermuting() {
    add(
      "transposed()", shapes: [[[2, 3]], [[1, 5]], [[0, 3]], [[17, 9]], [[2, 3, 4]]], large: [[[401, 703]]]
    ) {
      $0[0].transposed()
    } reference: {
      $0[0].permuted(Array(0..<$0[0].rank - 2) + [$0[0].rank - 1, $0[0].rank - 2])
    }
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      add(
        "permuted(to: \(order))",
        shapes: [[[2, 3, 4]], [[1, 5, 3]], [[3, 0, 2]], [[5, 1, 1]], [[7, 17, 9]]], large: [[[61, 67, 71]]]
      ) {
        $0[0].permuted(to: order)
      } reference: {
        $0[0].permuted(order)
      }
    }
    add("permuted(to: [3, 1, 0, -2])", shapes: [[[2, 3, 1, 2]]]) {
      $0[0].permuted(to: [3, 1, 0, -2])
    } reference: {
      $0[0].permuted([3, 1, 0, 2])
    }
    add(
      "flipped(axes: [0, -1])", shapes: [[[2, 3]], [[5]], [[0, 2]], [[2, 3, 17]]], large: [[[300, 1001]]]
    ) {
      $0[0].rank == 1 ? $0[0].flipped(axes: [0]) : $0[0].flipped(axes: [0, -1])
    } reference: { x in
      PlainTensor(shape: x[0].shape) { index in
        var index = index
        for axis in Set([0, x[0].rank - 1]) { index[axis] = x[0].shape[axis] - 1 - index[axis] }
        return x[0][index]
      }
    }
  }

  private mutating func addRepeating() {
    for target in [[2, 3], [4, 2, 3], [2, 0, 3]] {
      let shapes: [[TensorShape]] =
        target.contains(0) ? [[[3]], [[1, 1]]] : [[[3]], [[2, 1]], [[]], [[1, 3]]]
      add("broadcast(to: \(target))", shapes: shapes) {
        $0[0].broadcast(to: TensorShape(target))
      } reference: { x in
        PlainTensor(shape: target) { x[0].broadcastElement(at: $0) }
      }
    }
    add("repeated(3, axis: 1)", shapes: [[[2, 3]], [[2, 3, 2]], [[2, 0]]], large: [[[101, 31, 100]]]) {
      $0[0].repeated(3, axis: 1)
    } reference: {
      $0[0].mapLines(along: 1) { line in line.flatMap { [$0, $0, $0] } }
    }
    add("tiled([2, 1, 3])", shapes: [[[2, 3]], [[4]], [[1, 2, 3]], [[0, 2]]]) {
      $0[0].tiled([2, 1, 3])
    } reference: { x in
      let shape = [Int](repeating: 1, count: 3 - x[0].rank) + x[0].shape
      return PlainTensor(shape: zip(shape, [2, 1, 3]).map(*)) { index in
        x[0][Array(zip(index, shape).map { $0 % $1 }.suffix(x[0].rank))]
      }
    }
  }

  private mutating func addConcatenation() {
    add(
      "concatenated(axis: 1)",
      shapes: [
        [[2, 3], [2, 1]], [[2, 0], [2, 2]], [[2, 2, 3], [2, 1, 3], [2, 4, 3]], [[0, 2], [0, 3]], [[3, 2]],
      ], large: [[[300, 501], [300, 602]]]
    ) {
      Tensor.concatenated($0, axis: 1)
    } reference: { x in
      var shape = x[0].shape
      shape[1] = x.reduce(0) { $0 + $1.shape[1] }
      return PlainTensor(shape: shape) { index in
        var (index, which) = (index, 0)
        while index[1] >= x[which].shape[1] {
          index[1] -= x[which].shape[1]
          which += 1
        }
        return x[which][index]
      }
    }
    for axis in [0, 1, -1] {
      add(
        "stacked(axis: \(axis))", shapes: [[[2, 3], [2, 3]], [[4]], [[2], [2], [2]], [[0, 2], [0, 2]]]
      ) {
        Tensor.stacked($0, axis: axis)
      } reference: { x in
        let position = axis < 0 ? axis + x[0].rank + 1 : axis
        var shape = x[0].shape
        shape.insert(x.count, at: position)
        return PlainTensor(shape: shape) { index in
          var index = index
          let which = index.remove(at: position)
          return x[which][index]
        }
      }
    }
    add("split(sizes: [1, 2]) exchanged", shapes: [[[2, 3]], [[3, 3, 2]], [[0, 3]]]) {
      Tensor.concatenated($0[0].split(sizes: [1, 2], axis: 1).reversed(), axis: 1)
    } reference: {
      $0[0].mapLines(along: 1) { [$0[1], $0[2], $0[0]] }
    }
    add("unstacked(axis: 1) in reverse", shapes: [[[2, 3]], [[3, 2, 2]]]) {
      Tensor.stacked($0[0].unstacked(axis: 1).reversed(), axis: 1)
    } reference: {
      $0[0].mapLines(along: 1) { $0.reversed() }
    }
  }

  private mutating func addPadding() {
    add("padded([(1, 2)])", shapes: [[[3]], [[2, 3]], [[0, 2]], [[2, 0]]], large: [[[500, 701]]]) {
      $0[0].padded([(1, 2)])
    } reference: {
      $0[0].rank == 2 && $0[0].shape[0] == 0
        ? PlainTensor(shape: [0, 5], scalars: [])
        : $0[0].mapLines(along: $0[0].rank - 1) { [0] + $0 + [0, 0] }
    }
    add("padded([(2, 0), (0, 1)], with: .constant(-3))", shapes: [[[2, 3]], [[2, 2, 1]]]) {
      $0[0].padded([(2, 0), (0, 1)], with: .constant(-3))
    } reference: { x in
      let axis = x[0].rank - 1
      return x[0].mapLines(along: axis - 1) { [-3, -3] + $0 }.mapLines(along: axis) { $0 + [-3] }
    }
    add("padded([(3, 1)], with: .edge)", shapes: [[[3]], [[2, 1]], [[1, 2, 3]]]) {
      $0[0].padded([(3, 1)], with: .edge)
    } reference: {
      $0[0].mapLines(along: $0[0].rank - 1) { [$0[0], $0[0], $0[0]] + $0 + [$0.last!] }
    }
    add("padded([(1, 0), (2, 3)], with: .reflection)", shapes: [[[2, 4]], [[2, 3, 5]]]) {
      $0[0].padded([(1, 0), (2, 3)], with: .reflection)
    } reference: { x in
      let axis = x[0].rank - 1
      return x[0].mapLines(along: axis - 1) { [$0[1]] + $0 }
        .mapLines(along: axis) { [$0[2], $0[1]] + $0 + $0.dropLast().suffix(3).reversed() }
    }
  }

  private mutating func addGathering() {
    for axis in [0, 1, -1] {
      add(
        "gathered(at: [[2, 0, -1], [1, 1, -3]], axis: \(axis))", shapes: [[[3, 3]], [[3, 3, 3]]]
      ) {
        $0[0].gathered(at: [[2, 0, -1], [1, 1, -3]], axis: axis)
      } reference: { x in
        let axis = axis < 0 ? axis + x[0].rank : axis
        let indices = [2, 0, 2, 1, 1, 0]
        let flat = x[0].mapLines(along: axis) { line in indices.map { line[$0] } }
        return PlainTensor(
          shape: x[0].shape[..<axis] + [2, 3] + x[0].shape[(axis + 1)...], scalars: flat.scalars)
      }
    }
    add("gathered rows", shapes: [[[5, 7]]], large: [[[300, 1001]]]) {
      $0[0].gathered(at: Tensor<Int32>([1, -1, 1, 0]))
    } reference: {
      $0[0].mapLines(along: 0) { [$0[1], $0[4], $0[1], $0[0]] }
    }
    add("gatheredElements(axis: 1)", shapes: [[[2, 3]]]) {
      $0[0].gatheredElements(at: [[0, 2, -1, 1], [1, 1, 1, -3]], axis: 1)
    } reference: { x in
      let indices = [[0, 2, 2, 1], [1, 1, 1, 0]]
      return PlainTensor(shape: [2, 4]) { x[0][[$0[0], indices[$0[0]][$0[1]]]] }
    }
    add("gatheredElements(axis: 0), broadcast", shapes: [[[3, 2]], [[2, 5]]]) {
      $0[0].gatheredElements(at: [[1], [0], [-1]], axis: 0)
    } reference: {
      $0[0].mapLines(along: 0) { [$0[1], $0[0], $0.last!] }
    }
    add(
      "scatterAdding(at: [1, 0, -2, 1])",
      shapes: [[[3, 2], [4, 2]], [[3], [4]], [[3, 2], [2]], [[3, 2], []]]
    ) {
      $0[0].scatterAdding($0[1], at: [1, 0, -2, 1])
    } reference: { x in
      var sum = x[0]
      for (place, row) in [1, 0, 1, 1].enumerated() {
        for index in sum.indices where index[0] == row {
          sum[index] += x[1].broadcastElement(at: [place] + index.dropFirst())
        }
      }
      return sum
    }
    add(
      "scatterAdding(axis: 1)", shapes: [[[2, 3], [2, 2, 2]], [[2, 3, 2], [2, 2, 2, 2]]],
      large: [[[300, 3, 401], [300, 2, 2, 401]]]
    ) {
      $0[0].scatterAdding($0[1], at: [[0, 2], [2, -1]], axis: 1)
    } reference: { x in
      var sum = x[0]
      for (place, row) in [0, 2, 2, 2].enumerated() {
        for index in sum.indices where index[1] == row {
          sum[index] += x[1][[index[0], place / 2, place % 2] + index.dropFirst(2)]
        }
      }
      return sum
    }
    add("scatterAddingElements(axis: 1)", shapes: [[[2, 3], [2, 4]], [[2, 3], [4]]]) {
      $0[0].scatterAddingElements($0[1], at: [[0, 2, -1, 1], [1, 1, 1, -3]], axis: 1)
    } reference: { x in
      var sum = x[0]
      for (row, columns) in [[0, 2, 2, 1], [1, 1, 1, 0]].enumerated() {
        for (place, column) in columns.enumerated() {
          sum[[row, column]] += x[1].broadcastElement(at: [row, place])
        }
      }
      return sum
    }
  }

  private mutating func addDiagonals() {
    for offset in [0, 1, -2, 5] {
      add("diagonal(offset: \(offset))", shapes: [[[3, 4]], [[2, 3, 2]], [[1, 1]], [[0, 3]]]) {
        $0[0].diagonal(offset: offset)
      } reference: { x in
        let (rows, columns) = (x[0].shape[x[0].rank - 2], x[0].shape[x[0].rank - 1])
        let places = (0..<rows).filter { 0..<columns ~= $0 + offset }
        return PlainTensor(shape: x[0].shape.dropLast(2) + [places.count]) { index in
          let row = places[index[index.count - 1]]
          return x[0][index.dropLast() + [row, row + offset]]
        }
      }
      add("lowerTriangle(offset: \(offset))", shapes: [[[3, 4]], [[2, 3, 2]], [[0, 3]], [[2, 0]]]) {
        $0[0].lowerTriangle(offset: offset)
      } reference: { x in
        PlainTensor(shape: x[0].shape) { $0[$0.count - 1] - $0[$0.count - 2] <= offset ? x[0][$0] : 0 }
      }
      add("upperTriangle(offset: \(offset))", shapes: [[[3, 4]], [[2, 3, 2]], [[0, 3]], [[2, 0]]]) {
        $0[0].upperTriangle(offset: offset)
      } reference: { x in
        PlainTensor(shape: x[0].shape) { $0[$0.count - 1] - $0[$0.count - 2] >= offset ? x[0][$0] : 0 }
      }
    }
    for offset in [0, 2, -1] {
      add("diagonalMatrix(offset: \(offset))", shapes: [[[3]], [[2, 2]], [[0]]]) {
        $0[0].diagonalMatrix(offset: offset)
      } reference: { x in
        let extent = x[0].shape.last! + abs(offset)
        return PlainTensor(shape: x[0].shape.dropLast() + [extent, extent]) { index in
          let (row, column) = (index[index.count - 2], index[index.count - 1])
          return column - row == offset ? x[0][index.dropLast(2) + [min(row, column)]] : 0
        }
      }
    }
  }

  private mutating func addSubscripts() {
    add("x[1]", shapes: [[[2, 3]], [[4]], [[3, 2, 2]], [[2, 0]]]) {
      $0[0][1]
    } reference: { x in
      PlainTensor(shape: Array(x[0].shape.dropFirst())) { x[0][[1] + $0] }
    }
    add("x[.all, (1...).by(2)]", shapes: [[[2, 6]], [[3, 5, 2]], [[1, 3]]], large: [[[300, 2001]]]) {
      $0[0][.all, (1...).by(2)]
    } reference: {
      $0[0].mapLines(along: 1) { line in stride(from: 1, to: line.count, by: 2).map { line[$0] } }
    }
    add("x[..., .all.by(-2)]", shapes: [[[5]], [[2, 6]], [[2, 2, 3]]]) {
      $0[0][..., .all.by(-2)]
    } reference: {
      $0[0].mapLines(along: $0[0].rank - 1) { line in
        stride(from: line.count - 1, through: 0, by: -2).map { line[$0] }
      }
    }
    add("x[.newAxis, -1, .ellipsis, 0]", shapes: [[[2, 3]], [[2, 2, 3]]]) {
      $0[0][.newAxis, -1, .ellipsis, 0]
    } reference: { x in
      PlainTensor(shape: [1] + x[0].shape.dropFirst().dropLast()) {
        x[0][[x[0].shape[0] - 1] + $0.dropFirst() + [0]]
      }
    }
    add(
      "x[.all, 1..<3] = y",
      shapes: [[[2, 3], [2, 2]], [[2, 4], [2]], [[3, 3], []], [[3, 3, 2], [2, 1]]],
      large: [[[300, 1001], [2]]]
    ) {
      var x = $0[0]
      x[.all, 1..<3] = $0[1]
      return x
    } reference: { x in
      PlainTensor(shape: x[0].shape) { index in
        var part = index
        part[1] -= 1
        return 1..<3 ~= index[1] ? x[1].broadcastElement(at: part) : x[0][index]
      }
    }
  }
}

extension PlainTensor {
  /// The axes in another order.
  func permuted(_ order: [Int]) -> PlainTensor {
    PlainTensor(shape: order.map { shape[$0] }) { index in
      var source = index
      for (position, axis) in order.enumerated() { source[axis] = index[position] }
      return self[source]
    }
  }
}
