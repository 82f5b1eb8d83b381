import KernelTemplates

extension Tensor where Scalar: FloatingPointScalar {
  /// The exponentials along an axis, divided by their sum: e^x / Σ e^x.
  ///
  /// Computed relative to the greatest element, so that nothing overflows; elements of -∞ become 0.
  ///
  /// - Parameter axis: The axis whose elements sum to 1: the last unless given. Others cost two transpositions.
  public func softmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let axis = shape.axis(axis, for: "softmax", file: file, line: line)
    guard axis == rank - 1 else { return transposed(axis, -1).softmax().transposed(axis, -1) }
    let value = unsafe mapRows { x, rows, columns, out in
      unsafe Scalar.kernels.softmax(x, rows: rows, columns: columns, into: out)
    }
    return value.recorded(from: self, withResult: { dy, y in dy.softmaxGradient(y) })
  }

  /// y (dy - Σ dy y) for this gradient dy with respect to the softmax y along the last axis.
  func softmaxGradient(_ y: Tensor) -> Tensor {
    let dy = self
    let value = unsafe mapRows(with: y) { dy, y, rows, columns, out in
      unsafe Scalar.kernels.softmaxGradient(dy, y, rows: rows, columns: columns, into: out)
    }
    return value.recorded(
      from: dy, { ddx in ddx.softmaxGradient(y) },
      from: y,
      { ddx in
        let mean = (dy * y).sum(axes: [-1], keepingAxes: true)
        return ddx * (dy - mean) - dy * (ddx * y).sum(axes: [-1], keepingAxes: true)
      })
  }

  /// The logarithm of ``softmax(axis:file:line:)``, without its rounding: x - log Σ e^x.
  ///
  /// - Parameter axis: The axis that is normalised: the last unless given. Others cost two transpositions.
  public func logSoftmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let axis = shape.axis(axis, for: "logSoftmax", file: file, line: line)
    guard axis == rank - 1 else { return transposed(axis, -1).logSoftmax().transposed(axis, -1) }
    let value = unsafe mapRows { x, rows, columns, out in
      unsafe Scalar.kernels.logSoftmax(x, rows: rows, columns: columns, into: out)
    }
    return value.recorded(from: self, withResult: { dy, y in dy.logSoftmaxGradient(y) })
  }

  /// dy - e^y Σ dy for this gradient dy with respect to the log-softmax y along the last axis.
  private func logSoftmaxGradient(_ y: Tensor) -> Tensor {
    let dy = self
    let value = unsafe mapRows(with: y) { dy, y, rows, columns, out in
      unsafe Scalar.kernels.logSoftmaxGradient(dy, y, rows: rows, columns: columns, into: out)
    }
    return value.recorded(
      from: dy, { ddx in ddx - (ddx * y.exp()).sum(axes: [-1], keepingAxes: true) },
      from: y, { ddx in -(ddx * y.exp() * dy.sum(axes: [-1], keepingAxes: true)) })
  }

  /// The logarithm of the sum of the exponentials over a set of axes: log Σ e^x, computed relative to the greatest element.
  /// Of no elements, -∞. See ``sum(axes:keepingAxes:file:line:)->Tensor<Scalar>`` for the arguments.
  ///
  /// Other axes than the last ones cost a transposition.
  public func logSumExp(
    axes: [Int]? = nil, keepingAxes: Bool = false, file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    let axes = AxisSet(axes, of: shape, for: "logSumExp", file: file, line: line)
    let result = shape.reduced(over: axes, keepingAxes: keepingAxes)
    let order = (0..<rank).filter { !axes.contains($0) } + (0..<rank).filter(axes.contains)
    let rows = permuted(to: order)
      .reshaped(to: [result.elementCount, shape.elementCount(of: axes)] as TensorShape)
    return rows.logSumExpOfRows().reshaped(to: result)
  }

  private func logSumExpOfRows() -> Tensor {
    let (x, rows, columns) = (self, shape[0], shape[1])
    let value = unsafe Tensor(shape: [rows]) { out in
      unsafe withPointer { unsafe Scalar.kernels.logSumExp($0, rows: rows, columns: columns, into: out) }
    }
    return value.recorded(from: self) { dy in dy.expanded(axis: 1) * x.softmax() }
  }
}

extension Tensor where Scalar: FloatingPointScalar {
  /// The number of rows along the last axis, and their length.
  var rowExtents: (rows: Int, columns: Int) { (shape.elementCount(of: 0..<rank - 1), shape[-1]) }

  /// What a kernel makes of the rows along the last axis.
  private func mapRows(
    _ kernel: (UnsafePointer<Scalar>, _ rows: Int, _ columns: Int, UnsafeMutablePointer<Scalar>) -> Void
  ) -> Tensor {
    let (rows, columns) = rowExtents
    return unsafe Tensor(shape: shape) { out in
      unsafe withPointer { unsafe kernel($0, rows, columns, out) }
    }
  }

  /// What a kernel makes of the rows of two tensors of one shape.
  private func mapRows(
    with other: Tensor,
    _ kernel: (
      UnsafePointer<Scalar>, UnsafePointer<Scalar>, _ rows: Int, _ columns: Int, UnsafeMutablePointer<Scalar>
    ) -> Void
  ) -> Tensor {
    unsafe other.withPointer { y in
      unsafe mapRows { x, rows, columns, out in unsafe kernel(x, y, rows, columns, out) }
    }
  }
}
