// Tensors of numbers in a pattern.

extension Tensor where Scalar: FloatingPointScalar {
  /// The numbers `start`, `start + step`, … up to but without `end`, as `stride(from:to:by:)`; as NumPy's `arange`. Each
  /// is rounded once, so that no error adds up.
  ///
  /// - Precondition: The numbers are finite, the step is not 0, and there are not more than 2³¹ of them.
  public init(
    from start: Scalar, to end: Scalar, by step: Scalar = 1, file: StaticString = #fileID, line: UInt = #line
  ) {
    let count = ((Double(end) - Double(start)) / Double(step)).rounded(.up)
    guard step != 0, count <= 0x1p31 else {
      trap(
        "Tensor.init(from:to:by:)", "there is no count of steps of \(step) from \(start) to \(end)",
        file: file, line: line)
    }
    self.init(count: Int(Swift.max(count, 0))) { index in Scalar(Double(start) + Double(index) * Double(step))
    }
  }

  /// `count` numbers at equal distances, of which the first is `start` and the last is `end`; as NumPy's `linspace`.
  ///
  /// - Precondition: `count` is not negative.
  public init(
    from start: Scalar, through end: Scalar, count: Int, file: StaticString = #fileID, line: UInt = #line
  ) {
    guard count >= 0 else {
      trap("Tensor.init(from:through:count:)", "the count is \(count)", file: file, line: line)
    }
    let (first, last) = (Double(start), Double(end))
    let intervals = Double(Swift.max(count - 1, 1))
    self.init(count: count) { index in
      index == count - 1 && index > 0 ? end : Scalar(first + (last - first) * (Double(index) / intervals))
    }
  }
}

extension Tensor where Scalar: NumericScalar & FixedWidthInteger {
  /// The numbers `start`, `start + step`, … up to but without `end`, as `stride(from:to:by:)`; as NumPy's `arange`.
  ///
  /// - Precondition: The step is not 0.
  public init(
    from start: Scalar, to end: Scalar, by step: Int = 1, file: StaticString = #fileID, line: UInt = #line
  ) {
    guard step != 0 else {
      trap("Tensor.init(from:to:by:)", "the step is 0", file: file, line: line)
    }
    let steps = stride(from: Int(start), to: Int(end), by: step)
    self.init(count: steps.underestimatedCount) { index in Scalar(Int(start) + index * step) }
  }
}

extension Tensor where Scalar: NumericScalar {
  /// The identity matrix of a number of rows: ones on the diagonal, zeros elsewhere.
  ///
  /// - Precondition: `rows` is not negative.
  public init(identity rows: Int) {
    self.init(zeros: [rows, rows])
    unsafe withUnsafeMutableElements { elements in
      for row in 0..<rows { unsafe elements[row * rows + row] = 1 }
    }
  }

  /// For each label, a row of `classes` elements with a one at the label and zeros elsewhere, along a new last axis.
  ///
  /// - Precondition: Every label is in `0..<classes`.
  public init(
    oneHot labels: Tensor<Int32>, classes: Int, file: StaticString = #fileID, line: UInt = #line
  ) {
    self.init(zeros: labels.shape.inserting(classes, at: labels.rank))
    unsafe labels.withUnsafeElements { labels in
      unsafe withUnsafeMutableElements { elements in
        for row in 0..<labels.count {
          let label = Int(unsafe labels[row])
          guard label >= 0 && label < classes else {
            trap(
              "Tensor.init(oneHot:)", "the label \(label) at \(row) is not in 0..<\(classes)", file: file,
              line: line)
          }
          unsafe elements[row * classes + label] = 1
        }
      }
    }
  }
}

extension Tensor {
  fileprivate init(count: Int, element: (Int) -> Scalar) {
    unsafe self.init(
      shape: [count],
      initializingWith: { elements in
        for index in 0..<count { unsafe elements.initializeElement(at: index, to: element(index)) }
      })
  }
}
