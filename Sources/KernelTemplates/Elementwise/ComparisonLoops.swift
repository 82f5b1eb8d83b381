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
  // Read first, and tested as bytes: conditional reads, or a loop on `Bool`, would not become vector instructions.
  forEachBlock(layout, a, b, mask) { a, b, mask, offset, count in
    let out = out + offset
    let bytes = UnsafeRawPointer(mask).assumingMemoryBound(to: UInt8.self)
    for i in 0..<count {
      let (whereTrue, whereFalse) = (a[i], b[i])
      out[i] = bytes[i] != 0 ? whereTrue : whereFalse
    }
  }
}
