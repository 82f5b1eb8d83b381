// Comparison and selection, the same for integers and floating point. Inlined whole into each instruction set.

@inlinable @inline(__always)
func compareEach<Element: Comparable>(
  _ op: ComparisonOperation, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
  _ out: UnsafeMutablePointer<Bool>, layout: RowLayout
) {
  forEachBlock(layout, a, b) { a, b, offset, count in
    let out = out + offset
    switch op {
    case .less: for i in 0..<count { out[i] = a[i] < b[i] }
    case .lessOrEqual: for i in 0..<count { out[i] = a[i] <= b[i] }
    case .greater: for i in 0..<count { out[i] = a[i] > b[i] }
    case .greaterOrEqual: for i in 0..<count { out[i] = a[i] >= b[i] }
    case .equal: for i in 0..<count { out[i] = a[i] == b[i] }
    case .notEqual: for i in 0..<count { out[i] = a[i] != b[i] }
    }
  }
}

@inlinable @inline(__always)
func selectEach<Element>(
  _ mask: UnsafePointer<Bool>, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
  _ out: UnsafeMutablePointer<Element>, layout: RowLayout
) {
  forEachBlock(layout, a, b, mask) { a, b, mask, offset, count in
    let out = out + offset
    for i in 0..<count { out[i] = mask[i] ? a[i] : b[i] }
  }
}
