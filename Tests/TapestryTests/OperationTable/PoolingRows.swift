import Tapestry

/// The windows of one row of the table.
private struct Windows: Sendable {
  var kernel: Extent2D
  var stride: Extent2D
  var padding: Padding2D = 0
  var roundingUp = false

  var description: String {
    "kernel: \(kernel), stride: \(stride), padding: \(padding), roundingUp: \(roundingUp)"
  }
}

extension OperationRows {
  mutating func addPoolings() {
    let shapes: [[TensorShape]] = [
      [[1, 1, 5, 7]], [[2, 2, 3, 3]], [[0, 1, 4, 4]], [[1, 0, 4, 5]], [[1, 2, 13, 13]], [[2, 3, 9, 37]],
      [[1, 2, 34, 4]], [[1, 1, 5, 71]],
    ]
    let large: [[TensorShape]] = [[[5, 24, 27, 27]], [[1, 1, 301, 509]], [[1, 1, 20_000, 3]]]
    let all = [
      Windows(kernel: 3, stride: 2), Windows(kernel: 2, stride: 2), Windows(kernel: 3, stride: 1, padding: 1),
      Windows(kernel: 3, stride: 2, padding: 1, roundingUp: true),
      Windows(
        kernel: Extent2D(height: 2, width: 3), stride: Extent2D(height: 3, width: 4),
        padding: Padding2D(bottom: 1, left: 2, right: 1), roundingUp: true),
      Windows(kernel: 1, stride: 3), Windows(kernel: Extent2D(height: 3, width: 1), stride: 2),
      Windows(
        kernel: Extent2D(height: 1, width: 3), stride: Extent2D(height: 1, width: 2),
        padding: Padding2D(left: 1)),
    ]
    for (index, windows) in all.enumerated() {
      add(
        "maxPooled(\(windows.description))", .distinct, shapes: shapes, large: index < 4 ? large : []
      ) {
        $0[0].maxPooled(
          kernel: windows.kernel, stride: windows.stride, padding: windows.padding,
          roundingUp: windows.roundingUp)
      } reference: {
        $0[0].pooled(windows) { elements, _ in elements.max()! }
      }
    }
    for (index, windows) in all.enumerated() where !windows.roundingUp {
      for countsPadding in windows.padding == 0 ? [true] : [true, false] {
        add(
          "averagePooled(\(windows.description), countsPadding: \(countsPadding))", shapes: shapes,
          large: index < 3 ? large : []
        ) {
          $0[0].averagePooled(
            kernel: windows.kernel, stride: windows.stride, padding: windows.padding,
            countsPadding: countsPadding)
        } reference: {
          $0[0].pooled(windows) { elements, area in
            elements.reduce(0, +) / Double(countsPadding ? area : elements.count)
          }
        }
      }
    }
    add("maxPooled(kernel: 17×16)", .distinct, shapes: [[[1, 2, 19, 37]], [[1, 1, 20, 31]]]) {
      $0[0].maxPooled(kernel: Extent2D(height: 17, width: 16), stride: 1)
    } reference: {
      $0[0].pooled(Windows(kernel: Extent2D(height: 17, width: 16), stride: 1)) { elements, _ in
        elements.max()!
      }
    }
    addAdaptive()
  }

  private mutating func addAdaptive() {
    let shapes: [[TensorShape]] = [[[1, 2, 4, 3]], [[2, 1, 1, 5]], [[0, 2, 3, 3]], [[2, 3, 13, 8]]]
    add("globalAveragePooled", shapes: shapes) {
      $0[0].globalAveragePooled()
    } reference: {
      $0[0].adaptiveAveragePooled(1, 1)
    }
    for extent in [Extent2D(1), Extent2D(height: 2, width: 3), Extent2D(height: 4, width: 3), Extent2D(6)] {
      add("adaptiveAveragePooled(to: \(extent))", shapes: shapes) {
        $0[0].adaptiveAveragePooled(to: extent)
      } reference: {
        $0[0].adaptiveAveragePooled(extent.height, extent.width)
      }
    }
  }
}

extension PlainTensor {
  /// `function` of the elements of the image in each window, and of the window's area.
  fileprivate func pooled(
    _ windows: Windows, _ function: ([Double], _ area: Int) -> Double
  ) -> PlainTensor {
    func count(_ axis: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int) -> Int {
      // Window after window for as long as there are some.
      var count = 0
      while true {
        let start = count * stride - before
        let fits = start + kernel <= shape[axis] + after
        let isCut = start < shape[axis] && start + kernel - stride < shape[axis] + after
        guard fits || (windows.roundingUp && isCut) else { return count }
        count += 1
      }
    }
    let (kernel, stride, padding) = (windows.kernel, windows.stride, windows.padding)
    let height = count(2, kernel.height, stride.height, padding.top, padding.bottom)
    let width = count(3, kernel.width, stride.width, padding.left, padding.right)
    return PlainTensor(shape: [shape[0], shape[1], height, width]) { index in
      var elements: [Double] = []
      for tap in PlainTensor.indices(of: [kernel.height, kernel.width]) {
        let y = index[2] * stride.height + tap[0] - padding.top
        let x = index[3] * stride.width + tap[1] - padding.left
        if 0..<shape[2] ~= y, 0..<shape[3] ~= x { elements.append(self[[index[0], index[1], y, x]]) }
      }
      return function(elements, kernel.height * kernel.width)
    }
  }

  /// The means of the windows ⌊i · input / output⌋ ..< ⌈(i + 1) · input / output⌉.
  fileprivate func adaptiveAveragePooled(_ height: Int, _ width: Int) -> PlainTensor {
    func window(_ index: Int, _ axis: Int, _ output: Int) -> Range<Int> {
      index * shape[axis] / output..<((index + 1) * shape[axis] + output - 1) / output
    }
    return PlainTensor(shape: [shape[0], shape[1], height, width]) { index in
      let (rows, columns) = (window(index[2], 2, height), window(index[3], 3, width))
      var sum = 0.0
      for y in rows { for x in columns { sum += self[[index[0], index[1], y, x]] } }
      return sum / Double(rows.count * columns.count)
    }
  }
}
