extension MovementKernels {
  /// Chooses between runs along one axis and the transposing tiles of two.
  @inlinable @inline(never) public static func copy(
    _ layout: CopyLayout, from source: UnsafePointer<Element>, to destination: UnsafeMutablePointer<Element>
  ) {
    guard layout.count > 0 else { return }
    let layout = layout.inDestinationOrder()
    guard layout.rank > 0 else {
      destination[0] = source[0]
      return
    }
    let stores = ResultStores(byteCount: layout.count * MemoryLayout<Element>.size)
    let inner = layout.axes[layout.rank - 1]
    if inner.destination == 1, inner.source != 1, inner.extent >= 4 {
      for axis in 0..<layout.rank - 1 where layout.axes[axis].source == 1 && layout.axes[axis].extent >= 4 {
        return transposePlanes(layout, axis, source, destination, stores)
      }
    }
    copyRuns(layout, source, destination, stores)
  }

  /// Walks over all axes but the last, and copies a run along that one at each step. Long runs are cut.
  @inlinable @inline(__always) public static func copyRuns(
    _ layout: CopyLayout, _ source: UnsafePointer<Element>, _ destination: UnsafeMutablePointer<Element>,
    _ stores: ResultStores
  ) {
    let inner = layout.axes[layout.rank - 1]
    // Of short runs nearly all would be parts of lines, which are stored in the ordinary way; and what is rearranged within
    // a run would need a buffer, which costs more than it saves.
    let isLong = inner.extent * MemoryLayout<Element>.size >= 16 * ResultStores.lineByteCount
    let isDirect = stores == .direct && (inner.source, inner.destination) == (1, 1) && isLong
    let outer = layout.removing(axis: layout.rank - 1)
    let chunk = elementsPerPiece
    let chunks = (inner.extent + chunk - 1) / chunk
    if chunks > 1 {
      Parallel.forEach(outer.count * chunks) { piece in
        let walk = CopyWalk(outer, from: piece / chunks)
        let first = piece % chunks * chunk
        copyRun(
          source + walk.source + first * inner.source, step: inner.source,
          destination + walk.destination + first * inner.destination, step: inner.destination,
          min(chunk, inner.extent - first), isDirect: isDirect)
        if isDirect { ResultStores.finish() }
      }
      return
    }
    let runsPerPiece = max(1, chunk / inner.extent)
    Parallel.forEach((outer.count + runsPerPiece - 1) / runsPerPiece) { piece in
      let first = piece * runsPerPiece
      var walk = CopyWalk(outer, from: first)
      for _ in first..<min(first + runsPerPiece, outer.count) {
        copyRun(
          source + walk.source, step: inner.source, destination + walk.destination, step: inner.destination,
          inner.extent, isDirect: isDirect)
        walk.advance()
      }
      if isDirect { ResultStores.finish() }
    }
  }

  /// One run with any steps; the common ones apart, so that they become vector code.
  @inlinable @inline(never) public static func copyRun(
    _ source: UnsafePointer<Element>, step sourceStep: Int, _ destination: UnsafeMutablePointer<Element>,
    step destinationStep: Int, _ count: Int, isDirect: Bool
  ) {
    if isDirect {
      return ResultStores.copyDirectly(
        source, to: destination, byteCount: count * MemoryLayout<Element>.size,
        fetching: UnsafeRawPointer(source) + 8192)
    }
    switch (sourceStep, destinationStep) {
    case (1, 1): copyRun(source, destination, count)
    case (0, 1):
      let element = source[0]
      for i in 0..<count { destination[i] = element }
    case (-1, 1): for i in 0..<count { destination[i] = source[-i] }
    case (2, 1): for i in 0..<count { destination[i] = source[2 * i] }
    case (_, 1): for i in 0..<count { destination[i] = source[i * sourceStep] }
    case (1, 2): for i in 0..<count { destination[2 * i] = source[i] }
    default: for i in 0..<count { destination[i * destinationStep] = source[i * sourceStep] }
    }
  }
}
