extension Tensor {
  /// The elements on a diagonal of the matrices in the last two axes; it becomes the last axis.
  ///
  /// - Parameter offset: Which diagonal: 0 is the main one, positive ones lie to its right and negative ones to its left.
  /// - Precondition: There are at least two axes.
  public func diagonal(
    offset: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    requireMatrix("diagonal", file: file, line: line)
    return part(at: .diagonal(of: shape, offset: offset))
  }

  /// Square matrices with the last axis on a diagonal, and zeros elsewhere: the inverse of
  /// ``diagonal(offset:file:line:)``.
  ///
  /// - Precondition: There is at least one axis.
  public func diagonalMatrix(
    offset: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    guard rank > 0 else {
      trap("diagonalMatrix", "a scalar has no axis to put on the diagonal", file: file, line: line)
    }
    let extent = shape[-1] + Swift.abs(offset)
    let square = shape.replacing(axis: rank - 1, with: extent).inserting(extent, at: rank)
    return placed(at: .diagonal(of: square, offset: offset), in: square)
  }

  /// The matrices in the last two axes with zeros above a diagonal.
  ///
  /// - Parameter offset: Which diagonal is the highest to be kept: 0 is the main one, positive ones lie to its right.
  /// - Precondition: There are at least two axes.
  public func lowerTriangle(
    offset: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    requireMatrix("lowerTriangle", file: file, line: line)
    let columns = shape[-1]
    return clearingRows { row in Swift.min(Swift.max(row + offset + 1, 0), columns)..<columns }
      .recorded(from: self) { dy in dy.lowerTriangle(offset: offset) }
  }

  /// The matrices in the last two axes with zeros below a diagonal.
  ///
  /// - Parameter offset: Which diagonal is the lowest to be kept: 0 is the main one, positive ones lie to its right.
  /// - Precondition: There are at least two axes.
  public func upperTriangle(
    offset: Int = 0, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    requireMatrix("upperTriangle", file: file, line: line)
    let columns = shape[-1]
    return clearingRows { row in 0..<Swift.min(Swift.max(row + offset, 0), columns) }
      .recorded(from: self) { dy in dy.upperTriangle(offset: offset) }
  }

  /// A copy with zeros in the columns that `cleared` gives for each row of a matrix.
  private func clearingRows(_ cleared: (_ row: Int) -> Range<Int>) -> Tensor {
    let (rows, columns) = (shape[-2], shape[-1])
    var result = copied()
    let width = MemoryLayout<Scalar>.stride
    unsafe result.withMutablePointer { elements in
      let bytes = UnsafeMutableRawPointer(elements)
      for row in 0..<(shape.isEmpty ? 0 : elementCount / columns) {
        let range = cleared(row % rows)
        unsafe (bytes + (row * columns + range.lowerBound) * width)
          .initializeMemory(as: UInt8.self, repeating: 0, count: range.count * width)
      }
    }
    return result
  }

  private func requireMatrix(_ operation: StaticString, file: StaticString, line: UInt) {
    guard rank >= 2 else {
      trap(operation, "expected at least two axes, found the shape \(shape)", file: file, line: line)
    }
  }
}

extension StridedLayout {
  /// A diagonal of the last two axes, as the last axis; empty where the matrices have none at this offset.
  fileprivate static func diagonal(of shape: TensorShape, offset: Int) -> StridedLayout {
    let (rows, columns) = (shape[-2], shape[-1])
    let (top, left) = (min(max(-offset, 0), rows), min(max(offset, 0), columns))
    let length = min(rows - top, columns - left)
    var layout = StridedLayout(contiguous: shape)
    layout.select(axis: shape.rank - 2, from: top, by: 1, count: length)
    layout.select(axis: shape.rank - 1, from: left, by: 1, count: length)
    layout.selectDiagonal(of: shape.rank - 2, shape.rank - 1)
    return layout
  }
}
