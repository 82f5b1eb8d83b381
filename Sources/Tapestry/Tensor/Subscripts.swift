extension Tensor {
  /// A part of the tensor: one index for each axis, from the first on, and all of the axes that are left.
  ///
  /// ```swift
  /// let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  /// x[0]                // [1, 2, 3]
  /// x[-1, 2]            // 6, a tensor without axes
  /// x[.all, 1...]       // [[2, 3], [5, 6]]
  /// x[..., 0]           // [1, 4]
  /// x[1, .all.by(-1)]   // [6, 5, 4]
  /// ```
  ///
  /// ``TensorIndex`` lists all kinds of indices. A bound outside of its axis traps. A part that lies in one piece, such as
  /// a slice along the first axis, shares the storage in constant time; others are copied.
  ///
  /// A part can be assigned a tensor of its shape, or one that can be broadcast to it. Elements that are shared with
  /// another tensor are copied first. Both the reading and the assignment are differentiable: after an assignment, the
  /// gradient of the part goes to the value assigned.
  ///
  /// ```swift
  /// var y = x
  /// y[.all, 0] = 0      // [[0, 2, 3], [0, 5, 6]]
  /// y[0] *= 2           // [[0, 4, 6], [0, 5, 6]]
  /// ```
  public subscript<each Index: TensorIndex>(
    indices: repeat each Index, file file: StaticString = #fileID, line line: UInt = #line
  ) -> Tensor {
    get { part(at: region(repeat each indices, file: file, line: line)) }
    set {
      assign(
        consume newValue, to: region(repeat each indices, file: file, line: line), file: file, line: line)
    }
    // Written out, since the compiler (6.3) cannot make this accessor for indices of many types.
    _modify {
      let region = region(repeat each indices, file: file, line: line)
      var part = part(at: region)
      defer { assign(part, to: region, file: file, line: line) }
      yield &part
    }
  }

  /// A part of the tensor as in the other subscript, where the indices are those of the last axes: `x[..., 0]`.
  public subscript<each Index: TensorIndex>(
    ellipsis: UnboundedRange, indices: repeat each Index, file file: StaticString = #fileID,
    line line: UInt = #line
  ) -> Tensor {
    get { part(at: region(.ellipsis, repeat each indices, file: file, line: line)) }
    set {
      let region = region(.ellipsis, repeat each indices, file: file, line: line)
      assign(consume newValue, to: region, file: file, line: line)
    }
    _modify {
      let region = region(.ellipsis, repeat each indices, file: file, line: line)
      var part = part(at: region)
      defer { assign(part, to: region, file: file, line: line) }
      yield &part
    }
  }

  /// One element: `x[at: 0, 2]`. Setting it on a tracked tensor is differentiable, as the assignment of a constant.
  ///
  /// - Precondition: There is one index for each axis; negative ones count from the end.
  public subscript(
    at indices: Int..., file file: StaticString = #fileID, line line: UInt = #line
  ) -> Scalar {
    get { unsafe withPointer { unsafe $0[elementLayout(indices, file: file, line: line).offset] } }
    set {
      let layout = elementLayout(indices, file: file, line: line)
      if trace == nil {
        unsafe withMutablePointer { unsafe $0[layout.offset] = newValue }
      } else {
        assign(Tensor(newValue), to: layout, file: file, line: line)
      }
    }
  }

  private func elementLayout(_ indices: [Int], file: StaticString, line: UInt) -> StridedLayout {
    guard indices.count == rank else {
      trap(
        "subscript", "\(indices.count) indices do not name one element of the shape \(shape)", file: file,
        line: line)
    }
    var region = Region(of: shape, file: file, line: line)
    for index in indices { region.select(index.selection, namedCount: rank) }
    return region.layout
  }

  private func region<each Index: TensorIndex>(
    _ indices: repeat each Index, file: StaticString, line: UInt
  ) -> StridedLayout {
    var region = Region(of: shape, file: file, line: line)
    var namedCount = 0
    for index in repeat each indices { namedCount += index.selection.namedCount }
    for index in repeat each indices { region.select(index.selection, namedCount: namedCount) }
    return region.layout
  }
}

extension Tensor {
  /// The elements that `region` picks out.
  func part(at region: StridedLayout) -> Tensor {
    let shape = shape
    return viewed(through: region).recorded(from: self) { dy in dy.placed(at: region, in: shape) }
  }

  /// Zeros of the shape `shape`, but for this tensor at `region`.
  func placed(at region: StridedLayout, in shape: TensorShape) -> Tensor {
    var result = Tensor.cleared(shape)
    result.write(self, to: region)
    return result.recorded(from: self) { dy in dy.part(at: region) }
  }

  /// Replaces the elements that `region` picks out by `value`, repeated where needed.
  mutating func assign(_ value: consuming Tensor, to region: StridedLayout, file: StaticString, line: UInt) {
    value.shape.requireFit(in: region.shape, file: file, line: line)
    if value.trace != nil { value = value.broadcast(to: region.shape) }
    let (history, valueHistory) = (trace, value.trace)
    write(value, to: region)
    guard history != nil || valueHistory != nil else { return }
    self = recorded(
      from: history, { dy in dy.cleared(at: region) },
      from: valueHistory, { dy in dy.part(at: region) })
  }

  /// This tensor with zeros at `region`.
  private func cleared(at region: StridedLayout) -> Tensor {
    var result = self
    result.assign(.cleared([]), to: region, file: #fileID, line: #line)
    return result
  }
}

extension TensorShape {
  /// Traps when a value of this shape cannot be assigned to a part of the shape `part`.
  fileprivate func requireFit(in part: TensorShape, file: StaticString, line: UInt) {
    if StridedLayout(contiguous: self).broadcast(to: part) != nil { return }
    trap(
      "subscript", "a part of the shape \(part) cannot be assigned the shape \(self)", file: file, line: line)
  }
}
